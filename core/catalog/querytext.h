// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "model/datasetquery.h"
#include "model/phaseevent.h"

#include <QJsonObject>

#include <variant>

namespace atalaya::catalog {

/// What a person or a program asks: the query language of contract/api.md ("Data catalog") and what it was extended by.
struct QueryRequest {
    model::DatasetQuery query;
    QString cursor; ///< of the page before; empty: the first page
    Instant now;    ///< what "now" in its times was
    bool wantsPlan = false;
    enum class Format { Json, NdJson, Csv } format = Format::Json;
};

/// Why a question cannot be asked. `errors` point into the body ("/where/0/field") and say what would have been right, with the
/// nearest name to a mistyped one.
struct QueryProblem {
    QString detail; ///< the first error as a sentence
    QList<model::FieldError> errors;
    QStringList allowed = {}; ///< the names or words that would have been accepted, of the first error
    QString nearest = {};     ///< the one of them that was probably meant; empty: none is near
};

/// Reads a JSON query. Members: dataset; select [field]; where [{field, op, value}] (all must hold; {"any": […]}, {"all": […]} and
/// {"not": {…}} nest); filter, a text as parseFilter() reads it, and where it stands beside where, both must hold; group_by
/// [field or {field, bucket, as}]; aggregate [{fn, field, as}]; having (as where, over columns of the answer); order_by [{field, desc}
/// or "field" or "-field"]; limit 1..10 000 (default 100); cursor; explain; format json|ndjson|csv. Without op: eq. Unknown members are an
/// error. A time is ISO 8601, or "now", "now-7d" (m, h, d, w), counted from `now`. At most 8 groups, 32 aggregates, and a condition of
/// 500 comparisons, 20 levels, 1 000 values a list and 10 000 in all: more than that is an error.
std::variant<QueryRequest, QueryProblem> parseQuery(const QJsonObject& body, Instant now);
/// The words of Format, in its order.
QStringList queryFormats();
/// The query as parseQuery() reads it, with everything that was left out written down; without the cursor.
QJsonObject toJson(const QueryRequest& request);

/// The unit of a column of the answer: its field's, where the figure has the same ("seconds" of a median, none of a count).
QString unitOf(const model::DatasetQuery& query, const QString& column);

/// Reads a condition such as `phase_name IN (deployment, testing) AND NOT duration_seconds >= 60 AND (team = 'a b' OR team IS NULL)`.
/// Words: AND, OR, NOT, IN, NOT IN, IS NULL, IS NOT NULL, CONTAINS, STARTS WITH, BETWEEN x AND y, = != <> < <= > >=, in any case;
/// values bare, or in ' or " (doubled inside). At most 10 000 characters, and of the rest as much as of parseQuery()'s conditions. `pointer`
/// is that of the errors. `fields` are the names that may stand in it, with their types.
std::variant<model::Condition, QueryProblem> parseFilter(const QString& text, const QList<model::FieldShape>& fields,
                                                         const QString& pointer, Instant now);

} // namespace atalaya::catalog
