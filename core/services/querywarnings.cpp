// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/querywarnings.h"

#include "base/nearest.h"

#include <QCoreApplication>
#include <QDate>

#include <algorithm>

namespace atalaya::services {

using model::Condition;
using model::TimeBucket;
using store::DatasetRepository;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CatalogService", text);
}

bool isPercentile(const model::Aggregate& aggregate)
{
    return aggregate.function >= model::AggregateFunction::P50 && aggregate.function <= model::AggregateFunction::P99;
}

Instant beginOf(TimeBucket bucket, Instant moment)
{
    using namespace std::chrono;
    switch (bucket) {
    case TimeBucket::None:
        return moment;
    case TimeBucket::Hour:
        return floor<hours>(moment);
    case TimeBucket::Day:
        return floor<days>(moment);
    case TimeBucket::Week: {
        const sys_days day = floor<days>(moment);
        return day - (weekday(day) - Monday);
    }
    case TimeBucket::Month: {
        const year_month_day date(floor<days>(moment));
        return sys_days(date.year() / date.month() / 1);
    }
    }
    Q_UNREACHABLE();
}

/// The comparisons that all have to hold.
void gather(const Condition& condition, QList<Condition>& comparisons)
{
    if (condition.kind == Condition::Kind::Compare)
        comparisons.append(condition);
    if (condition.kind != Condition::Kind::All)
        return;
    for (const Condition& part : condition.parts)
        gather(part, comparisons);
}

bool looksForValues(const Condition& condition, const model::DatasetShape& shape)
{
    const model::FieldType type = shape.field(condition.field)->type;
    return (condition.comparison == model::Comparison::Eq || condition.comparison == model::Comparison::In) &&
           (type == model::FieldType::Text || type == model::FieldType::Id || type == model::FieldType::Boolean);
}

QString textOf(const Condition& condition)
{
    constexpr qsizetype kMost = 5;
    constexpr qsizetype kLongest = 64;
    QStringList values;
    for (const QJsonValue& value : condition.values.first(std::min(kMost, condition.values.size())))
        values.append(value.isBool() ? QVariant(value.toBool()).toString() : u'\'' + value.toString().left(kLongest) + u'\'');
    if (condition.values.size() > kMost)
        values.append(QStringLiteral("…"));
    return values.join(QLatin1String(", "));
}

/// The value of the field that was probably meant; empty: none is near.
QString nearestValue(DatasetRepository& rows, const QString& dataset, const Condition& comparison)
{
    constexpr int kMostValues = 1'000;
    const QString& field = comparison.field;
    if (comparison.values.size() != 1 || !comparison.values.first().isString())
        return {};
    const auto found = rows.rows({.dataset = dataset, .groupBy = {{field, TimeBucket::None, field}}, .limit = kMostValues},
                                 CatalogService::kMaxBytes);
    QStringList values;
    if (found.isOk()) {
        for (const QJsonArray& row : found.value().rows)
            values.append(row.first().toString());
    }
    return nearest(comparison.values.first().toString(), values);
}

} // namespace

QStringList queryWarnings(const QueryAnswer& answer, const model::DatasetQuery& query)
{
    constexpr qint64 kFew = 20;
    QStringList warnings;
    const bool hasPercentile = std::any_of(query.aggregates.begin(), query.aggregates.end(), isPercentile);
    if (hasPercentile && answer.total > 0 && answer.provenance.rowsScanned / answer.total < kFew)
        warnings.append(tr("Percentiles are of few values: on average %1 rows make a group.")
                            .arg(double(answer.provenance.rowsScanned) / double(answer.total), 0, 'f', 1));
    for (qsizetype i = 0; i < query.groupBy.size(); ++i) {
        const model::GroupKey& key = query.groupBy[i];
        const QString current = toIso(beginOf(key.bucket, answer.provenance.asOf));
        const bool isShown = key.bucket != TimeBucket::None &&
                             std::any_of(answer.rows.begin(), answer.rows.end(), [&](const QJsonArray& row) { return row[i] == current; });
        if (isShown)
            warnings.append(tr("What begins at %1 in '%2' is not over yet: its figures are of a part of it.").arg(current, key.name));
    }
    return warnings;
}

QStringList emptinessWarnings(DatasetRepository& rows, const model::DatasetQuery& query)
{
    constexpr qsizetype kMostLooks = 4;
    const model::DatasetShape& shape = catalog::findDataset(query.dataset)->shape;
    QList<Condition> comparisons;
    gather(query.where, comparisons);
    if (query.where.kind == Condition::Kind::All && query.where.parts.isEmpty())
        return {tr("The dataset has no rows yet.")};
    QStringList warnings{tr("No row fits the filter.")};
    qsizetype looks = 0;
    for (const Condition& comparison : comparisons) {
        if (!looksForValues(comparison, shape) || ++looks > kMostLooks)
            continue;
        const auto found = rows.rows({.dataset = query.dataset, .select = {shape.key.first()}, .where = comparison, .limit = 1},
                                     CatalogService::kMaxBytes);
        if (!found.isOk())
            break;
        if (!found.value().rows.isEmpty())
            continue;
        const QString near = nearestValue(rows, query.dataset, comparison);
        warnings.append(near.isEmpty() ? tr("In no row '%1' is %2.").arg(comparison.field, textOf(comparison))
                                       : tr("In no row '%1' is %2; did you mean '%3'?").arg(comparison.field, textOf(comparison), near));
    }
    return warnings;
}

} // namespace atalaya::services
