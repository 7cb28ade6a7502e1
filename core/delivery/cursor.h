// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "delivery/query.h"

#include <QStringList>

namespace atalaya::delivery {

/// What a cursor is bound to: the list, the store and everything that decides which rows it has. Not the moment of asking, nor
/// the length of a page: a list goes on while rows arrive.
QByteArray cursorScope(const QString& list, const QString& storeId, const Query& query, const QStringList& more = {});

/// A position in a list as text that is good for one list only and shows nothing.
QString encodeCursor(const QByteArray& scope, const QStringList& position);
/// The position of `fields` parts; nothing for an empty cursor (the beginning); InvalidInput for one that was made for another list
/// or was changed.
Result<std::optional<QStringList>> decodeCursor(const QByteArray& scope, const QString& cursor, qsizetype fields);

} // namespace atalaya::delivery
