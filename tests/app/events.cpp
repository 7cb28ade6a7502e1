// SPDX-License-Identifier: GPL-3.0-or-later
#include "events.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QStringList>

namespace atalaya::test {

namespace {

constexpr qint64 kSpanMs = qint64(20) * 86'400'000;
constexpr const char* kColumns[] = {"cycle_id", "feature_id", "phase_name", "decision", "duration_seconds",
                                    "metadata", "created_at", "project",    "team",     "environment"};

QString oneOf(QRandomGenerator& random, const QStringList& words)
{
    return words[random.bounded(words.size())];
}

QByteArray csvField(const QJsonValue& value)
{
    QByteArray text = value.isObject()   ? QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)
                      : value.isDouble() ? QByteArray::number(value.toDouble(), 'g', 17)
                                         : value.toString().toUtf8();
    if (text.contains(',') || text.contains('"') || text.contains('\n'))
        text = '"' + text.replace('"', "\"\"") + '"';
    return text;
}

} // namespace

QList<QJsonObject> randomEvents(int count, quint32 seed)
{
    QRandomGenerator random(seed);
    const QStringList phases{QStringLiteral("deployment"),  QStringLiteral("deployment"), QStringLiteral("recovery"),
                             QStringLiteral("maintenance"), QStringLiteral("incident"),   QStringLiteral("testing"),
                             QStringLiteral("review")};
    const QStringList decisions{QStringLiteral("go"),       QStringLiteral("success"),  QStringLiteral("approved"),
                                QStringLiteral("no-go"),    QStringLiteral("failed"),   QStringLiteral("rollback"),
                                QStringLiteral("rejected"), QStringLiteral("resolved"), QStringLiteral("fixed"),
                                QStringLiteral("pending")};
    const QStringList projects{QString(), QStringLiteral("payments"), QStringLiteral("search, \"beta\"")};
    const qint64 end = QDateTime::currentMSecsSinceEpoch() - 3'600'000;
    QList<QJsonObject> events;
    for (int index = 0; index < count; ++index) {
        const qint64 created = end - kSpanMs / count * index - random.bounded(1000);
        QJsonObject event{{QStringLiteral("cycle_id"), QStringLiteral("cycle-%1").arg(random.bounded(count / 4 + 1))},
                          {QStringLiteral("feature_id"), QStringLiteral("feature-%1").arg(random.bounded(40))},
                          {QStringLiteral("phase_name"), oneOf(random, phases)},
                          {QStringLiteral("decision"), oneOf(random, decisions)},
                          {QStringLiteral("duration_seconds"), random.bounded(500'000) / 8.0},
                          {QStringLiteral("metadata"),
                           QJsonObject{{QStringLiteral("note"), QStringLiteral("a \"b\", c %1").arg(index)}}},
                          {QStringLiteral("created_at"),
                           QDateTime::fromMSecsSinceEpoch(created, Qt::UTC).toString(Qt::ISODateWithMs)}};
        if (const QString project = oneOf(random, projects); !project.isEmpty())
            event.insert(QStringLiteral("project"), project);
        if (random.bounded(2) == 1)
            event.insert(QStringLiteral("team"), QStringLiteral("core"));
        events.append(event);
    }
    return events;
}

QByteArray toCsv(const QList<QJsonObject>& events)
{
    QByteArray text;
    for (const char* column : kColumns)
        text += (text.isEmpty() ? "" : ",") + QByteArray(column);
    text += "\r\n";
    for (const QJsonObject& event : events) {
        QByteArray row;
        for (const char* column : kColumns)
            row += (column == kColumns[0] ? "" : ",") + csvField(event.value(QLatin1String(column)));
        text += row + "\r\n";
    }
    return text;
}

QByteArray toJsonl(const QList<QJsonObject>& events)
{
    QByteArray text;
    for (const QJsonObject& event : events)
        text += QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n';
    return text;
}

QByteArray toJsonArray(const QList<QJsonObject>& events)
{
    QJsonArray array;
    for (const QJsonObject& event : events)
        array.append(event);
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

} // namespace atalaya::test
