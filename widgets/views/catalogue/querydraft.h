// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/dataset.h"
#include "model/datasetquery.h"

#include <QJsonObject>
#include <QUrl>

namespace atalaya::widgets {

/// A query as a person puts it together; its body() is what a program would send.
struct QueryDraft {
    QString dataset;
    QStringList fields; ///< empty: all
    QString filter;     ///< as catalog::parseFilter() reads it
    QList<model::GroupKey> groups;
    QList<model::Aggregate> figures;
    QList<model::Ordering> order;
    int limit = 100;

    bool isGrouped() const { return !groups.isEmpty() || !figures.isEmpty(); }
    /// The body of POST data-catalog/query/, without what is as it would be anyway.
    QJsonObject body() const;
    /// The columns of the answer, by which it can be ordered.
    QStringList columns(const catalog::Dataset& of) const;
    /// Drops what orders by a column that is not there any more.
    void tidy(const catalog::Dataset& of);
};

/// What rows of the dataset can be put together by: fields, and moments by hour, day, week and month.
QList<model::GroupKey> possibleGroups(const catalog::Dataset& dataset);
/// "team", "created_at by week".
QString groupText(const model::GroupKey& group);
/// The figures that groups can have: the count, and functions of the fields that they are made for.
QList<model::Aggregate> possibleFigures(const catalog::Dataset& dataset);
/// "count", "p95 of duration_seconds".
QString figureText(const model::Aggregate& figure);
/// "created_at, falling".
QString orderText(const model::Ordering& order);

/// The draft whose body that would be; nothing where a draft cannot say it (conditions that are no text, other datasets).
std::optional<QueryDraft> draftOf(const QJsonObject& body, const catalog::Dataset& dataset);

/// A question with its words.
struct Example {
    QString text; ///< "Median and 95th percentile of the lead time by week"
    QueryDraft draft;
};
/// The examples of the catalogue that a draft can say; where there is none, how many rows there are by week.
QList<Example> examplesOf(const catalog::Dataset& dataset);

/// The body as JSON for people: one member a line, in the order in which one thinks of them.
QString bodyText(const QJsonObject& body);
/// The request as a line for a shell; the token is taken from $ATALAYA_TOKEN.
QString curlOf(const QJsonObject& body, const QUrl& api);

} // namespace atalaya::widgets
