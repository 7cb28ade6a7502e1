// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deploymentrepository.h"

#include "store/sql/deploymentrows.h"
#include "store/sql/where.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::store {

namespace {

constexpr qsizetype kMostServices = 10'000;

/// `changes` may only see these services; nothing when the filter names none that is known.
struct ChangeScope
{
    QList<qint64> services;
    bool isEverything = false;
    bool isMost = false;
};

ChangeScope scopeOf(const DeploymentRepository::ChangeFilter& filter, const ServiceNames& names)
{
    ChangeScope scope;
    scope.isEverything = filter.services.isEmpty();
    for (const QString& name : filter.services) {
        if (const std::optional<qint64> id = names.idOf(name))
            scope.services.append(*id);
    }
    std::sort(scope.services.begin(), scope.services.end());
    scope.services.erase(std::unique(scope.services.begin(), scope.services.end()), scope.services.end());
    scope.isMost = scope.services.size() > 1 && scope.services.size() * 8 > names.entries().size();
    return scope;
}

Where conditions(const DeploymentRepository::ChangeFilter& filter, const ChangeScope& scope)
{
    Where where;
    if (filter.deployment)
        where.add("c.deployment_id = ?", *filter.deployment);
    if (filter.from)
        where.add("c.authored >= ?", *filter.from);
    if (filter.to)
        where.add("c.authored < ?", *filter.to);
    if (filter.asOf)
        where.add("(c.origin <> ? OR NOT EXISTS (SELECT 1 FROM deployment d WHERE d.id = c.deployment_id AND d.finished > ?))",
                  int(ChangeOrigin::Events), *filter.asOf);
    if (scope.services.size() == 1) {
        where.add("c.service_id = ?", scope.services.first());
    } else if (!scope.isEverything) {
        // Few lengths, so that few statements are prepared. The plus keeps SQLite from collecting and sorting the rows
        // of many services where the order by time gives the first ones at once.
        qsizetype length = 2;
        while (length < scope.services.size())
            length *= 2;
        where.add((scope.isMost ? "+c.service_id IN (" : "c.service_id IN (") + placeholders(length) + ")");
        for (qsizetype i = 0; i < length; ++i)
            where.bind(scope.services[qMin(i, scope.services.size() - 1)]);
    }
    return where;
}

/// The names that changes of the filter need: of one deployment only its service's, so that asking for many deployments one after
/// another does not read all names each time.
Result<ServiceNames> namesFor(Connection::Handle& handle, const DeploymentRepository::ChangeFilter& filter)
{
    return filter.deployment && filter.services.isEmpty() ? ServiceNames::ofDeployment(handle, *filter.deployment)
                                                          : ServiceNames::read(handle);
}

Status checkSize(const DeploymentRepository::ChangeFilter& filter)
{
    if (filter.services.size() <= kMostServices)
        return ok();
    return Error{ErrorCode::InvalidInput,
                 QCoreApplication::translate("Store", "More services are named than can be asked for at once (%1).")
                     .arg(kMostServices)};
}

} // namespace

Result<QList<ServiceState>> DeploymentRepository::services()
{
    ATALAYA_TRY(Statement rows,
                m_connection.handle().prepare("SELECT s.name, s.version, s.rewritten, g.first FROM service s LEFT JOIN "
                                              "git_left_out g ON g.service_id = s.id WHERE s.version > 0 ORDER BY s.name"));
    QList<ServiceState> states;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            break;
        states.append({rows.text(0), rows.integer(1), rows.integer(2), rows.optional<Instant>(3)});
    }
    // UTF-8 sorts as code points do, QString as UTF-16 units do.
    std::sort(states.begin(), states.end(),
              [](const ServiceState& a, const ServiceState& b) { return a.name < b.name; });
    return states;
}

Status DeploymentRepository::forEachDeployment(const QString& service, qint64 after,
                                               const std::function<void(Row&&)>& each)
{
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    const QByteArray sql = QByteArray("SELECT ") + kDeploymentColumns +
                           " FROM deployment d WHERE d.service_id = ? AND d.sequence > ? ORDER BY d.sequence LIMIT ?";
    DeploymentTexts texts;
    for (const ServiceNames::Entry& entry : names.matching(service))
        ATALAYA_CHECK(forEachOfService(handle, sql, entry.id, after, [&](const Statement& row) {
            each({row.integer(0), readDeployment(row, entry.name, texts)});
        }));
    return ok();
}

Result<QList<model::Deployment>> DeploymentRepository::byIds(const QList<model::DeploymentId>& ids)
{
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    QHash<model::DeploymentId, model::Deployment> found;
    DeploymentTexts texts;
    ATALAYA_CHECK(forEachIn(handle, QByteArray("SELECT ") + kDeploymentColumns + " FROM deployment d WHERE d.id IN ",
                            {}, ids, [&](const Statement& row) {
                                model::Deployment deployment =
                                    readDeployment(row, names.nameOf(row.integer(12)), texts);
                                found.insert(deployment.id, std::move(deployment));
                            }));
    QList<model::Deployment> deployments;
    for (const model::DeploymentId id : ids) {
        if (const auto row = found.constFind(id); row != found.cend())
            deployments.append(*row);
    }
    return deployments;
}

Result<QList<model::Incident>> DeploymentRepository::incidentsByIds(const QList<model::IncidentId>& ids)
{
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    QHash<model::IncidentId, model::Incident> found;
    ATALAYA_CHECK(forEachIn(handle, QByteArray("SELECT ") + kIncidentColumns + " FROM incident i WHERE i.id IN ", {},
                            ids, [&](const Statement& row) {
                                model::Incident incident = readIncident(row, names.nameOf(row.integer(7)));
                                found.insert(incident.id, std::move(incident));
                            }));
    QList<model::Incident> incidents;
    for (const model::IncidentId id : ids) {
        if (const auto row = found.constFind(id); row != found.cend())
            incidents.append(*row);
    }
    return incidents;
}

Result<QList<model::Change>> DeploymentRepository::changes(const ChangeFilter& filter, int limit,
                                                           std::optional<ChangePosition> after)
{
    ATALAYA_CHECK(checkSize(filter));
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, namesFor(handle, filter));
    const ChangeScope scope = scopeOf(filter, names);
    QList<model::Change> changes;
    if (!scope.isEverything && scope.services.isEmpty())
        return changes;
    Where where = conditions(filter, scope);
    if (after) {
        const qint64 service = names.idOf(after->service).value_or(0);
        where.add("c.authored <= ?", after->authored)
            .add("(c.authored < ? OR c.sha > ? OR (c.sha = ? AND c.service_id > ?))", after->authored, after->sha,
                 after->sha, service);
    }
    ATALAYA_TRY(Statement rows, handle.prepare(QByteArray("SELECT ") + kChangeColumns + " FROM change_item c" +
                                               where.sql() + " ORDER BY c.authored DESC, c.sha, c.service_id LIMIT ?"));
    where.bindTo(rows);
    rows.bind(limit);
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return changes;
        changes.append(readChange(rows, names.nameOf(rows.integer(7))));
    }
}

Result<std::optional<model::Change>> DeploymentRepository::change(const QString& service, const QString& sha)
{
    using Found = std::optional<model::Change>;
    constexpr qsizetype kShortest = 7;
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    const std::optional<qint64> id = names.idOf(service);
    if (!id || sha.isEmpty())
        return Found();
    const bool isPrefix = sha.size() >= kShortest && std::all_of(sha.begin(), sha.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
    // After every hex digit comes "g".
    ATALAYA_TRY(Statement rows, handle.prepare(QByteArray("SELECT ") + kChangeColumns +
                                               " FROM change_item c WHERE c.service_id = ? AND c.sha >= ? AND c.sha <= ? "
                                               "ORDER BY c.sha LIMIT 2"));
    rows.bind(*id, sha, isPrefix ? QString(sha + u'g') : sha);
    QList<model::Change> changes;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            break;
        changes.append(readChange(rows, service));
    }
    const bool isOne = changes.size() == 1 || (changes.size() == 2 && changes.first().sha == sha);
    return isOne ? Found(changes.first()) : Found();
}

Result<qint64> DeploymentRepository::countChanges(const ChangeFilter& filter)
{
    ATALAYA_CHECK(checkSize(filter));
    Connection::Handle& handle = m_connection.handle();
    ATALAYA_TRY(const ServiceNames names, ServiceNames::read(handle));
    const ChangeScope scope = scopeOf(filter, names);
    if (!scope.isEverything && scope.services.isEmpty())
        return qint64(0);
    const Where where = conditions(filter, scope);
    ATALAYA_TRY(Statement row, handle.prepare("SELECT COUNT(*) FROM change_item c" + where.sql()));
    where.bindTo(row);
    ATALAYA_CHECK(row.next());
    return row.integer(0);
}

Result<qint64> DeploymentRepository::countDeployments()
{
    return m_connection.handle().integer("SELECT COUNT(*) FROM deployment");
}

} // namespace atalaya::store
