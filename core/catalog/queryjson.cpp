// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/parseconditions.h"
#include "catalog/querytext.h"

#include <QJsonArray>

namespace atalaya::catalog {

QStringList queryFormats()
{
    return {QStringLiteral("json"), QStringLiteral("ndjson"), QStringLiteral("csv")};
}

QJsonObject toJson(const QueryRequest& request)
{
    const model::DatasetQuery& query = request.query;
    QJsonObject json{{QStringLiteral("dataset"), query.dataset}, {QStringLiteral("where"), conditionsJson(query.where)}};
    QJsonArray groups, aggregates, order;
    for (const model::GroupKey& key : query.groupBy) {
        QJsonObject group{{QStringLiteral("field"), key.field}, {QStringLiteral("as"), key.name}};
        if (key.bucket != model::TimeBucket::None)
            group.insert(QStringLiteral("bucket"), model::kTimeBuckets.of(key.bucket));
        groups.append(group);
    }
    for (const model::Aggregate& aggregate : query.aggregates) {
        QJsonObject object{{QStringLiteral("fn"), model::kAggregateFunctions.of(aggregate.function)},
                           {QStringLiteral("as"), aggregate.name}};
        if (!aggregate.field.isEmpty())
            object.insert(QStringLiteral("field"), aggregate.field);
        aggregates.append(object);
    }
    for (const model::Ordering& ordering : query.orderBy)
        order.append(QJsonObject{{QStringLiteral("field"), ordering.column}, {QStringLiteral("desc"), ordering.isDescending}});
    if (query.isGrouped()) {
        json.insert(QStringLiteral("group_by"), groups);
        json.insert(QStringLiteral("aggregate"), aggregates);
        json.insert(QStringLiteral("having"), conditionsJson(query.having));
    } else {
        json.insert(QStringLiteral("select"), QJsonArray::fromStringList(query.select));
    }
    json.insert(QStringLiteral("order_by"), order);
    json.insert(QStringLiteral("limit"), query.limit);
    json.insert(QStringLiteral("explain"), request.wantsPlan);
    json.insert(QStringLiteral("format"), queryFormats()[int(request.format)]);
    return json;
}

} // namespace atalaya::catalog
