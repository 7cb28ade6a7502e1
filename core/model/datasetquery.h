// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/dataset.h"
#include "model/names.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace atalaya::model {

enum class Comparison { Eq, Ne, Lt, Le, Gt, Ge, In, NotIn, Contains, StartsWith, IsNull, IsNotNull };
inline constexpr Names<Comparison, 12> kComparisons{{{
    {Comparison::Eq, QLatin1String("eq")},
    {Comparison::Ne, QLatin1String("ne")},
    {Comparison::Lt, QLatin1String("lt")},
    {Comparison::Le, QLatin1String("le")},
    {Comparison::Gt, QLatin1String("gt")},
    {Comparison::Ge, QLatin1String("ge")},
    {Comparison::In, QLatin1String("in")},
    {Comparison::NotIn, QLatin1String("not_in")},
    {Comparison::Contains, QLatin1String("contains")},
    {Comparison::StartsWith, QLatin1String("starts_with")},
    {Comparison::IsNull, QLatin1String("is_null")},
    {Comparison::IsNotNull, QLatin1String("is_not_null")},
}}};

/// A condition on the fields of a row. Null fits no comparison but IsNull (Ne and NotIn included, as in SQL). Contains and
/// StartsWith look at texts without regard to the case of ASCII letters (a server: of all letters), and take every character as itself.
struct Condition {
    enum class Kind { All, Any, Not, Compare };
    Kind kind = Kind::All;
    QString field; ///< with Compare: of the dataset, or, in `having`, a column of the answer
    Comparison comparison = Comparison::Eq;
    QList<QJsonValue> values = {};  ///< one; In and NotIn: one or more; IsNull and IsNotNull: none. In the form of the field's type
    QList<Condition> parts = {};    ///< of All (none: always true), Any (none: never), Not (exactly one)
};

enum class TimeBucket { None, Hour, Day, Week, Month };
inline constexpr Names<TimeBucket, 4> kTimeBuckets{{{
    {TimeBucket::Hour, QLatin1String("hour")},
    {TimeBucket::Day, QLatin1String("day")},
    {TimeBucket::Week, QLatin1String("week")},
    {TimeBucket::Month, QLatin1String("month")},
}}};

/// What rows are put together by; with a bucket the beginning of the hour, day, week (Monday) or month in UTC.
struct GroupKey {
    QString field;
    TimeBucket bucket = TimeBucket::None;
    QString name; ///< of the answer's column
};

enum class AggregateFunction { Count, CountDistinct, Sum, Avg, Min, Max, StdDev, P50, P75, P90, P95, P99 };
inline constexpr Names<AggregateFunction, 12> kAggregateFunctions{{{
    {AggregateFunction::Count, QLatin1String("count")},
    {AggregateFunction::CountDistinct, QLatin1String("count_distinct")},
    {AggregateFunction::Sum, QLatin1String("sum")},
    {AggregateFunction::Avg, QLatin1String("avg")},
    {AggregateFunction::Min, QLatin1String("min")},
    {AggregateFunction::Max, QLatin1String("max")},
    {AggregateFunction::StdDev, QLatin1String("stddev")},
    {AggregateFunction::P50, QLatin1String("p50")},
    {AggregateFunction::P75, QLatin1String("p75")},
    {AggregateFunction::P90, QLatin1String("p90")},
    {AggregateFunction::P95, QLatin1String("p95")},
    {AggregateFunction::P99, QLatin1String("p99")},
}}};

/// A figure of a group. Nulls are left out; of nothing it is null (Count: 0). StdDev is that of a sample (n − 1, null for n < 2);
/// percentiles interpolate linearly between the values beside them (Hyndman–Fan 7).
struct Aggregate {
    AggregateFunction function = AggregateFunction::Count;
    QString field; ///< empty only with Count: rows
    QString name;  ///< of the answer's column
};

struct Ordering {
    QString column; ///< of the answer when it is grouped, otherwise any field of the dataset
    bool isDescending = false;
};

/// A question about one dataset, whose names have all been checked: it always makes a statement.
struct DatasetQuery {
    QString dataset;
    QStringList select; ///< fields, in the order of the answer; ignored when grouped
    Condition where = {};
    QList<GroupKey> groupBy = {};
    QList<Aggregate> aggregates = {}; ///< with or without groups; without both: rows
    Condition having = {};
    /// Ends with what makes the order total: the key of the dataset, or the groups. Null comes before everything.
    QList<Ordering> orderBy = {};
    int limit = 100;

    /// Values of orderBy's columns in the last row of the page before: what follows is strictly after it.
    std::optional<QJsonArray> after = {};
    /// Of an append-only dataset: rows with a greater key are not seen.
    std::optional<qint64> upTo = {};

    bool isGrouped() const { return !groupBy.isEmpty() || !aggregates.isEmpty(); }
};

/// A column of an answer.
struct DataColumn {
    QString name;
    FieldType type = FieldType::Text;
    QString unit = {}; ///< of its values, as the catalogue has it; empty: none
};

} // namespace atalaya::model
