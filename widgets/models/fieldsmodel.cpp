// SPDX-License-Identifier: GPL-3.0-or-later
#include "fieldsmodel.h"

#include "base/json.h"
#include "widgets/common/format.h"
#include "widgets/models/deploymentsmodel.h"

#include <QJsonDocument>

namespace atalaya::widgets {

QString rangeText(const catalog::Field& field)
{
    const QStringList& choices = field.shape.choices;
    if (!choices.isEmpty())
        return choices.size() <= 3 ? choices.join(QStringLiteral(", "))
                                   : FieldsModel::tr("%1, %2 and %3 more", "values of a field")
                                         .arg(choices.at(0), choices.at(1), countText(choices.size() - 2));
    const auto text = [](double bound) { return double(qint64(bound)) == bound ? countText(qint64(bound)) : exactText(bound); };
    if (field.minimum && field.maximum)
        return text(*field.minimum) + QChar(0x2013) + text(*field.maximum);
    if (field.minimum)
        return QStringLiteral("≥ ") + text(*field.minimum);
    return field.maximum ? QString(QStringLiteral("≤ ") + text(*field.maximum)) : QString();
}

QString plainText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double: {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger();
        return double(whole) == number ? QString::number(whole) : exactText(number);
    }
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Object:
        return QString::fromUtf8(compactJson(value.toObject()));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

void FieldsModel::setFields(const QList<catalog::Field>& fields)
{
    beginResetModel();
    m_fields = fields;
    endResetModel();
}

int FieldsModel::rowOf(const QString& name) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_fields.at(row).shape.name == name)
            return row;
    }
    return -1;
}

int FieldsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_fields.size());
}

int FieldsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString FieldsModel::textOf(const catalog::Field& field, int column) const
{
    switch (column) {
    case Name:
        return field.shape.name;
    case Type:
        return field.shape.type == model::FieldType::Id ? tr("id") : model::fieldTypeName(field.shape.type);
    case Unit:
        return field.unit.isEmpty() ? noValue() : field.unit == QLatin1String("1") ? tr("share 0–1") : field.unit;
    case Null:
        return field.shape.isNullable ? tr("yes", "may be null") : tr("no", "may be null");
    case Description:
        return field.description;
    case Range: {
        const QString range = rangeText(field);
        return range.isEmpty() ? tr("any", "values of a field") : range;
    }
    case Example:
        return field.example.isNull() || field.example.isUndefined() ? noValue() : plainText(field.example);
    default:
        return {};
    }
}

QVariant FieldsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const catalog::Field& item = m_fields.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return textOf(item, index.column());
    case Qt::ToolTipRole:
        return index.column() == Range && !item.shape.choices.isEmpty() ? item.shape.choices.join(u'\n')
                                                                        : textOf(item, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case DeploymentsModel::MonospaceRole:
        return index.column() == Name || index.column() == Example;
    default:
        return {};
    }
}

QVariant FieldsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Field"), tr("Type"), tr("Unit"), tr("Null"), tr("What it means"), tr("Values"), tr("Example")};
    return names[section];
}

QString FieldsModel::tsv(const QModelIndexList& rows) const
{
    QStringList lines{QStringLiteral("field\ttype\tunit\tnullable\tdescription\trange\texample")};
    for (const QModelIndex& index : rows) {
        const catalog::Field& item = m_fields.at(index.row());
        QStringList cells{item.shape.name, model::fieldTypeName(item.shape.type), item.unit,
                          item.shape.isNullable ? QStringLiteral("true") : QStringLiteral("false"), item.description,
                          item.shape.choices.isEmpty() ? rangeText(item) : item.shape.choices.join(u' '), plainText(item.example)};
        for (QString& cell : cells)
            cell.replace(u'\t', u' ').replace(u'\n', u' ');
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace atalaya::widgets
