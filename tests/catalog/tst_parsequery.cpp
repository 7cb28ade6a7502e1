// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/querylimits.h"
#include "catalog/querytext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace atalaya;
using namespace atalaya::catalog;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

QJsonObject object(const QByteArray& json)
{
    QJsonParseError error;
    const QJsonObject result = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("a test's JSON is none: %s", json.constData());
    return result;
}

QByteArray compact(const QJsonValue& value)
{
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return json.mid(1, json.size() - 2);
}

QueryRequest request(const QJsonObject& body)
{
    const auto result = parseQuery(body, kNow);
    if (const auto* problem = std::get_if<QueryProblem>(&result))
        qFatal("%s: %s", compact(body).constData(), qPrintable(problem->detail));
    return std::get<QueryRequest>(result);
}

QString orderOf(const QueryRequest& it)
{
    QStringList order;
    for (const model::Ordering& ordering : it.query.orderBy)
        order.append((ordering.isDescending ? QStringLiteral("-") : QString()) + ordering.column);
    return order.join(u' ');
}

QJsonValue nested(const QString& word, int levels)
{
    QJsonValue condition = QJsonObject{{QStringLiteral("field"), QStringLiteral("id")}, {QStringLiteral("value"), 1}};
    for (int i = 0; i < levels; ++i)
        condition = QJsonObject{{word, word == QLatin1String("not") ? condition : QJsonValue(QJsonArray{condition})}};
    return condition;
}

QJsonArray comparisons(int count)
{
    QJsonArray list;
    for (int i = 0; i < count; ++i)
        list.append(nested(QString(), 0));
    return list;
}

QJsonObject withWhere(const QJsonValue& where)
{
    return {{QStringLiteral("dataset"), QStringLiteral("dora_metrics")}, {QStringLiteral("where"), where}};
}

} // namespace

class ParseQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLeftOutIsFilledIn()
    {
        const QueryRequest it = request(object(R"({"dataset":"dora_metrics"})"));
        QCOMPARE(it.query.select.size(), findDataset(u"dora_metrics")->fields.size());
        QCOMPARE(it.query.limit, 100);
        QCOMPARE(orderOf(it), QStringLiteral("-created_at -id"));
        QVERIFY(it.query.where.kind == model::Condition::Kind::All && it.query.where.parts.isEmpty());
        QVERIFY(it.cursor.isEmpty() && !it.wantsPlan && !it.query.isGrouped());
        QVERIFY(it.format == QueryRequest::Format::Json);
        QCOMPARE(it.now, kNow);
    }

    void everyOrderIsTotal_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("order");
        const auto row = [](const char* body, const char* order) { QTest::newRow(body) << QByteArray(body) << QString::fromLatin1(order); };
        row(R"({"dataset":"dora_metrics","order_by":["team"]})", "team id");
        row(R"({"dataset":"dora_metrics","order_by":["-team"]})", "-team -id");
        row(R"({"dataset":"dora_metrics","order_by":[{"field":"team","desc":true},{"field":"project"}]})", "-team project id");
        row(R"({"dataset":"dora_metrics","order_by":["id","-team"]})", "id -team");
        row(R"({"dataset":"dora_metrics","order_by":["-id","id"]})", "-id");
        row(R"({"dataset":"changes"})", "-authored -sha -service");
        row(R"({"dataset":"services"})", "name");
        row(R"({"dataset":"daily_totals"})", "-day -scope");
        row(R"({"dataset":"dora_metrics","group_by":["team","project"]})", "team project");
        row(R"({"dataset":"dora_metrics","group_by":["team","project"],"aggregate":[{"fn":"count"}],"order_by":["-count"]})",
            "-count team project");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"count"}]})", "");
    }
    void everyOrderIsTotal()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, order);
        QCOMPARE(orderOf(request(object(body))), order);
    }

    void columnsOfGroupsHaveNames()
    {
        const QueryRequest it = request(object(
            R"({"dataset":"dora_metrics","group_by":["team",{"field":"created_at","bucket":"week"},{"field":"created_at",)"
                R"("bucket":"day","as":"d"}],)"
            R"("aggregate":[{"fn":"count"},{"fn":"count","field":"*","as":"rows"},{"fn":"p95","field":"duration_seconds"}]})"));
        QStringList names;
        for (const model::GroupKey& key : it.query.groupBy)
            names.append(key.name);
        for (const model::Aggregate& aggregate : it.query.aggregates)
            names.append(aggregate.name + u'/' + aggregate.field);
        QCOMPARE(names.join(u' '), QStringLiteral("team created_at d count/ rows/ p95_duration_seconds/duration_seconds"));
        QVERIFY(it.query.select.isEmpty());
    }

    void whereAndFilterMustBothHold()
    {
        const QueryRequest it =
            request(object(R"({"dataset":"dora_metrics","where":[{"field":"id","op":"gt","value":5}],"filter":"team = a"})"));
        QCOMPARE(compact(toJson(it).value(QLatin1String("where"))),
                 QByteArray(R"([{"field":"id","op":"gt","value":5},{"field":"team","op":"eq","value":"a"}])"));
    }

    void timesAreKeptAsMoments()
    {
        const QueryRequest it = request(object(
            R"({"dataset":"dora_metrics","where":[{"field":"created_at","op":"ge","value":"now-1w"},{"field":"created_at",)"
                R"("op":"in","value":["2026-01-31","now"]}]})"));
        QCOMPARE(compact(toJson(it).value(QLatin1String("where"))),
                 QByteArray(R"([{"field":"created_at","op":"ge","value":"2026-02-22T12:00:00Z"},)"
                            R"({"field":"created_at","op":"in","value":["2026-01-31T00:00:00Z","2026-03-01T12:00:00Z"]}])"));
    }

    void nothingIsNotNull()
    {
        const QueryRequest it = request(object(
            R"({"dataset":"dora_metrics","where":[{"field":"team","op":"is_null","value":false},{"field":"team",)"
                R"("op":"is_null","value":true}]})"));
        QCOMPARE(compact(toJson(it).value(QLatin1String("where"))),
                 QByteArray(R"([{"field":"team","op":"is_not_null"},{"field":"team","op":"is_null"}])"));
    }

    void whatIsWrittenReadsBack_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char* body) { QTest::newRow(body) << QByteArray(body); };
        row(R"({"dataset":"dora_metrics"})");
        row(R"({"dataset":"services","select":["name"],"limit":10000,"explain":true,"format":"csv"})");
        row(R"({"dataset":"dora_metrics","where":{"any":[{"field":"team","op":"is_null"},{"not":{"all":[]}}]}})");
        row(R"({"dataset":"dora_metrics","where":{"all":[{"all":[{"field":"team","value":"x"}]}]}})");
        row(R"({"dataset":"dora_metrics","where":[{"all":[{"field":"id","value":1},{"field":"id","value":2}]}],)"
            R"("filter":"NOT id = 3 OR team IS NULL"})");
        row(R"({"dataset":"dora_metrics","filter":"created_at >= now-7d AND duration_seconds BETWEEN 1.25 AND 1e9",)"
            R"("order_by":["-team","id"]})");
        row(R"({"dataset":"dora_metrics","group_by":["team",{"field":"created_at","bucket":"month","as":"m"}],)"
            R"("aggregate":[{"fn":"count"},{"fn":"max","field":"created_at","as":"last"},{"fn":"min","field":"phase_name","as":"first"}],)"
            R"("having":[{"field":"count","op":"gt","value":2.5},{"field":"last","op":"ge",)"
                R"("value":"now-1d"},{"field":"first","op":"ne","value":"testing"}],)"
            R"("order_by":["-count","m"],"limit":7,"format":"ndjson"})");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"avg","field":"is_failure"}]})");
        for (const Dataset& dataset : datasets()) {
            for (const QJsonObject& example : dataset.exampleQueries)
                QTest::newRow(compact(example).constData()) << compact(example.value(QLatin1String("query")));
        }
    }
    void whatIsWrittenReadsBack()
    {
        QFETCH(QByteArray, body);
        const QJsonObject once = toJson(request(object(body)));
        const QJsonObject twice = toJson(request(once));
        QCOMPARE(compact(twice), compact(once));
        // A later moment changes nothing: the times are moments by now.
        const auto later = parseQuery(once, kNow + std::chrono::hours(5));
        QCOMPARE(compact(toJson(std::get<QueryRequest>(later))), compact(once));
    }

    void fortyOrderingsReadBack()
    {
        QJsonArray groups, aggregates, order;
        for (int i = 0; i < 8; ++i)
            groups.append(
                QJsonObject{{QStringLiteral("field"), QStringLiteral("team")}, {QStringLiteral("as"), QStringLiteral("g%1").arg(i)}});
        for (int i = 0; i < 32; ++i) {
            const QString name = QStringLiteral("a%1").arg(i);
            aggregates.append(QJsonObject{{QStringLiteral("fn"), QStringLiteral("count")}, {QStringLiteral("as"), name}});
            order.append(name);
        }
        const QJsonObject once = toJson(request({{QStringLiteral("dataset"), QStringLiteral("dora_metrics")},
                                                 {QStringLiteral("group_by"), groups},
                                                 {QStringLiteral("aggregate"), aggregates},
                                                 {QStringLiteral("order_by"), order}}));
        QCOMPARE(once.value(QLatin1String("order_by")).toArray().size(), 40);
        QCOMPARE(compact(toJson(request(once))), compact(once));
    }

    void faultsHaveAPointerAndTheNearestName_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("nearest");
        const auto row = [](const char* body, const char* pointer, const char* detail, const char* nearest = "") {
            QTest::newRow(body) << QByteArray(body) << QString::fromLatin1(pointer) << QString::fromUtf8(detail)
                                << QString::fromLatin1(nearest);
        };
        row(R"({})", "/dataset", "must name a dataset, one of dora_metrics");
        row(R"({"dataset":5})", "/dataset", "must name a dataset");
        row(R"({"dataset":"dora_metric"})", "/dataset", "did you mean 'dora_metrics'?", "dora_metrics");
        row(R"({"dataset":"phase_event; DROP TABLE meta"})", "/dataset", "names a dataset that there is not");
        row(R"({"dataset":"dora_metrics","selct":["id"]})", "/selct", "did you mean 'select'?", "select");
        row(R"({"dataset":"dora_metrics","a/b~c":1})", "/a~1b~0c", "names a member that there is not");
        row(R"({"dataset":"dora_metrics","select":"id"})", "/select", "must be a list");
        row(R"({"dataset":"dora_metrics","select":["id","durations_seconds"]})", "/select/1", "names a field", "duration_seconds");
        row(R"({"dataset":"dora_metrics","select":["id","id"]})", "/select/1", "a second time");
        row(R"({"dataset":"dora_metrics","select":[7]})", "/select/0", "must be the name of a field");
        row(R"({"dataset":"dora_metrics","select":["id FROM token"]})", "/select/0", "names a field that there is not");
        row(R"({"dataset":"dora_metrics","where":5})", "/where", "must be a list of conditions");
        row(R"({"dataset":"dora_metrics","where":[5]})", "/where/0", "must be an object such as");
        row(R"({"dataset":"dora_metrics","where":[{"field":"tem","value":"a"}]})", "/where/0/field", "did you mean 'team'?", "team");
        row(R"({"dataset":"dora_metrics","where":[{"field":3,"value":"a"}]})", "/where/0/field", "must be the name of a field");
        row(R"({"dataset":"dora_metrics","where":[{"value":"a"}]})", "/where/0/field", "must be the name of a field");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"equals","value":"a"}]})", "/where/0/op", "names a comparison");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"not-in","value":["a"]}]})", "/where/0/op", "did you mean",
            "not_in");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":1,"value":"a"}]})", "/where/0/op", "names a comparison");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"eq","value":1}]})", "/where/0/value", "must be a string");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"eq"}]})", "/where/0/value", "must be a string");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"eq","value":["a"]}]})", "/where/0/value", "must be a string");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"eq","value":null}]})", "/where/0/value", "must be a string");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"in","value":"a"}]})", "/where/0/value", "list of 1 to 1000 values");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"in","value":[]}]})", "/where/0/value", "list of 1 to 1000 values");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"in","value":["a",2]}]})", "/where/0/value/1", "must be a string");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"is_null","value":1}]})", "/where/0/value", "must be left out");
        row(R"({"dataset":"dora_metrics","where":[{"field":"id","op":"eq","value":"1"}]})", "/where/0/value", "must be a number");
        row(R"({"dataset":"dora_metrics","where":[{"field":"is_failure","op":"eq","value":1}]})", "/where/0/value",
            "must be true or false");
        row(R"({"dataset":"dora_metrics","where":[{"field":"created_at","op":"ge","value":"1.3.2026"}]})", "/where/0/value",
            "must be a time");
        row(R"({"dataset":"dora_metrics","where":[{"field":"created_at","op":"ge","value":1767225600}]})", "/where/0/value",
            "must be a time");
        row(R"({"dataset":"dora_metrics","where":[{"field":"phase_name","op":"eq","value":"Testing"}]})", "/where/0/value",
            "one of planning", "testing");
        row(R"({"dataset":"dora_metrics","where":[{"field":"metadata","op":"eq","value":"a"}]})", "/where/0/op", "cannot be compared");
        row(R"({"dataset":"dora_metrics","where":[{"field":"id","op":"contains","value":"a"}]})", "/where/0/op", "only texts");
        row(R"({"dataset":"deployments","where":[{"field":"id","op":"lt","value":"9e107d9d372bb682"}]})", "/where/0/op", "has no order");
        row(R"({"dataset":"deployments","where":[{"field":"id","op":"eq","value":"9e107d9d372bb682\n"}]})", "/where/0/value",
            "16 hexadecimal");
        row(R"({"dataset":"dora_metrics","where":[{"any":5}]})", "/where/0/any", "must be a list of conditions");
        row(R"({"dataset":"dora_metrics","where":[{"any":[],"all":[]}]})", "/where/0/any", "names a member");
        row(R"({"dataset":"dora_metrics","where":[{"not":[]}]})", "/where/0/not", "must be an object");
        row(R"({"dataset":"dora_metrics","where":[{"any":[{"not":{"field":"tem","value":"a"}}]}]})", "/where/0/any/0/not/field", "a field",
            "team");
        row(R"({"dataset":"dora_metrics","where":[{"field":"team","op":"eq","value":"a\u0000b"}]})", "/where/0/value", "NUL character");
        row(R"({"dataset":"dora_metrics","filter":5})", "/filter", "must be a text");
        row(R"({"dataset":"dora_metrics","filter":"tem = a"})", "/filter", "at position 1", "team");
        row(R"({"dataset":"dora_metrics","group_by":"team"})", "/group_by", "must be a list");
        row(R"({"dataset":"dora_metrics","group_by":["metadata"]})", "/group_by/0", "names an object");
        row(R"({"dataset":"dora_metrics","group_by":["team","team"]})", "/group_by/1", "a second column 'team'");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"weak"}]})", "/group_by/0/bucket", "a bucket", "week");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"team","bucket":"week"}]})", "/group_by/0/bucket", "is for times");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"team","as":"a b"}]})", "/group_by/0/as", "must be a name");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"team","as":"ab\n"}]})", "/group_by/0/as", "must be a name");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"median","field":"id"}]})", "/aggregate/0/fn", "names a function", "min");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"coutn"}]})", "/aggregate/0/fn", "did you mean 'count'?", "count");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"sum"}]})", "/aggregate/0/field", "must be the name of a field");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"sum","field":"team"}]})", "/aggregate/0/field", "must name a number for sum");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"p50","field":"created_at"}]})", "/aggregate/0/field",
            "must name a number for p50");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"stddev","field":"is_failure"}]})", "/aggregate/0/field", "must name a number");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"max","field":"metadata"}]})", "/aggregate/0/field", "names an object");
        row(R"({"dataset":"dora_metrics","aggregate":["count"]})", "/aggregate/0", "must be an object such as");
        row(R"({"dataset":"dora_metrics","select":["id"],"aggregate":[{"fn":"count"}]})", "/select", "is for rows");
        row(R"({"dataset":"dora_metrics","having":[{"field":"id","value":1}]})", "/having", "use where");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"count","as":"n"}],"having":[{"field":"id","value":1}]})", "/having/0/field",
            "a field");
        row(R"({"dataset":"dora_metrics","order_by":["-durations_seconds"]})", "/order_by/0", "names a column", "duration_seconds");
        row(R"({"dataset":"dora_metrics","order_by":["metadata"]})", "/order_by/0", "names an object");
        row(R"({"dataset":"dora_metrics","order_by":[{"field":"id","desc":"yes"}]})", "/order_by/0/desc", "must be true or false");
        row(R"({"dataset":"dora_metrics","order_by":[{"field":"id","dsc":true}]})", "/order_by/0/dsc", "names a member", "desc");
        row(R"({"dataset":"dora_metrics","group_by":["team"],"order_by":["id"]})", "/order_by/0", "names a column");
        row(R"({"dataset":"dora_metrics","limit":0})", "/limit", "from 1 to 10000");
        row(R"({"dataset":"dora_metrics","limit":10001})", "/limit", "from 1 to 10000");
        row(R"({"dataset":"dora_metrics","limit":1.5})", "/limit", "from 1 to 10000");
        row(R"({"dataset":"dora_metrics","limit":"10"})", "/limit", "from 1 to 10000");
        row(R"({"dataset":"dora_metrics","limit":1e300})", "/limit", "from 1 to 10000");
        row(R"({"dataset":"dora_metrics","cursor":5})", "/cursor", "next_cursor");
        row(R"({"dataset":"dora_metrics","explain":"yes"})", "/explain", "must be true or false");
        row(R"({"dataset":"dora_metrics","format":"jsn"})", "/format", "did you mean", "json");
        row(R"({"dataset":"dora_metrics","format":5})", "/format", "names a format");
    }
    void faultsHaveAPointerAndTheNearestName()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, pointer);
        QFETCH(QString, detail);
        QFETCH(QString, nearest);
        const auto result = parseQuery(object(body), kNow);
        const auto* problem = std::get_if<QueryProblem>(&result);
        QVERIFY(problem);
        QCOMPARE(problem->errors.first().pointer, pointer);
        QVERIFY2(problem->errors.first().detail.contains(detail), qPrintable(problem->errors.first().detail));
        QVERIFY2(problem->detail.contains(problem->errors.first().detail), qPrintable(problem->detail));
        QCOMPARE(problem->nearest, nearest);
        QVERIFY(nearest.isEmpty() || problem->allowed.contains(nearest));
    }

    void allFaultsAreSaidAtOnce()
    {
        const auto result =
            parseQuery(object(R"({"dataset":"dora_metrics","select":["x"],"where":[{"field":"y"},{"field":"id","value":"z"}],)"
                              R"("limit":0,"formt":"csv"})"),
                       kNow);
        QStringList pointers;
        for (const model::FieldError& error : std::get<QueryProblem>(result).errors)
            pointers.append(error.pointer);
        QCOMPARE(pointers.join(u' '), QStringLiteral("/formt /select/0 /where/0/field /where/1/value /limit"));
    }

    void tooMuchIsAFault_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char* name, const QJsonObject& body, const char* fault) {
            QTest::newRow(name) << body << QString::fromLatin1(fault);
        };
        row("as many comparisons as may be", withWhere(comparisons(kMostComparisons)), "");
        row("one more", withWhere(comparisons(kMostComparisons + 1)), "one of more than 500 comparisons");
        row("a hundred thousand", withWhere(comparisons(100'000)), "one of more than 500 comparisons");
        row("hidden in another", withWhere(QJsonArray{QJsonObject{{QStringLiteral("any"), comparisons(501)}}}), "500 comparisons");
        QJsonArray empties;
        for (int i = 0; i < 501; ++i)
            empties.append(QJsonObject{{QStringLiteral("any"), QJsonArray()}});
        row("that hold never", withWhere(empties), "500 comparisons");
        row("as deep as may be", withWhere(nested(QStringLiteral("not"), kDeepest)), "");
        row("one deeper", withWhere(nested(QStringLiteral("not"), kDeepest + 1)), "nested more than 20 levels deep");
        row("very deep", withWhere(nested(QStringLiteral("any"), 5'000)), "nested more than 20 levels deep");
        QJsonObject together = withWhere(comparisons(300));
        together.insert(QStringLiteral("filter"), QStringList(300, QStringLiteral("id=1")).join(QLatin1String(" OR ")));
        row("where and filter together", together, "together with where has more than 500 comparisons");
        QJsonArray values;
        for (int i = 0; i < 1'000; ++i)
            values.append(i);
        const QJsonObject list{{QStringLiteral("field"), QStringLiteral("id")},
                               {QStringLiteral("op"), QStringLiteral("in")},
                               {QStringLiteral("value"), values}};
        QJsonArray lists;
        for (int i = 0; i < 10; ++i)
            lists.append(list);
        row("as many values as may be", withWhere(lists), "");
        lists.append(list);
        row("one list more", withWhere(lists), "more than 10000 values");
        const auto aggregates = [](int count) {
            QJsonArray all;
            for (int i = 0; i < count; ++i)
                all.append(
                    QJsonObject{{QStringLiteral("fn"), QStringLiteral("count")}, {QStringLiteral("as"), QStringLiteral("a%1").arg(i)}});
            return QJsonObject{{QStringLiteral("dataset"), QStringLiteral("dora_metrics")}, {QStringLiteral("aggregate"), all}};
        };
        row("32 aggregates", aggregates(32), "");
        row("33 aggregates", aggregates(33), "has more than 32 entries");
    }
    void tooMuchIsAFault()
    {
        QFETCH(QJsonObject, body);
        QFETCH(QString, fault);
        const auto result = parseQuery(body, kNow);
        const auto* problem = std::get_if<QueryProblem>(&result);
        QVERIFY2(fault.isEmpty() == !problem, problem ? qPrintable(problem->detail) : "");
        QVERIFY2(!problem || problem->detail.contains(fault), problem ? qPrintable(problem->detail) : "");
        QVERIFY(!problem || problem->errors.size() <= 100);
    }
};

QTEST_GUILESS_MAIN(ParseQueryTest)
#include "tst_parsequery.moc"
