// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogtree.h"

#include "widgets/common/format.h"

#include <algorithm>

namespace atalaya::widgets {

namespace {

constexpr quintptr kFields = 1000; ///< from here on an index's id names the dataset of a field

QString groupText(const QString& topic)
{
    if (topic == QLatin1String("delivery"))
        return CatalogTree::tr("Delivery");
    if (topic == QLatin1String("git"))
        return CatalogTree::tr("Git");
    if (topic == QLatin1String("operations"))
        return CatalogTree::tr("Operations");
    if (topic == QLatin1String("quality"))
        return CatalogTree::tr("Quality");
    return topic.isEmpty() ? CatalogTree::tr("Other") : QString(topic.front().toUpper() + topic.mid(1));
}

} // namespace

QString fieldKind(const catalog::Field& field)
{
    const QString type = field.shape.type == model::FieldType::Id ? CatalogTree::tr("id") : model::fieldTypeName(field.shape.type);
    if (field.unit.isEmpty() || field.unit == QLatin1String("1"))
        return type;
    return field.unit;
}

CatalogTree::CatalogTree(QObject* parent) : QAbstractItemModel(parent) {}

void CatalogTree::setDatasets(const QList<catalog::Dataset>& datasets)
{
    beginResetModel();
    m_datasets = datasets;
    m_groups.clear();
    for (qsizetype at = 0; at < datasets.size(); ++at) {
        const QString topic = datasets.at(at).tags.value(0);
        auto group = std::find_if(m_groups.begin(), m_groups.end(), [&topic](const Group& item) { return item.topic == topic; });
        if (group == m_groups.end())
            group = m_groups.insert(m_groups.end(), Group{topic, {}});
        group->datasets.append(at);
    }
    endResetModel();
}

void CatalogTree::setSizes(const QMap<QString, services::CatalogService::Size>& sizes)
{
    m_sizes = sizes;
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex group = index(row, 0);
        if (const int rows = rowCount(group); rows > 0)
            Q_EMIT dataChanged(index(0, 0, group), index(rows - 1, 0, group));
    }
}

CatalogTree::Place CatalogTree::placeOf(const QModelIndex& index) const
{
    const quintptr id = index.internalId();
    if (id == 0)
        return {index.row(), -1};
    if (id < kFields)
        return {qsizetype(id) - 1, m_groups.at(qsizetype(id) - 1).datasets.at(index.row())};
    const qsizetype dataset = qsizetype(id - kFields);
    const auto group = std::find_if(m_groups.begin(), m_groups.end(), [dataset](const Group& item) { return item.datasets.contains(dataset); });
    return {group - m_groups.begin(), dataset};
}

QModelIndex CatalogTree::indexOf(const QString& dataset, const QString& field) const
{
    for (int group = 0; group < rowCount(); ++group) {
        const QList<qsizetype>& places = m_groups.at(group).datasets;
        for (int row = 0; row < int(places.size()); ++row) {
            const catalog::Dataset& item = m_datasets.at(places.at(row));
            if (item.id() != dataset)
                continue;
            const QModelIndex found = index(row, 0, index(group, 0));
            for (int at = 0; at < int(item.fields.size()); ++at) {
                if (item.fields.at(at).shape.name == field)
                    return index(at, 0, found);
            }
            return found;
        }
    }
    return {};
}

QModelIndex CatalogTree::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr(0));
    if (parent.internalId() == 0)
        return createIndex(row, column, quintptr(parent.row() + 1));
    return createIndex(row, column, kFields + quintptr(placeOf(parent).dataset));
}

QModelIndex CatalogTree::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const Place place = placeOf(child);
    if (child.internalId() < kFields)
        return createIndex(int(place.group), 0, quintptr(0));
    return createIndex(int(m_groups.at(place.group).datasets.indexOf(place.dataset)), 0, quintptr(place.group + 1));
}

int CatalogTree::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.column() != 0 || parent.internalId() >= kFields)
        return 0;
    const Place place = placeOf(parent);
    return int(place.dataset < 0 ? m_groups.at(place.group).datasets.size() : m_datasets.at(place.dataset).fields.size());
}

int CatalogTree::columnCount(const QModelIndex& parent) const
{
    Q_UNUSED(parent)
    return 1;
}

QVariant CatalogTree::datasetData(const catalog::Dataset& dataset, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return dataset.id();
    case Qt::AccessibleTextRole:
        return tr("%1, dataset", "a row of the catalogue's tree").arg(dataset.name);
    case Qt::ToolTipRole:
        return QString(dataset.name + u'\n' + dataset.description);
    case DetailRole:
        return m_sizes.contains(dataset.id()) ? countText(m_sizes.value(dataset.id()).records) : QString();
    case DatasetRole:
        return dataset.id();
    default:
        return {};
    }
}

QVariant CatalogTree::fieldData(const catalog::Dataset& dataset, const catalog::Field& field, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return field.shape.name;
    case Qt::AccessibleTextRole:
        return tr("%1, field, %2", "a row of the catalogue's tree").arg(field.shape.name, fieldKind(field));
    case Qt::ToolTipRole:
        return field.description;
    case DetailRole:
        return fieldKind(field);
    case DatasetRole:
        return dataset.id();
    case FieldRole:
        return field.shape.name;
    default:
        return {};
    }
}

QVariant CatalogTree::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Place place = placeOf(index);
    if (place.dataset < 0)
        return role == Qt::DisplayRole ? QVariant(groupText(m_groups.at(place.group).topic)) : QVariant();
    const catalog::Dataset& dataset = m_datasets.at(place.dataset);
    return index.internalId() < kFields ? datasetData(dataset, role) : fieldData(dataset, dataset.fields.at(index.row()), role);
}

} // namespace atalaya::widgets
