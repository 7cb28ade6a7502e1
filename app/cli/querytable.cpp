// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/querytable.h"

#include "app/cli/format.h"
#include "app/cli/text.h"
#include "delivery/words.h"

#include <QJsonDocument>

#include <algorithm>

namespace atalaya::app {

namespace {

constexpr int kLongestCell = 48;
constexpr int kLongestLine = 400; // where a field has a line of its own

bool isNumber(model::FieldType type)
{
    return type == model::FieldType::Integer || type == model::FieldType::Number;
}

QString numberOf(const QJsonValue& value)
{
    constexpr int kDecimals = 4;
    if (const qint64 whole = value.toInteger(-1); whole != -1 || value.toInteger(0) == -1)
        return QString::number(whole);
    const QString text = QString::number(value.toDouble(), 'f', kDecimals);
    // Smaller or larger than that shows: as in JSON.
    return text.toDouble() == 0 || text.size() > kLongestCell / 2 ? QString::number(value.toDouble(), 'g') : text;
}

QString plain(QString text)
{
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return text;
}

QString blocksText(const QList<model::DataColumn>& columns, const QList<QJsonArray>& rows)
{
    qsizetype widest = 0;
    for (const model::DataColumn& column : columns)
        widest = std::max(widest, column.name.size());
    QString text;
    for (const QJsonArray& row : rows) {
        text += text.isEmpty() ? QString() : QStringLiteral("\n");
        for (qsizetype i = 0; i < columns.size(); ++i)
            text += columns[i].name.leftJustified(widest) + QLatin1String("  ") + cellText(row[i], kLongestLine) + u'\n';
    }
    return text;
}

} // namespace

QString cellText(const QJsonValue& value, int longest)
{
    QString text;
    if (value.isNull() || value.isUndefined())
        text = QStringLiteral("–");
    else if (value.isDouble())
        text = numberOf(value);
    else if (value.isBool())
        text = value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    else if (value.isObject())
        text = QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    else
        text = value.toString();
    text = plain(text.left(longest + 1));
    return text.size() > longest ? text.left(longest - 1) + u'…' : text;
}

QString rowsText(const QList<model::DataColumn>& columns, const QList<QJsonArray>& rows, int width)
{
    QStringList header;
    QList<int> numbers;
    for (const model::DataColumn& column : columns) {
        if (isNumber(column.type))
            numbers.append(int(header.size()));
        header.append(column.name);
    }
    TextTable table(header, numbers);
    for (const QJsonArray& row : rows) {
        QStringList cells;
        for (const QJsonValue value : row)
            cells.append(cellText(value, kLongestCell));
        table.add(cells);
    }
    const QString text = table.text();
    const QStringList lines = text.split(u'\n');
    const bool isTooWide =
        width > 0 && std::any_of(lines.begin(), lines.end(), [width](const QString& line) { return line.size() > width; });
    return isTooWide && !rows.isEmpty() ? blocksText(columns, rows) : text;
}

QString datasetsText(const QMap<QString, services::CatalogService::Size>& sizes)
{
    TextTable table({tr("Dataset"), tr("Rows"), tr("What it holds")}, {1});
    for (const catalog::Dataset& dataset : catalog::datasets())
        table.add({dataset.id(), delivery::countWords(sizes.value(dataset.id()).records), dataset.description});
    return table.text();
}

QString fieldsText(const catalog::Dataset& dataset)
{
    TextTable table({tr("Field"), tr("Type"), tr("Unit"), tr("Meaning")});
    for (const catalog::Field& field : dataset.fields) {
        const QString type = model::fieldTypeName(field.shape.type) + (field.shape.isNullable ? QStringLiteral("?") : QString());
        const QString words = field.shape.choices.join(QLatin1String(", "));
        table.add(
            {field.shape.name, type, field.unit, words.isEmpty() ? field.description : tr("%1 One of: %2.").arg(field.description, words)});
    }
    return table.text();
}

} // namespace atalaya::app
