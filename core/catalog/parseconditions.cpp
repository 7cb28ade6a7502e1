// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/parseconditions.h"

#include "catalog/querylimits.h"
#include "catalog/queryvalue.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace atalaya::catalog {

using model::Comparison;
using model::Condition;
using model::FieldShape;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

QString indexed(const QString& pointer, qsizetype index)
{
    return pointer + u'/' + QString::number(index);
}

class Reader
{
public:
    Reader(const QList<FieldShape>& fields, Instant now, QueryFaults& faults) : m_fields(fields), m_now(now), m_faults(faults) {}

    QList<Condition> list(const QJsonArray& array, const QString& pointer, int depth)
    {
        QList<Condition> parts;
        for (qsizetype i = 0; i < array.size() && !m_isTooMuch; ++i)
            parts.append(one(array[i], indexed(pointer, i), depth));
        return parts;
    }

    Condition one(const QJsonValue& value, const QString& pointer, int depth)
    {
        if (!value.isObject()) {
            m_faults.add(pointer, tr("must be an object such as {\"field\", \"op\", \"value\"}"));
            return {};
        }
        // Here against a stack that overflows and work without end; what is allowed is counted when all is read.
        if (depth > kDeepest)
            return tooMuch(pointer, tr("is nested more than %1 levels deep").arg(kDeepest));
        const QJsonObject object = value.toObject();
        if (object.contains(QLatin1String("all")))
            return junction(object, QStringLiteral("all"), Condition::Kind::All, pointer, depth);
        if (object.contains(QLatin1String("any")))
            return junction(object, QStringLiteral("any"), Condition::Kind::Any, pointer, depth);
        if (object.contains(QLatin1String("not"))) {
            m_faults.addUnknownMembers(object, {QStringLiteral("not")}, pointer);
            return {.kind = Condition::Kind::Not,
                    .parts = {one(object.value(QLatin1String("not")), under(pointer, QStringLiteral("not")), depth + 1)}};
        }
        return comparison(object, pointer);
    }

private:
    Condition junction(const QJsonObject& object, const QString& name, Condition::Kind kind, const QString& pointer, int depth)
    {
        m_faults.addUnknownMembers(object, {name}, pointer);
        const QString inner = under(pointer, name);
        if (!object.value(name).isArray()) {
            m_faults.add(inner, tr("must be a list of conditions"));
            return {};
        }
        const QJsonArray parts = object.value(name).toArray();
        if (parts.isEmpty() && ++m_leaves > kMostComparisons)
            return tooMuch(pointer, tr("is one of more than %1 comparisons").arg(kMostComparisons));
        return {.kind = kind, .parts = list(parts, inner, depth + 1)};
    }

    Condition tooMuch(const QString& pointer, const QString& detail)
    {
        m_faults.add(pointer, detail);
        m_isTooMuch = true;
        return {};
    }

    Condition comparison(const QJsonObject& object, const QString& pointer)
    {
        if (++m_leaves > kMostComparisons)
            return tooMuch(pointer, tr("is one of more than %1 comparisons").arg(kMostComparisons));
        m_faults.addUnknownMembers(object, {QStringLiteral("field"), QStringLiteral("op"), QStringLiteral("value")}, pointer);
        const FieldShape* shape = field(object.value(QLatin1String("field")), under(pointer, QStringLiteral("field")));
        if (!shape)
            return {};
        const QJsonValue op = object.value(QLatin1String("op"));
        const QString place = under(pointer, QStringLiteral("op"));
        const std::optional<Comparison> kind = model::kComparisons.find(op.isUndefined() ? QStringLiteral("eq") : op.toString());
        if (!kind) {
            m_faults.addUnknown(place, tr("a comparison"), op.toString(), model::kComparisons.all());
            return {};
        }
        Condition result{.kind = Condition::Kind::Compare, .field = shape->name, .comparison = *kind};
        if (const QString problem = comparisonProblem(*shape, *kind); !problem.isEmpty())
            m_faults.add(place, problem);
        else
            readValues(result, object.value(QLatin1String("value")), *shape, under(pointer, QStringLiteral("value")));
        return result;
    }

    const FieldShape* field(const QJsonValue& name, const QString& pointer)
    {
        if (!name.isString()) {
            m_faults.add(pointer, tr("must be the name of a field"));
            return nullptr;
        }
        const auto shape =
            std::find_if(m_fields.begin(), m_fields.end(), [&name](const FieldShape& it) { return it.name == name.toString(); });
        if (shape != m_fields.end())
            return &*shape;
        QStringList names;
        for (const FieldShape& it : m_fields)
            names.append(it.name);
        m_faults.addUnknown(pointer, tr("a field"), name.toString(), names);
        return nullptr;
    }

    void readValues(Condition& result, const QJsonValue& value, const FieldShape& shape, const QString& pointer)
    {
        const Comparison kind = result.comparison;
        if (kind == Comparison::IsNull || kind == Comparison::IsNotNull) {
            // {"op": "is_null", "value": false} asks for the contrary.
            if (value.isBool() && !value.toBool())
                result.comparison = kind == Comparison::IsNull ? Comparison::IsNotNull : Comparison::IsNull;
            else if (!value.isUndefined() && !value.isNull() && !value.isBool())
                m_faults.add(pointer, tr("must be left out"));
            return;
        }
        if (kind != Comparison::In && kind != Comparison::NotIn) {
            readValue(result, value, shape, pointer);
            return;
        }
        const QJsonArray values = value.toArray();
        if (values.isEmpty() || values.size() > kMostValues) {
            m_faults.add(pointer, tr("must be a list of 1 to %1 values").arg(kMostValues));
            return;
        }
        for (qsizetype i = 0; i < values.size(); ++i)
            readValue(result, values[i], shape, indexed(pointer, i));
    }

    void readValue(Condition& result, const QJsonValue& value, const FieldShape& shape, const QString& pointer)
    {
        const auto checked = checkedValue(shape, result.comparison, value, false, m_now);
        if (const ValueProblem* problem = std::get_if<ValueProblem>(&checked))
            m_faults.add(pointer, problem->detail, problem->allowed, problem->nearest);
        else
            result.values.append(std::get<QJsonValue>(checked));
    }

    const QList<FieldShape>& m_fields;
    const Instant m_now;
    QueryFaults& m_faults;
    int m_leaves = 0;
    bool m_isTooMuch = false;
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

} // namespace

Condition parseConditions(const QJsonValue& value, const QString& pointer, const QList<FieldShape>& fields, Instant now,
                          QueryFaults& faults)
{
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isArray() && !value.isObject()) {
        faults.add(pointer, tr("must be a list of conditions"));
        return {};
    }
    Reader reader(fields, now, faults);
    Condition condition;
    if (value.isObject())
        condition = reader.one(value, pointer, 0);
    else
        condition.parts = reader.list(value.toArray(), pointer, 0);
    // An "all" of one part is that part: so a condition has one form, however it was written.
    while (condition.kind == Condition::Kind::All && condition.parts.size() == 1)
        condition = Condition(condition.parts.first());
    const QString excess = excessOf(condition);
    if (!excess.isEmpty() && faults.isEmpty())
        faults.add(pointer, excess);
    return condition;
}

QJsonArray conditionsJson(const Condition& condition)
{
    if (condition.kind != Condition::Kind::All)
        return {conditionJson(condition)};
    QJsonArray parts;
    for (const Condition& part : condition.parts)
        parts.append(conditionJson(part));
    return parts;
}

} // namespace atalaya::catalog
