// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/querytext.h"

#include <algorithm>

namespace atalaya::catalog {

namespace {

QString unitOfField(const model::DatasetQuery& query, const QString& name)
{
    const Dataset* dataset = findDataset(query.dataset);
    const Field* field = dataset ? dataset->field(name) : nullptr;
    return field ? field->unit : QString();
}

} // namespace

QString unitOf(const model::DatasetQuery& query, const QString& column)
{
    if (!query.isGrouped())
        return unitOfField(query, column);
    const auto group = std::find_if(query.groupBy.begin(), query.groupBy.end(), [&](const auto& it) { return it.name == column; });
    if (group != query.groupBy.end())
        return unitOfField(query, group->field);
    const auto figure = std::find_if(query.aggregates.begin(), query.aggregates.end(), [&](const auto& it) { return it.name == column; });
    using Function = model::AggregateFunction;
    if (figure == query.aggregates.end() || figure->function == Function::Count || figure->function == Function::CountDistinct)
        return {};
    return unitOfField(query, figure->field);
}

} // namespace atalaya::catalog
