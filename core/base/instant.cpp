// SPDX-License-Identifier: GPL-3.0-or-later
#include "instant.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

namespace atalaya {

QString toIso(Instant instant)
{
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(toMs(instant), Qt::UTC);
    return utc.toString(toMs(instant) % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs);
}

std::optional<Instant> parseInstant(QStringView text)
{
    static const QRegularExpression shape(QStringLiteral(
        R"(^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|z|[+-]\d{2}:?\d{2})?)?$)"));
    const QString trimmed = text.trimmed().toString();
    if (!shape.match(trimmed).hasMatch())
        return std::nullopt;
    QDateTime parsed;
    if (trimmed.size() == 10) {
        const QDate date = QDate::fromString(trimmed, Qt::ISODate);
        if (date.isValid())
            parsed = QDateTime(date, QTime(0, 0), Qt::UTC);
    } else {
        parsed = QDateTime::fromString(trimmed, Qt::ISODateWithMs);
        if (parsed.isValid() && parsed.timeSpec() == Qt::LocalTime)
            parsed = QDateTime(parsed.date(), parsed.time(), Qt::UTC);
    }
    if (!parsed.isValid() || parsed.toMSecsSinceEpoch() < 0 || parsed.toUTC().date().year() > 9999)
        return std::nullopt;
    return instantFromMs(parsed.toMSecsSinceEpoch());
}

qint64 utcDay(Instant instant)
{
    return std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count();
}

QString utcDateText(Instant instant)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(instant), Qt::UTC).date().toString(Qt::ISODate);
}

} // namespace atalaya
