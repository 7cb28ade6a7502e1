// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>

namespace atalaya::logs {

/// The value with every secret replaced by "***": texts as masked() does, and whole members whose name says that they
/// hold one (password, token, api_key …).
QJsonValue maskedJson(const QJsonValue& value);

} // namespace atalaya::logs
