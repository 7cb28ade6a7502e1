// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace atalaya::test {

/// The first place where a value breaks a schema ("/window/from: is no string"), or an empty text. Knows what our
/// schemas use: type, properties, required, additionalProperties, items, minItems, maxItems, enum, $ref into
/// `document`, oneOf, anyOf, allOf, minimum, maximum, format date-time. Stricter than the standard in one: where
/// members are described, one that is not is a breach, so that an answer cannot hold what /openapi.json does not tell.
/// A keyword that it does not know is reported too, so that none goes unchecked.
QString breach(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& document,
               const QString& place = {});

} // namespace atalaya::test
