// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/rowpages.h"

#include <QCoreApplication>

#include <limits>

namespace atalaya::services {

using delivery::PageRequest;
using delivery::RowPosition;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("DeliveryService", text); }

} // namespace

Status validate(const PageRequest& page)
{
    constexpr int kMost = 10'000;
    if (page.limit < 1 || page.limit > kMost)
        return Error{ErrorCode::InvalidInput, tr("the limit must be 1 to %1").arg(kMost)};
    return ok();
}

QStringList textOf(const RowPosition& position)
{
    return {QString::number(position.moment), QString::fromUtf8(position.name), QString::number(position.id),
            QString::number(position.order)};
}

Result<std::optional<RowPosition>> rowPosition(const QByteArray& scope, const QString& cursor)
{
    ATALAYA_TRY(const std::optional<QStringList> parts, decodeCursor(scope, cursor, 4));
    if (!parts)
        return std::optional<RowPosition>();
    return std::optional(
        RowPosition{parts->at(0).toLongLong(), parts->at(1).toUtf8(), parts->at(2).toULongLong(), parts->at(3).toUInt()});
}

Result<ExplanationPlace> explanationPlace(const QByteArray& scope, const QString& cursor, Instant now)
{
    ATALAYA_TRY(const std::optional<QStringList> parts, decodeCursor(scope, cursor, 3));
    if (!parts)
        return ExplanationPlace{now, 0, {}};
    bool hasAsOf = false, hasBegin = false, hasDigest = false;
    const qint64 asOf = parts->at(0).toLongLong(&hasAsOf);
    const qint64 begin = parts->at(1).toLongLong(&hasBegin);
    const quint64 digest = parts->at(2).toULongLong(&hasDigest);
    constexpr qint64 kMost = std::numeric_limits<qint64>::max() / 2; // whoever knows how could make a cursor of his own
    if (!hasAsOf || !hasBegin || !hasDigest || begin < 0 || begin > kMost || asOf > toMs(now) || (asOf < 0 && asOf != toMs(now)))
        return Error{ErrorCode::InvalidInput, tr("the cursor is not of this query; start again without it")};
    return ExplanationPlace{instantFromMs(asOf), begin, digest};
}

} // namespace atalaya::services
