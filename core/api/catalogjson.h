// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"
#include "api/response.h"
#include "services/catalogservice.h"

namespace atalaya::api {

/// A dataset as GET data-catalog/ lists it.
QJsonObject toJson(const catalog::Dataset& dataset);
/// A field with everything that is known of it.
QJsonObject toJson(const catalog::Field& field);
QJsonObject toJson(const services::Provenance& provenance);

/// [{version, since, change}] of its schema, oldest first.
QJsonArray historyJson(const catalog::Dataset& dataset);
/// [{name, type, unit}] of an answer.
QJsonArray columnsJson(const services::QueryAnswer& answer);
/// The rows as objects, as lists of records are answered.
QJsonArray recordsJson(const services::QueryAnswer& answer);
/// returned, total, truncated, next_cursor, provenance and warnings: what each answer says of itself.
void declare(QJsonObject& object, const services::QueryAnswer& answer);

/// One JSON object a line; what the answer says of itself stands in headers (declareInHeaders()).
QByteArray toNdJson(const services::QueryAnswer& answer);
/// With the names in the first line; times and numbers as in JSON, null is empty.
QByteArray toCsv(const services::QueryAnswer& answer);
/// X-Total-Count, X-Returned-Count, X-Truncated and X-Next-Cursor.
void declareInHeaders(Response& response, const services::QueryAnswer& answer);

/// A 400 with every error, what would have been accepted, and the nearest of that.
Problem toProblem(const catalog::QueryProblem& problem);

} // namespace atalaya::api
