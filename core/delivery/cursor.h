// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cursor.h"
#include "delivery/query.h"

#include <QStringList>

namespace atalaya::delivery {

/// What a cursor is bound to: the list, the store and everything that decides which rows it has. Not the moment of asking, nor
/// the length of a page: a list goes on while rows arrive.
QByteArray cursorScope(const QString& list, const QString& storeId, const Query& query, const QStringList& more = {});

} // namespace atalaya::delivery
