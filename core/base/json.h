// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "instant.h"
#include "result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>

namespace atalaya {

/// Null when there is no value: never 0 for "not known".
inline QJsonValue jsonOf(std::optional<double> value) { return value ? QJsonValue(*value) : QJsonValue(); }
inline QJsonValue jsonOf(std::optional<Instant> value) { return value ? QJsonValue(toIso(*value)) : QJsonValue(); }
/// Null for an empty text.
inline QJsonValue jsonOf(const QString& text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

/// Keys sorted, no white space: equal values give equal bytes.
QByteArray compactJson(const QJsonObject& object);
/// Indented, for people.
QByteArray readableJson(const QJsonObject& object);

/// A JSON document of either kind; an Error names the position. At most 100 levels deep.
Result<QJsonValue> parseJson(const QByteArray& bytes);

} // namespace atalaya
