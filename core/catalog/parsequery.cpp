// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/parseconditions.h"
#include "catalog/querylimits.h"
#include "catalog/querytext.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace atalaya::catalog {

using model::AggregateFunction;
using model::Condition;
using model::FieldShape;
using model::FieldType;

namespace {

constexpr qsizetype kMostGroups = 8;
constexpr qsizetype kMostAggregates = 32;
constexpr qsizetype kMostOrderings = kMostGroups + kMostAggregates;
constexpr int kMostRows = 10'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

class Reader
{
public:
    Reader(const QJsonObject& body, Instant now) : m_body(body), m_now(now) {}

    std::variant<QueryRequest, QueryProblem> read()
    {
        m_request.now = m_now;
        static const QStringList members{QStringLiteral("dataset"), QStringLiteral("select"),   QStringLiteral("where"),
                                         QStringLiteral("filter"),  QStringLiteral("group_by"), QStringLiteral("aggregate"),
                                         QStringLiteral("having"),  QStringLiteral("order_by"), QStringLiteral("limit"),
                                         QStringLiteral("cursor"),  QStringLiteral("explain"),  QStringLiteral("format")};
        m_faults.addUnknownMembers(m_body, members, QString());
        if (readDataset()) {
            readSelect();
            readWhere();
            readGroups();
            readAggregates();
            checkGrouping();
            readHaving();
            readOrder();
        }
        readRest();
        if (m_faults.isEmpty())
            return m_request;
        return m_faults.problem();
    }

private:
    /// A list, or nothing after an error; a member that is not there is an empty one.
    std::optional<QJsonArray> array(const QString& name, qsizetype most)
    {
        const QJsonValue value = m_body.value(name);
        if (value.isUndefined() || value.isNull())
            return QJsonArray();
        if (!value.isArray()) {
            m_faults.add(u'/' + name, tr("must be a list"));
            return std::nullopt;
        }
        if (value.toArray().size() > most) {
            m_faults.add(u'/' + name, tr("has more than %1 entries").arg(most));
            return std::nullopt;
        }
        return value.toArray();
    }

    QStringList fieldNames() const
    {
        QStringList names;
        for (const FieldShape& field : m_dataset->shape.fields)
            names.append(field.name);
        return names;
    }

    const FieldShape* field(const QJsonValue& name, const QString& pointer)
    {
        if (!name.isString()) {
            m_faults.add(pointer, tr("must be the name of a field"));
            return nullptr;
        }
        const FieldShape* shape = m_dataset->shape.field(name.toString());
        if (!shape)
            m_faults.addUnknown(pointer, tr("a field"), name.toString(), fieldNames());
        return shape;
    }

    bool readDataset()
    {
        QStringList ids;
        for (const Dataset& dataset : datasets())
            ids.append(dataset.id());
        const QJsonValue id = m_body.value(QLatin1String("dataset"));
        if (!id.isString()) {
            m_faults.add(QStringLiteral("/dataset"), tr("must name a dataset, one of %1").arg(ids.join(QLatin1String(", "))), ids);
            return false;
        }
        m_dataset = findDataset(id.toString());
        if (!m_dataset) {
            m_faults.addUnknown(QStringLiteral("/dataset"), tr("a dataset"), id.toString(), ids);
            return false;
        }
        m_request.query.dataset = id.toString();
        return true;
    }

    void readSelect()
    {
        const auto names = array(QStringLiteral("select"), m_dataset->fields.size());
        if (!names)
            return;
        for (qsizetype i = 0; i < names->size(); ++i) {
            const QString pointer = QStringLiteral("/select/%1").arg(i);
            const FieldShape* shape = field(names->at(i), pointer);
            if (!shape)
                continue;
            if (m_request.query.select.contains(shape->name))
                m_faults.add(pointer, tr("names '%1' a second time").arg(shape->name));
            m_request.query.select.append(shape->name);
        }
    }

    void readWhere()
    {
        const QList<FieldShape>& fields = m_dataset->shape.fields;
        const QString pointer = QStringLiteral("/where");
        Condition where = parseConditions(m_body.value(QLatin1String("where")), pointer, fields, m_now, m_faults);
        const QJsonValue filter = m_body.value(QLatin1String("filter"));
        if (filter.isString()) {
            auto parsed = parseFilter(filter.toString(), fields, QStringLiteral("/filter"), m_now);
            if (const QueryProblem* problem = std::get_if<QueryProblem>(&parsed))
                m_faults.add(problem->errors.first().pointer, problem->errors.first().detail, problem->allowed, problem->nearest);
            else
                where = both(std::move(where), std::get<Condition>(std::move(parsed)));
            if (const QString excess = excessOf(where); !excess.isEmpty() && m_faults.isEmpty())
                m_faults.add(QStringLiteral("/filter"), tr("together with where %1").arg(excess));
        } else if (!filter.isUndefined() && !filter.isNull()) {
            m_faults.add(QStringLiteral("/filter"), tr("must be a text such as \"phase_name = deployment\""));
        }
        m_request.query.where = std::move(where);
    }

    static bool isAlwaysTrue(const Condition& it) { return it.kind == Condition::Kind::All && it.parts.isEmpty(); }

    static Condition both(Condition one, Condition other)
    {
        if (isAlwaysTrue(one))
            return other;
        if (isAlwaysTrue(other))
            return one;
        return {.kind = Condition::Kind::All, .parts = {std::move(one), std::move(other)}};
    }

    bool columnName(const QJsonValue& as, const QString& pointer, const QString& fallback, QString& name)
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]{0,63}\\z"));
        name = as.isUndefined() || as.isNull() ? fallback : as.toString();
        if (!form.match(name).hasMatch()) {
            m_faults.add(under(pointer, QStringLiteral("as")),
                         tr("must be a name of 1 to 64 letters, digits and _ that begins with no digit"));
            return false;
        }
        if (m_columns.contains(name)) {
            m_faults.add(pointer, tr("would make a second column '%1'; name it with \"as\"").arg(name));
            return false;
        }
        m_columns.insert(name);
        return true;
    }

    void readGroups()
    {
        const auto keys = array(QStringLiteral("group_by"), kMostGroups);
        if (!keys)
            return;
        for (qsizetype i = 0; i < keys->size(); ++i) {
            const QString pointer = QStringLiteral("/group_by/%1").arg(i);
            const QJsonValue key = keys->at(i);
            const QJsonObject object = key.isObject() ? key.toObject() : QJsonObject{{QStringLiteral("field"), key}};
            m_faults.addUnknownMembers(object, {QStringLiteral("field"), QStringLiteral("bucket"), QStringLiteral("as")}, pointer);
            const FieldShape* shape = field(object.value(QLatin1String("field")), pointer);
            if (!shape)
                continue;
            model::GroupKey group{shape->name, model::TimeBucket::None, {}};
            if (shape->type == FieldType::Object) {
                m_faults.add(pointer, tr("names an object, which nothing can be grouped by"));
                continue;
            }
            if (readBucket(object.value(QLatin1String("bucket")), *shape, pointer, group.bucket) &&
                columnName(object.value(QLatin1String("as")), pointer, shape->name, group.name))
                m_request.query.groupBy.append(group);
        }
    }

    bool readBucket(const QJsonValue& bucket, const FieldShape& shape, const QString& pointer, model::TimeBucket& result)
    {
        if (bucket.isUndefined() || bucket.isNull())
            return true;
        const QString place = under(pointer, QStringLiteral("bucket"));
        const auto found = model::kTimeBuckets.find(bucket.toString());
        if (!found) {
            m_faults.addUnknown(place, tr("a bucket"), bucket.toString(), model::kTimeBuckets.all());
            return false;
        }
        if (shape.type != FieldType::Time) {
            m_faults.add(place, tr("is for times, and '%1' is none").arg(shape.name));
            return false;
        }
        result = *found;
        return true;
    }

    void readAggregates()
    {
        const auto list = array(QStringLiteral("aggregate"), kMostAggregates);
        if (!list)
            return;
        for (qsizetype i = 0; i < list->size(); ++i) {
            const QString pointer = QStringLiteral("/aggregate/%1").arg(i);
            if (!list->at(i).isObject()) {
                m_faults.add(pointer, tr("must be an object such as {\"fn\", \"field\", \"as\"}"));
                continue;
            }
            readAggregate(list->at(i).toObject(), pointer);
        }
    }

    void readAggregate(const QJsonObject& object, const QString& pointer)
    {
        m_faults.addUnknownMembers(object, {QStringLiteral("fn"), QStringLiteral("field"), QStringLiteral("as")}, pointer);
        const QString word = object.value(QLatin1String("fn")).toString();
        const std::optional<AggregateFunction> function = model::kAggregateFunctions.find(word);
        if (!function) {
            m_faults.addUnknown(under(pointer, QStringLiteral("fn")), tr("a function"), word, model::kAggregateFunctions.all());
            return;
        }
        model::Aggregate aggregate{*function, {}, {}};
        const QJsonValue name = object.value(QLatin1String("field"));
        const bool countsRows = *function == AggregateFunction::Count && (name.isUndefined() || name.isNull() || name.toString() == u'*');
        if (!countsRows) {
            const FieldShape* shape = field(name, under(pointer, QStringLiteral("field")));
            if (!shape || !fits(*function, *shape, under(pointer, QStringLiteral("field"))))
                return;
            aggregate.field = shape->name;
        }
        const QString fallback = countsRows ? word : QString(word + u'_' + aggregate.field);
        if (columnName(object.value(QLatin1String("as")), pointer, fallback, aggregate.name))
            m_request.query.aggregates.append(aggregate);
    }

    bool fits(AggregateFunction function, const FieldShape& shape, const QString& pointer)
    {
        const bool isNumber = shape.type == FieldType::Integer || shape.type == FieldType::Number;
        switch (function) {
        case AggregateFunction::Count:
            return true;
        case AggregateFunction::CountDistinct:
        case AggregateFunction::Min:
        case AggregateFunction::Max:
            if (shape.type != FieldType::Object)
                return true;
            m_faults.add(pointer, tr("names an object, which has no order"));
            return false;
        case AggregateFunction::Sum:
        case AggregateFunction::Avg: // of a boolean: how many, and the share
            if (isNumber || shape.type == FieldType::Boolean)
                return true;
            break;
        default:
            if (isNumber)
                return true;
        }
        m_faults.add(pointer, tr("must name a number for %1, and '%2' is none").arg(model::kAggregateFunctions.of(function), shape.name));
        return false;
    }

    void checkGrouping()
    {
        const auto isGiven = [this](const char* name) { return !m_body.value(QLatin1String(name)).toArray().isEmpty(); };
        const bool isGrouped = isGiven("group_by") || isGiven("aggregate");
        if (isGrouped && isGiven("select"))
            m_faults.add(QStringLiteral("/select"), tr("is for rows; a grouped answer has the groups and aggregates as its columns"));
        const QJsonValue having = m_body.value(QLatin1String("having"));
        const bool hasNone = having.isUndefined() || having.isNull() || (having.isArray() && having.toArray().isEmpty());
        if (!isGrouped && !hasNone)
            m_faults.add(QStringLiteral("/having"), tr("is for grouped answers; use where"));
        if (!isGrouped && m_request.query.select.isEmpty())
            m_request.query.select = fieldNames();
    }

    /// The columns of a grouped answer, as what one can compare.
    QList<FieldShape> columns() const
    {
        QList<FieldShape> shapes;
        for (const model::GroupKey& key : m_request.query.groupBy) {
            FieldShape shape = *m_dataset->shape.field(key.field);
            shape.name = key.name;
            shapes.append(shape);
        }
        for (const model::Aggregate& aggregate : m_request.query.aggregates) {
            FieldShape shape{aggregate.name, FieldType::Number, true};
            if (aggregate.function == AggregateFunction::Min || aggregate.function == AggregateFunction::Max) {
                shape = *m_dataset->shape.field(aggregate.field);
                shape.name = aggregate.name;
            }
            shapes.append(shape);
        }
        return shapes;
    }

    void readHaving()
    {
        if (m_request.query.isGrouped())
            m_request.query.having =
                parseConditions(m_body.value(QLatin1String("having")), QStringLiteral("/having"), columns(), m_now, m_faults);
    }

    void readOrder()
    {
        const auto list = array(QStringLiteral("order_by"), kMostOrderings);
        if (!list || !m_faults.isEmpty())
            return;
        const QList<FieldShape> possible = m_request.query.isGrouped() ? columns() : m_dataset->shape.fields;
        for (qsizetype i = 0; i < list->size(); ++i)
            readOrdering(list->at(i), QStringLiteral("/order_by/%1").arg(i), possible);
        completeOrder();
    }

    void readOrdering(const QJsonValue& value, const QString& pointer, const QList<FieldShape>& possible)
    {
        model::Ordering ordering;
        if (value.isString()) {
            ordering.isDescending = value.toString().startsWith(u'-');
            ordering.column = value.toString().mid(ordering.isDescending ? 1 : 0);
        } else if (value.isObject()) {
            const QJsonObject object = value.toObject();
            m_faults.addUnknownMembers(object, {QStringLiteral("field"), QStringLiteral("desc")}, pointer);
            ordering.column = object.value(QLatin1String("field")).toString();
            const QJsonValue desc = object.value(QLatin1String("desc"));
            ordering.isDescending = desc.toBool();
            if (!desc.isUndefined() && !desc.isBool())
                m_faults.add(under(pointer, QStringLiteral("desc")), tr("must be true or false"));
        } else {
            m_faults.add(pointer, tr("must be a name, or an object such as {\"field\", \"desc\"}"));
            return;
        }
        const auto shape =
            std::find_if(possible.begin(), possible.end(), [&ordering](const FieldShape& it) { return it.name == ordering.column; });
        if (shape == possible.end()) {
            QStringList names;
            for (const FieldShape& it : possible)
                names.append(it.name);
            m_faults.addUnknown(pointer, tr("a column"), ordering.column, names);
        } else if (shape->type == FieldType::Object) {
            m_faults.add(pointer, tr("names an object, which has no order"));
        } else {
            add(ordering);
        }
    }

    void add(const model::Ordering& ordering)
    {
        QList<model::Ordering>& order = m_request.query.orderBy;
        const bool isThere =
            std::any_of(order.begin(), order.end(), [&ordering](const model::Ordering& it) { return it.column == ordering.column; });
        if (!isThere) // the first one decides
            order.append(ordering);
    }

    // Without a wish the newest rows come first, or the groups in their order. What makes the order total goes the way of what stands
    // before.
    void completeOrder()
    {
        QList<model::Ordering>& order = m_request.query.orderBy;
        if (m_request.query.isGrouped()) {
            for (const model::GroupKey& key : m_request.query.groupBy)
                add({key.name, false});
            return;
        }
        if (order.isEmpty() && !m_dataset->shape.timeField.isEmpty())
            add({m_dataset->shape.timeField, true});
        const bool isDescending = !order.isEmpty() && order.last().isDescending;
        for (const QString& key : m_dataset->shape.key)
            add({key, isDescending});
    }

    void readRest()
    {
        const QJsonValue limit = m_body.value(QLatin1String("limit"));
        if (limit.isUndefined() || limit.isNull()) {
            m_request.query.limit = 100;
        } else {
            m_request.query.limit = int(limit.toInteger(0));
            if (limit.toInteger(0) < 1 || limit.toInteger(0) > kMostRows)
                m_faults.add(QStringLiteral("/limit"), tr("must be a whole number from 1 to %1").arg(kMostRows));
        }
        const QJsonValue cursor = m_body.value(QLatin1String("cursor"));
        if (cursor.isString())
            m_request.cursor = cursor.toString();
        else if (!cursor.isUndefined() && !cursor.isNull())
            m_faults.add(QStringLiteral("/cursor"), tr("must be next_cursor of the page before"));
        const QJsonValue explain = m_body.value(QLatin1String("explain"));
        m_request.wantsPlan = explain.toBool();
        if (!explain.isUndefined() && !explain.isNull() && !explain.isBool())
            m_faults.add(QStringLiteral("/explain"), tr("must be true or false"));
        const QJsonValue format = m_body.value(QLatin1String("format"));
        if (format.isUndefined() || format.isNull())
            return;
        const qsizetype index = queryFormats().indexOf(format.toString());
        if (index < 0)
            m_faults.addUnknown(QStringLiteral("/format"), tr("a format"), format.toString(), queryFormats());
        else
            m_request.format = QueryRequest::Format(index);
    }

    const QJsonObject& m_body;
    const Instant m_now;
    const Dataset* m_dataset = nullptr;
    QueryRequest m_request;
    QueryFaults m_faults;
    QSet<QString> m_columns;
};

} // namespace

std::variant<QueryRequest, QueryProblem> parseQuery(const QJsonObject& body, Instant now)
{
    return Reader(body, now).read();
}

} // namespace atalaya::catalog
