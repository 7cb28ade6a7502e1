// SPDX-License-Identifier: GPL-3.0-or-later
#include "querydraft.h"

#include "base/json.h"
#include "widgets/common/shelltext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace atalaya::widgets {

namespace {

using model::AggregateFunction;
using model::FieldType;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::QueryDraft)
};

QString bucketName(model::TimeBucket bucket)
{
    return model::kTimeBuckets.of(bucket);
}

bool isFigure(FieldType type)
{
    return type == FieldType::Integer || type == FieldType::Number;
}

/// Whether a function has a meaning for values of a type.
bool fits(AggregateFunction function, FieldType type)
{
    switch (function) {
    case AggregateFunction::Count:
        return false; // that of rows stands for it
    case AggregateFunction::CountDistinct:
        return type != FieldType::Object && type != FieldType::Number;
    case AggregateFunction::Min:
    case AggregateFunction::Max:
        return isFigure(type) || type == FieldType::Time;
    case AggregateFunction::Sum:
    case AggregateFunction::Avg:
        return isFigure(type) || type == FieldType::Boolean; // how many are true, and which share
    default:
        return isFigure(type);
    }
}

/// What the column of a figure is called when nobody says.
QString defaultName(AggregateFunction function, const QString& field)
{
    const QString name = model::kAggregateFunctions.of(function);
    return field.isEmpty() ? name : name + u'_' + field;
}

QJsonValue jsonOfGroup(const model::GroupKey& group)
{
    if (group.bucket == model::TimeBucket::None)
        return group.field;
    QJsonObject object{{QStringLiteral("field"), group.field}, {QStringLiteral("bucket"), bucketName(group.bucket)}};
    if (group.name != group.field)
        object.insert(QStringLiteral("as"), group.name);
    return object;
}

QJsonObject jsonOfFigure(const model::Aggregate& figure)
{
    QJsonObject object{{QStringLiteral("fn"), model::kAggregateFunctions.of(figure.function)}};
    if (!figure.field.isEmpty())
        object.insert(QStringLiteral("field"), figure.field);
    if (figure.name != defaultName(figure.function, figure.field))
        object.insert(QStringLiteral("as"), figure.name);
    return object;
}

} // namespace

QJsonObject QueryDraft::body() const
{
    QJsonObject object{{QStringLiteral("dataset"), dataset}, {QStringLiteral("limit"), limit}};
    if (!fields.isEmpty() && !isGrouped())
        object.insert(QStringLiteral("select"), QJsonArray::fromStringList(fields));
    if (!filter.trimmed().isEmpty())
        object.insert(QStringLiteral("filter"), filter.trimmed());
    QJsonArray by, aggregate, orderBy;
    for (const model::GroupKey& group : groups)
        by.append(jsonOfGroup(group));
    for (const model::Aggregate& figure : figures)
        aggregate.append(jsonOfFigure(figure));
    for (const model::Ordering& item : order)
        orderBy.append(QJsonObject{{QStringLiteral("field"), item.column}, {QStringLiteral("desc"), item.isDescending}});
    const std::pair<QString, QJsonArray> parts[] = {
        {QStringLiteral("group_by"), by}, {QStringLiteral("aggregate"), aggregate}, {QStringLiteral("order_by"), orderBy}};
    for (const auto& [name, part] : parts) {
        if (!part.isEmpty())
            object.insert(name, part);
    }
    return object;
}

QStringList QueryDraft::columns(const catalog::Dataset& of) const
{
    QStringList names;
    for (const model::GroupKey& group : groups)
        names.append(group.name);
    for (const model::Aggregate& figure : figures)
        names.append(figure.name);
    if (isGrouped())
        return names;
    for (const catalog::Field& field : of.fields) {
        if (field.shape.type != FieldType::Object)
            names.append(field.shape.name);
    }
    return names;
}

void QueryDraft::tidy(const catalog::Dataset& of)
{
    const QStringList known = columns(of);
    order.removeIf([&known](const model::Ordering& item) { return !known.contains(item.column); });
}

QList<model::GroupKey> possibleGroups(const catalog::Dataset& dataset)
{
    using model::TimeBucket;
    QList<model::GroupKey> groups;
    for (const catalog::Field& field : dataset.fields) {
        const QString& name = field.shape.name;
        if (field.shape.type == FieldType::Time) {
            for (const TimeBucket bucket : {TimeBucket::Hour, TimeBucket::Day, TimeBucket::Week, TimeBucket::Month})
                groups.append({name, bucket, QString(name + u'_' + bucketName(bucket))});
        } else if (field.shape.type != FieldType::Object) {
            groups.append({name, TimeBucket::None, name});
        }
    }
    return groups;
}

QString groupText(const model::GroupKey& group)
{
    switch (group.bucket) {
    case model::TimeBucket::None:
        return group.field;
    case model::TimeBucket::Hour:
        return Words::tr("%1 by hour").arg(group.field);
    case model::TimeBucket::Day:
        return Words::tr("%1 by day").arg(group.field);
    case model::TimeBucket::Week:
        return Words::tr("%1 by week").arg(group.field);
    case model::TimeBucket::Month:
        return Words::tr("%1 by month").arg(group.field);
    }
    Q_UNREACHABLE();
}

QList<model::Aggregate> possibleFigures(const catalog::Dataset& dataset)
{
    QList<model::Aggregate> figures{{AggregateFunction::Count, {}, defaultName(AggregateFunction::Count, {})}};
    for (const catalog::Field& field : dataset.fields) {
        for (const auto& [function, word] : model::kAggregateFunctions.entries) {
            Q_UNUSED(word)
            if (fits(function, field.shape.type))
                figures.append({function, field.shape.name, defaultName(function, field.shape.name)});
        }
    }
    return figures;
}

QString figureText(const model::Aggregate& figure)
{
    if (figure.field.isEmpty())
        return Words::tr("count");
    return Words::tr("%1 of %2", "a function of a field").arg(model::kAggregateFunctions.of(figure.function), figure.field);
}

QString orderText(const model::Ordering& order)
{
    return (order.isDescending ? Words::tr("%1, falling") : Words::tr("%1, rising")).arg(order.column);
}

namespace {

std::optional<model::GroupKey> groupOf(const QJsonValue& value)
{
    if (value.isString())
        return model::GroupKey{value.toString(), model::TimeBucket::None, value.toString()};
    const QJsonObject object = value.toObject();
    model::GroupKey group{object.value(QLatin1String("field")).toString(), model::TimeBucket::None, {}};
    if (const QString bucket = object.value(QLatin1String("bucket")).toString(); !bucket.isEmpty()) {
        const auto known = model::kTimeBuckets.find(bucket);
        if (!known)
            return std::nullopt;
        group.bucket = *known;
    }
    group.name = object.value(QLatin1String("as")).toString(group.field);
    return group;
}

std::optional<model::Aggregate> figureOf(const QJsonValue& value)
{
    const QJsonObject object = value.toObject();
    const QString name = object.value(QLatin1String("fn")).toString();
    const auto function = model::kAggregateFunctions.find(name);
    if (!function)
        return std::nullopt;
    const QString field = object.value(QLatin1String("field")).toString();
    return model::Aggregate{*function, field, object.value(QLatin1String("as")).toString(defaultName(*function, field))};
}

model::Ordering orderOf(const QJsonValue& value)
{
    if (value.isObject())
        return {value.toObject().value(QLatin1String("field")).toString(), value.toObject().value(QLatin1String("desc")).toBool()};
    const QString name = value.toString();
    return name.startsWith(u'-') ? model::Ordering{name.mid(1), true} : model::Ordering{name, false};
}

} // namespace

std::optional<QueryDraft> draftOf(const QJsonObject& body, const catalog::Dataset& dataset)
{
    static const QStringList kMembers{QStringLiteral("dataset"),   QStringLiteral("select"),   QStringLiteral("filter"), QStringLiteral("group_by"),
                                      QStringLiteral("aggregate"), QStringLiteral("order_by"), QStringLiteral("limit")};
    for (const QString& name : body.keys()) {
        if (!kMembers.contains(name))
            return std::nullopt;
    }
    if (body.value(QLatin1String("dataset")).toString() != dataset.id())
        return std::nullopt;
    QueryDraft draft{.dataset = dataset.id(), .filter = body.value(QLatin1String("filter")).toString()};
    for (const QJsonValue& value : body.value(QLatin1String("select")).toArray())
        draft.fields.append(value.toString());
    for (const QJsonValue& value : body.value(QLatin1String("group_by")).toArray()) {
        const auto group = groupOf(value);
        if (!group)
            return std::nullopt;
        draft.groups.append(*group);
    }
    for (const QJsonValue& value : body.value(QLatin1String("aggregate")).toArray()) {
        const auto figure = figureOf(value);
        if (!figure)
            return std::nullopt;
        draft.figures.append(*figure);
    }
    for (const QJsonValue& value : body.value(QLatin1String("order_by")).toArray())
        draft.order.append(orderOf(value));
    draft.limit = body.value(QLatin1String("limit")).toInt(draft.limit);
    return draft;
}

QList<Example> examplesOf(const catalog::Dataset& dataset)
{
    QList<Example> examples;
    for (const QJsonObject& example : dataset.exampleQueries) {
        if (const auto draft = draftOf(example.value(QLatin1String("query")).toObject(), dataset))
            examples.append({example.value(QLatin1String("description")).toString(), *draft});
    }
    if (!examples.isEmpty())
        return examples;
    QueryDraft draft{.dataset = dataset.id(), .figures = {possibleFigures(dataset).first()}};
    for (const model::GroupKey& group : possibleGroups(dataset)) {
        if (group.field == dataset.shape.timeField && group.bucket == model::TimeBucket::Week)
            draft.groups = {group};
    }
    return {{draft.groups.isEmpty() ? Words::tr("How many rows there are") : Words::tr("How many rows there are by week"), draft}};
}

namespace {

/// One line, with blanks where a line may be broken.
QString spaced(const QJsonValue& value)
{
    QStringList parts;
    if (value.isArray()) {
        for (const QJsonValue& item : value.toArray())
            parts.append(spaced(item));
        return u'[' + parts.join(QStringLiteral(", ")) + u']';
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            parts.append(spaced(member.key()) + QStringLiteral(": ") + spaced(member.value()));
        return u'{' + parts.join(QStringLiteral(", ")) + u'}';
    }
    // In brackets a value of any kind is a document; they are taken off again.
    const QByteArray plain = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(plain.mid(1, plain.size() - 2));
}

} // namespace

QString bodyText(const QJsonObject& body)
{
    static const QString kOrder[] = {QStringLiteral("dataset"),   QStringLiteral("select"),   QStringLiteral("filter"), QStringLiteral("group_by"),
                                     QStringLiteral("aggregate"), QStringLiteral("order_by"), QStringLiteral("limit")};
    QStringList lines;
    for (const QString& name : kOrder) {
        if (body.contains(name))
            lines.append(QStringLiteral("  \"%1\": ").arg(name) + spaced(body.value(name)));
    }
    return QStringLiteral("{\n") + lines.join(QStringLiteral(",\n")) + QStringLiteral("\n}");
}

QString curlOf(const QJsonObject& body, const QUrl& api)
{
    const QString url = api.toString(QUrl::StripTrailingSlash) + QStringLiteral("/api/v1/dora/data-catalog/query/");
    return QStringLiteral("curl -sS %1 \\\n  -H \"Authorization: Bearer $ATALAYA_TOKEN\" \\\n  -H 'Content-Type: application/json' \\\n  -d %2")
        .arg(url, shellQuoted(QString::fromUtf8(compactJson(body))));
}

} // namespace atalaya::widgets
