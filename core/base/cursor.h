// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace atalaya {

/// A position in a list as text that is good for one list only and shows nothing. `scope` names the list: everything that decides
/// which rows it has.
QString encodeCursor(const QByteArray& scope, const QStringList& position);
/// The position of `fields` parts; nothing for an empty cursor (the beginning); InvalidInput for one that was made for another list
/// or was changed.
Result<std::optional<QStringList>> decodeCursor(const QByteArray& scope, const QString& cursor, qsizetype fields);

} // namespace atalaya
