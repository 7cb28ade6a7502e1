// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/cursor.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace atalaya::delivery {

QByteArray cursorScope(const QString& list, const QString& storeId, const Query& query, const QStringList& more)
{
    QStringList services = query.services;
    services.sort();
    const auto moment = [](std::optional<Instant> instant) { return instant ? QString::number(toMs(*instant)) : QString(); };
    const QJsonArray parts{list,
                           storeId,
                           QJsonArray::fromStringList(services),
                           query.environment.trimmed().toCaseFolded(),
                           query.team,
                           moment(query.from),
                           moment(query.to),
                           int(query.kinds.toInt()),
                           QJsonArray::fromStringList(more)};
    return QCryptographicHash::hash(QJsonDocument(parts).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256);
}

} // namespace atalaya::delivery
