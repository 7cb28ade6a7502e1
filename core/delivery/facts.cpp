// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/facts.h"

#include "model/deployment.h"

#include <QSet>

#include <algorithm>

namespace atalaya::delivery {

namespace {

/// The part of "version\0sha\0" that begins at `start`.
QByteArrayView part(const QByteArray& text, quint32 start)
{
    return QByteArrayView(text.constData() + start); // up to its zero byte
}

QStringList sorted(const QSet<QString>& names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return list;
}

} // namespace

QByteArrayView ServiceFacts::versionOf(quint32 row) const { return part(text, textStart[row]); }

QByteArrayView ServiceFacts::shaOf(quint32 row) const
{
    return part(text, textStart[row] + quint32(versionOf(row).size()) + 1);
}

QString ServiceFacts::label(quint32 row) const
{
    constexpr qsizetype kShortSha = 7;
    if (const QByteArrayView called = versionOf(row); !called.isEmpty())
        return name + u' ' + QString::fromUtf8(called);
    if (const QByteArrayView sha = shaOf(row); !sha.isEmpty())
        return name + u' ' + QString::fromUtf8(sha.first(std::min(kShortSha, sha.size())));
    return name + u' ' + model::DeploymentId{id[row]}.text();
}

quint32 ServiceFacts::find(quint64 deployment) const
{
    const auto found = std::find(id.begin(), id.end(), deployment);
    return found == id.end() ? kNone : quint32(found - id.begin());
}

std::shared_ptr<const Facts> Facts::of(std::vector<std::shared_ptr<const ServiceFacts>> services, qint64 dataVersion,
                                       const Rules& rules, QList<UnfinishedImport> unfinished, QStringList shallow)
{
    auto facts = std::make_shared<Facts>();
    facts->unfinished = std::move(unfinished);
    facts->shallow = std::move(shallow);
    facts->rules = rules;
    facts->dataVersion = dataVersion;
    facts->services = std::move(services);
    std::sort(facts->services.begin(), facts->services.end(),
              [](const auto& left, const auto& right) { return left->name < right->name; });
    QSet<QString> teams, environments;
    for (const auto& service : facts->services) {
        facts->names.append(service->name);
        facts->deployments += service->size();
        teams.unite(QSet<QString>(service->teams.begin(), service->teams.end()));
        environments.unite(QSet<QString>(service->environments.begin(), service->environments.end()));
    }
    teams.remove(QString());
    facts->teams = sorted(teams);
    facts->environments = sorted(environments);
    return facts;
}

const ServiceFacts* Facts::find(const QString& service) const
{
    const auto found = std::lower_bound(services.begin(), services.end(), service,
                                        [](const auto& facts, const QString& name) { return facts->name < name; });
    return found != services.end() && (*found)->name == service ? found->get() : nullptr;
}

} // namespace atalaya::delivery
