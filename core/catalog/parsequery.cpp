// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest.h"
#include "catalog/dataset.h"
#include "catalog/querytext.h"
#include "catalog/queryvalue.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace atalaya::catalog {

using model::AggregateFunction;
using model::Comparison;
using model::Condition;
using model::FieldShape;
using model::FieldType;

namespace {

constexpr qsizetype kMostGroups = 8;
constexpr qsizetype kMostAggregates = 32;
constexpr qsizetype kMostValues = 1'000;
constexpr int kMostComparisons = 1'000;
constexpr int kDeepest = 100;
constexpr int kMostRows = 10'000;
constexpr qsizetype kLongestName = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

QStringList formats()
{
    return {QStringLiteral("json"), QStringLiteral("ndjson"), QStringLiteral("csv")};
}

// What an error points to: "/where/0" + "field".
QString under(const QString& pointer, const QString& name)
{
    QString escaped = name.left(kLongestName);
    escaped.replace(u'~', QLatin1String("~0")).replace(u'/', QLatin1String("~1"));
    return pointer + u'/' + escaped;
}

class Reader
{
public:
    Reader(const QJsonObject& body, Instant now) : m_body(body), m_now(now) {}

    std::variant<QueryRequest, QueryProblem> read()
    {
        static const QStringList members{QStringLiteral("dataset"),  QStringLiteral("select"),    QStringLiteral("where"),
                                         QStringLiteral("filter"),   QStringLiteral("group_by"),  QStringLiteral("aggregate"),
                                         QStringLiteral("having"),   QStringLiteral("order_by"),  QStringLiteral("limit"),
                                         QStringLiteral("cursor"),   QStringLiteral("explain"),   QStringLiteral("format")};
        knownMembers(m_body, members, QString());
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
        if (m_problem.errors.isEmpty())
            return m_request;
        return m_problem;
    }

private:
    void fail(const QString& pointer, const QString& detail, const QStringList& allowed = {}, const QString& near = {})
    {
        constexpr qsizetype kMostErrors = 100;
        if (m_problem.errors.isEmpty()) {
            m_problem.detail = tr("'%1' %2").arg(pointer.isEmpty() ? tr("The query") : pointer, detail);
            if (!detail.endsWith(u'?'))
                m_problem.detail += u'.';
            m_problem.allowed = allowed;
            m_problem.nearest = near;
        }
        if (m_problem.errors.size() < kMostErrors)
            m_problem.errors.append({pointer, detail});
    }

    void unknown(const QString& pointer, const QString& kind, const QString& word, const QStringList& known)
    {
        const QString near = nearest(word, known);
        const QString shown = word.left(kLongestName);
        fail(pointer,
             near.isEmpty() ? tr("names %1 that there is not: '%2'").arg(kind, shown)
                            : tr("names %1 that there is not: '%2'; did you mean '%3'?").arg(kind, shown, near),
             known, near);
    }

    bool knownMembers(const QJsonObject& object, const QStringList& members, const QString& pointer)
    {
        bool isKnown = true;
        for (const QString& name : object.keys()) {
            if (!members.contains(name)) {
                unknown(under(pointer, name), tr("a member"), name, members);
                isKnown = false;
            }
        }
        return isKnown;
    }

    /// A list, or nothing after an error; a member that is not there is an empty one.
    std::optional<QJsonArray> array(const QString& name, qsizetype most)
    {
        const QJsonValue value = m_body.value(name);
        if (value.isUndefined() || value.isNull())
            return QJsonArray();
        if (!value.isArray()) {
            fail(u'/' + name, tr("must be a list"));
            return std::nullopt;
        }
        if (value.toArray().size() > most) {
            fail(u'/' + name, tr("has more than %1 entries").arg(most));
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
            fail(pointer, tr("must be the name of a field"));
            return nullptr;
        }
        const FieldShape* shape = m_dataset->shape.field(name.toString());
        if (!shape)
            unknown(pointer, tr("a field"), name.toString(), fieldNames());
        return shape;
    }

    bool readDataset()
    {
        QStringList ids;
        for (const Dataset& dataset : datasets())
            ids.append(dataset.id());
        const QJsonValue id = m_body.value(QLatin1String("dataset"));
        if (!id.isString()) {
            fail(QStringLiteral("/dataset"), tr("must name a dataset, one of %1").arg(ids.join(QLatin1String(", "))), ids);
            return false;
        }
        m_dataset = findDataset(id.toString());
        if (!m_dataset) {
            unknown(QStringLiteral("/dataset"), tr("a dataset"), id.toString(), ids);
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
                fail(pointer, tr("names '%1' a second time").arg(shape->name));
            m_request.query.select.append(shape->name);
        }
    }

    void readWhere()
    {
        const QList<FieldShape>& fields = m_dataset->shape.fields;
        Condition where = conditions(QStringLiteral("where"), fields);
        const QJsonValue filter = m_body.value(QLatin1String("filter"));
        if (filter.isString()) {
            auto parsed = parseFilter(filter.toString(), fields, QStringLiteral("/filter"), m_now);
            if (const QueryProblem* problem = std::get_if<QueryProblem>(&parsed))
                fail(problem->errors.first().pointer, problem->errors.first().detail, problem->allowed, problem->nearest);
            else
                where = both(std::move(where), std::get<Condition>(std::move(parsed)));
        } else if (!filter.isUndefined() && !filter.isNull()) {
            fail(QStringLiteral("/filter"), tr("must be a text such as \"phase_name = deployment\""));
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

    Condition conditions(const QString& member, const QList<FieldShape>& fields)
    {
        const QJsonValue value = m_body.value(member);
        const QString pointer = u'/' + member;
        m_comparisons = 0;
        if (value.isObject())
            return condition(value, pointer, fields, 0);
        Condition all;
        if (const auto list = array(member, kMostComparisons)) {
            for (qsizetype i = 0; i < list->size(); ++i)
                all.parts.append(condition(list->at(i), under(pointer, QString::number(i)), fields, 0));
        }
        return all.parts.size() == 1 ? all.parts.takeFirst() : all;
    }

    Condition condition(const QJsonValue& value, const QString& pointer, const QList<FieldShape>& fields, int depth)
    {
        if (!value.isObject()) {
            fail(pointer, tr("must be an object such as {\"field\", \"op\", \"value\"}"));
            return {};
        }
        if (depth >= kDeepest) {
            fail(pointer, tr("is nested more than %1 levels deep").arg(kDeepest));
            return {};
        }
        const QJsonObject object = value.toObject();
        for (const auto& [name, kind] : {std::pair(QStringLiteral("all"), Condition::Kind::All), std::pair(QStringLiteral("any"), Condition::Kind::Any)}) {
            if (object.contains(name))
                return junction(object, name, kind, pointer, fields, depth);
        }
        if (object.contains(QLatin1String("not"))) {
            knownMembers(object, {QStringLiteral("not")}, pointer);
            return {.kind = Condition::Kind::Not,
                    .parts = {condition(object.value(QLatin1String("not")), under(pointer, QStringLiteral("not")), fields, depth + 1)}};
        }
        return comparison(object, pointer, fields);
    }

    Condition junction(const QJsonObject& object, const QString& name, Condition::Kind kind, const QString& pointer,
                       const QList<FieldShape>& fields, int depth)
    {
        knownMembers(object, {name}, pointer);
        const QString inner = under(pointer, name);
        Condition result{.kind = kind};
        if (!object.value(name).isArray()) {
            fail(inner, tr("must be a list of conditions"));
            return result;
        }
        const QJsonArray parts = object.value(name).toArray();
        for (qsizetype i = 0; i < parts.size() && m_comparisons <= kMostComparisons; ++i)
            result.parts.append(condition(parts[i], under(inner, QString::number(i)), fields, depth + 1));
        return result;
    }

    Condition comparison(const QJsonObject& object, const QString& pointer, const QList<FieldShape>& fields)
    {
        knownMembers(object, {QStringLiteral("field"), QStringLiteral("op"), QStringLiteral("value")}, pointer);
        if (++m_comparisons > kMostComparisons) {
            fail(pointer, tr("is one of more than %1 comparisons").arg(kMostComparisons));
            return {};
        }
        const QJsonValue name = object.value(QLatin1String("field"));
        const auto shape = std::find_if(fields.begin(), fields.end(), [&name](const FieldShape& it) { return it.name == name.toString(); });
        if (!name.isString() || shape == fields.end()) {
            QStringList names;
            for (const FieldShape& it : fields)
                names.append(it.name);
            unknown(under(pointer, QStringLiteral("field")), tr("a field"), name.toString(), names);
            return {};
        }
        const QJsonValue op = object.value(QLatin1String("op"));
        const std::optional<Comparison> kind = model::kComparisons.find(op.toString(QStringLiteral("eq")));
        if (!kind || (!op.isString() && !op.isUndefined())) {
            unknown(under(pointer, QStringLiteral("op")), tr("a comparison"), op.toString(), model::kComparisons.all());
            return {};
        }
        Condition result{.kind = Condition::Kind::Compare, .field = shape->name, .comparison = *kind};
        if (const QString problem = comparisonProblem(*shape, *kind); !problem.isEmpty())
            fail(under(pointer, QStringLiteral("op")), problem);
        else
            readValues(result, object.value(QLatin1String("value")), *shape, under(pointer, QStringLiteral("value")));
        return result;
    }

    void readValues(Condition& result, const QJsonValue& value, const FieldShape& shape, const QString& pointer)
    {
        const Comparison kind = result.comparison;
        if (kind == Comparison::IsNull || kind == Comparison::IsNotNull) {
            // {"op": "is_null", "value": false} asks for the contrary.
            if (value.isBool() && !value.toBool())
                result.comparison = kind == Comparison::IsNull ? Comparison::IsNotNull : Comparison::IsNull;
            else if (!value.isUndefined() && !value.isNull() && !value.isBool())
                fail(pointer, tr("must be left out"));
            return;
        }
        QJsonArray values{value};
        if (kind == Comparison::In || kind == Comparison::NotIn) {
            values = value.toArray();
            if (!value.isArray() || values.isEmpty() || values.size() > kMostValues) {
                fail(pointer, tr("must be a list of 1 to %1 values").arg(kMostValues));
                return;
            }
        }
        for (qsizetype i = 0; i < values.size(); ++i) {
            auto checked = checkedValue(shape, kind, values[i], false, m_now);
            if (const ValueProblem* problem = std::get_if<ValueProblem>(&checked))
                fail(value.isArray() ? under(pointer, QString::number(i)) : pointer, problem->detail, problem->allowed, problem->nearest);
            else
                result.values.append(std::get<QJsonValue>(checked));
        }
    }

    bool columnName(const QJsonValue& as, const QString& pointer, const QString& fallback, QString& name)
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]{0,63}$"));
        name = as.isUndefined() || as.isNull() ? fallback : as.toString();
        if (!form.match(name).hasMatch()) {
            fail(under(pointer, QStringLiteral("as")), tr("must be a name of 1 to 64 letters, digits and _ that begins with no digit"));
            return false;
        }
        if (m_columns.contains(name)) {
            fail(pointer, tr("would make a second column '%1'; name it with \"as\"").arg(name));
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
            knownMembers(object, {QStringLiteral("field"), QStringLiteral("bucket"), QStringLiteral("as")}, pointer);
            const FieldShape* shape = field(object.value(QLatin1String("field")), pointer);
            if (!shape)
                continue;
            model::GroupKey group{shape->name, model::TimeBucket::None, {}};
            if (shape->type == FieldType::Object) {
                fail(pointer, tr("names an object, which nothing can be grouped by"));
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
            unknown(place, tr("a bucket"), bucket.toString(), model::kTimeBuckets.all());
            return false;
        }
        if (shape.type != FieldType::Time) {
            fail(place, tr("is for times, and '%1' is none").arg(shape.name));
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
                fail(pointer, tr("must be an object such as {\"fn\", \"field\", \"as\"}"));
                continue;
            }
            readAggregate(list->at(i).toObject(), pointer);
        }
    }

    void readAggregate(const QJsonObject& object, const QString& pointer)
    {
        knownMembers(object, {QStringLiteral("fn"), QStringLiteral("field"), QStringLiteral("as")}, pointer);
        const QString word = object.value(QLatin1String("fn")).toString();
        const std::optional<AggregateFunction> function = model::kAggregateFunctions.find(word);
        if (!function) {
            unknown(under(pointer, QStringLiteral("fn")), tr("a function"), word, model::kAggregateFunctions.all());
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
            fail(pointer, tr("names an object, which has no order"));
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
        fail(pointer, tr("must name a number for %1, and '%2' is none").arg(model::kAggregateFunctions.of(function), shape.name));
        return false;
    }

    void checkGrouping()
    {
        const auto isGiven = [this](const char* name) { return !m_body.value(QLatin1String(name)).toArray().isEmpty(); };
        const bool isGrouped = isGiven("group_by") || isGiven("aggregate");
        if (isGrouped && isGiven("select"))
            fail(QStringLiteral("/select"), tr("is for rows; a grouped answer has the groups and aggregates as its columns"));
        if (!isGrouped && (isGiven("having") || m_body.value(QLatin1String("having")).isObject()))
            fail(QStringLiteral("/having"), tr("is for grouped answers; use where"));
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
            m_request.query.having = conditions(QStringLiteral("having"), columns());
    }

    void readOrder()
    {
        const auto list = array(QStringLiteral("order_by"), kMostAggregates);
        if (!list || !m_problem.errors.isEmpty())
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
            knownMembers(object, {QStringLiteral("field"), QStringLiteral("desc")}, pointer);
            ordering.column = object.value(QLatin1String("field")).toString();
            const QJsonValue desc = object.value(QLatin1String("desc"));
            ordering.isDescending = desc.toBool();
            if (!desc.isUndefined() && !desc.isBool())
                fail(under(pointer, QStringLiteral("desc")), tr("must be true or false"));
        } else {
            fail(pointer, tr("must be a name, or an object such as {\"field\", \"desc\"}"));
            return;
        }
        const auto shape =
            std::find_if(possible.begin(), possible.end(), [&ordering](const FieldShape& it) { return it.name == ordering.column; });
        if (shape == possible.end()) {
            QStringList names;
            for (const FieldShape& it : possible)
                names.append(it.name);
            unknown(pointer, tr("a column"), ordering.column, names);
        } else if (shape->type == FieldType::Object) {
            fail(pointer, tr("names an object, which has no order"));
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

    // Without a wish the newest rows come first, or the groups in their order. What makes the order total goes the way of what stands before.
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
                fail(QStringLiteral("/limit"), tr("must be a whole number from 1 to %1").arg(kMostRows));
        }
        const QJsonValue cursor = m_body.value(QLatin1String("cursor"));
        if (cursor.isString())
            m_request.cursor = cursor.toString();
        else if (!cursor.isUndefined() && !cursor.isNull())
            fail(QStringLiteral("/cursor"), tr("must be next_cursor of the page before"));
        const QJsonValue explain = m_body.value(QLatin1String("explain"));
        m_request.wantsPlan = explain.toBool();
        if (!explain.isUndefined() && !explain.isNull() && !explain.isBool())
            fail(QStringLiteral("/explain"), tr("must be true or false"));
        const QJsonValue format = m_body.value(QLatin1String("format"));
        if (format.isUndefined() || format.isNull())
            return;
        const qsizetype index = formats().indexOf(format.toString());
        if (index < 0)
            unknown(QStringLiteral("/format"), tr("a format"), format.toString(), formats());
        else
            m_request.format = QueryRequest::Format(index);
    }

    const QJsonObject& m_body;
    const Instant m_now;
    const Dataset* m_dataset = nullptr;
    QueryRequest m_request;
    QueryProblem m_problem;
    QSet<QString> m_columns;
    int m_comparisons = 0;
};

QJsonObject conditionJson(const Condition& it)
{
    switch (it.kind) {
    case Condition::Kind::Compare: {
        QJsonObject object{{QStringLiteral("field"), it.field}, {QStringLiteral("op"), model::kComparisons.of(it.comparison)}};
        if (it.comparison == Comparison::In || it.comparison == Comparison::NotIn) {
            QJsonArray values;
            for (const QJsonValue& value : it.values)
                values.append(value);
            object.insert(QStringLiteral("value"), values);
        } else if (!it.values.isEmpty()) {
            object.insert(QStringLiteral("value"), it.values.first());
        }
        return object;
    }
    case Condition::Kind::Not:
        return {{QStringLiteral("not"), conditionJson(it.parts.first())}};
    case Condition::Kind::All:
    case Condition::Kind::Any: {
        QJsonArray parts;
        for (const Condition& part : it.parts)
            parts.append(conditionJson(part));
        return {{it.kind == Condition::Kind::All ? QStringLiteral("all") : QStringLiteral("any"), parts}};
    }
    }
    Q_UNREACHABLE();
}

// A list of what must all hold, as the contract has it.
QJsonArray conditionsJson(const Condition& it)
{
    if (it.kind != Condition::Kind::All)
        return {conditionJson(it)};
    QJsonArray parts;
    for (const Condition& part : it.parts)
        parts.append(conditionJson(part));
    return parts;
}

} // namespace

std::variant<QueryRequest, QueryProblem> parseQuery(const QJsonObject& body, Instant now)
{
    return Reader(body, now).read();
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
        QJsonObject object{{QStringLiteral("fn"), model::kAggregateFunctions.of(aggregate.function)}, {QStringLiteral("as"), aggregate.name}};
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
    json.insert(QStringLiteral("format"), formats()[int(request.format)]);
    return json;
}

} // namespace atalaya::catalog
