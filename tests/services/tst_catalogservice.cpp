// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/querylimits.h"
#include "services/catalogservice.h"
#include "services/iactservice.h"
#include "testsupport/randomevents.h"
#include "testsupport/teststore.h"

#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <atomic>
#include <thread>

using namespace atalaya;
using namespace atalaya::services;
using catalog::QueryRequest;
using model::PhaseEvent;
using test::Backend;
using test::TestStore;

namespace {

const Instant kBegin = *parseInstant(u"2026-01-01");
const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

QJsonObject object(const QByteArray& json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        qFatal("a test's JSON is none: %s", json.constData());
    return document.object();
}

QJsonObject with(QJsonObject body, const char* name, const QJsonValue& value)
{
    body.insert(QLatin1String(name), value);
    return body;
}

PhaseEvent eventOf(const QString& cycle, Instant at, const QString& feature = QStringLiteral("f"), const QJsonObject& metadata = {})
{
    PhaseEvent event;
    event.cycleId = cycle;
    event.featureId = feature;
    event.phase = model::Phase::Deployment;
    event.decision = model::Decision::Go;
    event.durationSeconds = 60;
    event.metadata = metadata;
    event.createdAt = at;
    event.dedupKey = model::eventKey(event);
    return event;
}

/// A store with events, and what asks it.
struct Asked
{
    explicit Asked(Backend backend, int events = 0) : store(backend), iact(store.database(), clock), catalog(store.database(), clock)
    {
        if (events > 0)
            add(test::randomEvents(events, 7, kBegin, 50));
    }
    void add(const QList<PhaseEvent>& events)
    {
        if (!iact.add(events).isOk())
            qFatal("events of a test could not be stored");
    }
    QueryRequest read(const QJsonObject& body) const
    {
        const auto result = catalog.read(body);
        if (const auto* problem = std::get_if<catalog::QueryProblem>(&result))
            qFatal("%s", qPrintable(problem->detail));
        return std::get<QueryRequest>(result);
    }
    Result<QueryAnswer> query(const QJsonObject& body) { return catalog.query(read(body)); }
    QueryAnswer answer(const QJsonObject& body)
    {
        auto result = query(body);
        if (!result.isOk())
            qFatal("%s: %s (%s)", QJsonDocument(body).toJson(QJsonDocument::Compact).left(300).constData(),
                   result.isError() ? qPrintable(result.error().userText) : "stopped",
                   result.isError() ? qPrintable(result.error().detail) : "");
        return std::move(result).value();
    }

    TestStore store;
    FixedClock clock{kNow};
    IactService iact;
    CatalogService catalog;
};

std::optional<ErrorCode> errorOf(const Result<QueryAnswer>& result)
{
    return result.isError() ? std::optional(result.error().code) : std::nullopt;
}

void addBackendsAnd(const QList<const char*>& bodies)
{
    QTest::addColumn<Backend>("backend");
    QTest::addColumn<QByteArray>("body");
    for (const Backend backend : {Backend::Sqlite, Backend::MySql}) {
        if (backend == Backend::MySql && !test::hasMySql())
            continue;
        for (const char* body : bodies)
            QTest::addRow("%s %s", backend == Backend::Sqlite ? "sqlite" : "mysql", body) << backend << QByteArray(body);
    }
}

const char* const kGrouped =
    R"({"dataset":"dora_metrics","group_by":["cycle_id"],"aggregate":[{"fn":"count","as":"n"}],"order_by":["-n"],"limit":5})";

QJsonObject comparison(int number)
{
    return {{QStringLiteral("field"), QStringLiteral("duration_seconds")},
            {QStringLiteral("op"), QStringLiteral("ne")},
            {QStringLiteral("value"), -1.5 - number}};
}

/// Every level has what is deeper in its last place, where it costs a parser the most.
QJsonValue deepest(const QString& field)
{
    QJsonObject leaf = comparison(0);
    leaf.insert(QStringLiteral("field"), field);
    QJsonValue condition = leaf;
    for (int level = 0; level < catalog::kDeepest; ++level)
        condition = QJsonObject{{level % 2 == 0 ? QStringLiteral("any") : QStringLiteral("all"), QJsonArray{leaf, leaf, condition}}};
    return condition;
}

} // namespace

class CatalogServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesTogetherAreTheWholeAnswer_data()
    {
        addBackendsAnd(
            {R"({"dataset":"dora_metrics"})",
             R"({"dataset":"dora_metrics","order_by":["-team","duration_seconds"],"select":["id","team"]})",
             R"({"dataset":"dora_metrics","order_by":["project"],"filter":"phase_name <> testing"})",
             R"({"dataset":"deployments","order_by":["status","-version"]})",
             R"({"dataset":"deployment_cycles","order_by":["elapsed_hours"]})",
             R"({"dataset":"dora_metrics","group_by":["team","phase_name"],"aggregate":[{"fn":"p90",)"
                 R"("field":"duration_seconds","as":"p"}],"order_by":["-p"]})",
             R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"day"},"project"],)"
                 R"("aggregate":[{"fn":"count","as":"n"}],)"
             R"("having":[{"field":"n","op":"gt","value":1}],"order_by":["n"]})"});
    }
    void pagesTogetherAreTheWholeAnswer()
    {
        QFETCH(Backend, backend);
        QFETCH(QByteArray, body);
        Asked it(backend, 300);
        const QueryAnswer whole = it.answer(with(object(body), "limit", 10'000));
        QVERIFY(whole.rows.size() > 20 && !whole.isTruncated && whole.nextCursor.isEmpty());
        QCOMPARE(whole.total, qint64(whole.rows.size()));
        QList<QJsonArray> rows;
        QJsonObject page = with(object(body), "limit", 7);
        for (;;) {
            const QueryAnswer answer = it.answer(page);
            QCOMPARE(answer.total, whole.total);
            QCOMPARE(answer.isTruncated, !answer.nextCursor.isEmpty());
            rows += answer.rows;
            if (answer.nextCursor.isEmpty())
                break;
            QCOMPARE(answer.rows.size(), 7);
            page.insert(QStringLiteral("cursor"), answer.nextCursor);
        }
        QCOMPARE(rows, whole.rows);
    }

    void answersSayWhereTheyComeFrom_data() { test::addBackendRows(); }
    void answersSayWhereTheyComeFrom()
    {
        QFETCH(Backend, backend);
        Asked it(backend, 200);
        const QueryAnswer rows = it.answer(object(R"({"dataset":"dora_metrics","limit":3,"explain":true})"));
        QCOMPARE(rows.provenance.dataset, QStringLiteral("dora_metrics"));
        QCOMPARE(rows.provenance.schemaVersion, QStringLiteral("1.0.0"));
        QCOMPARE(rows.provenance.dataVersion, it.catalog.dataVersion().value());
        QCOMPARE(rows.provenance.asOf, kNow);
        QCOMPARE(rows.provenance.rowsScanned, rows.total);
        QVERIFY(rows.provenance.elapsedMs >= 0);
        QVERIFY(rows.plan && rows.plan->statement.startsWith(QLatin1String("SELECT ")) && !rows.plan->steps.isEmpty());
        const QueryAnswer grouped = it.answer(object(R"({"dataset":"dora_metrics","group_by":["team"]})"));
        QCOMPARE(grouped.total, 3);
        QCOMPARE(grouped.provenance.rowsScanned, rows.total);
        QVERIFY(!grouped.plan);
    }

    void figuresHaveTheUnitOfTheirField()
    {
        Asked it(Backend::Sqlite, 50);
        const auto unitsOf = [&it](const char* body) {
            QStringList units;
            for (const model::DataColumn& column : it.answer(object(body)).columns)
                units.append(column.name + u':' + column.unit);
            return units.join(u' ');
        };
        QCOMPARE(unitsOf(R"({"dataset":"dora_metrics","select":["id","duration_seconds"]})"), QStringLiteral("id: duration_seconds:seconds"));
        QCOMPARE(unitsOf(R"({"dataset":"dora_metrics","group_by":["team"],"aggregate":[{"fn":"count","as":"n"},)"
                         R"({"fn":"count_distinct","field":"duration_seconds","as":"d"},{"fn":"p95","field":"duration_seconds","as":"slow"}]})"),
                 QStringLiteral("team: n: d: slow:seconds"));
        QCOMPARE(unitsOf(R"({"dataset":"deployment_cycles","group_by":["elapsed_hours"],"aggregate":[{"fn":"max","field":"elapsed_hours"}]})"),
                 QStringLiteral("elapsed_hours:hours max_elapsed_hours:hours"));
    }

    void aCursorIsGoodForItsQueryOnly()
    {
        Asked it(Backend::Sqlite, 100);
        const QJsonObject body = object(R"({"dataset":"dora_metrics","filter":"id > 2","select":["id"],"limit":3})");
        const QString cursor = it.answer(body).nextCursor;
        QVERIFY(!cursor.isEmpty());
        const QJsonObject next = with(body, "cursor", cursor);
        for (const QJsonObject& same :
             {next, with(next, "limit", 50), with(next, "format", QStringLiteral("csv")), with(next, "explain", true)})
            QVERIFY(it.query(same).isOk());
        for (const QJsonObject& other :
             {with(next, "filter", QStringLiteral("id > 3")), with(next, "filter", QStringLiteral("id >= 2")),
              with(next, "select", QJsonArray{QStringLiteral("team")}), with(next, "order_by", QJsonArray{QStringLiteral("id")}),
              with(next, "dataset", QStringLiteral("performance_metrics")),
              with(next, "where",
                   QJsonArray{
                       QJsonObject{{QStringLiteral("field"), QStringLiteral("team")}, {QStringLiteral("op"), QStringLiteral("is_null")}}})})
            QCOMPARE(errorOf(it.query(other)), ErrorCode::InvalidInput);
        // A query that has no difference but its spelling is the same one.
        const QJsonObject spelled =
            object(R"({"dataset":"dora_metrics","where":[{"field":"id","op":"gt","value":2}],"select":["id"],"order_by":["-created_at"]})");
        QVERIFY(it.query(with(spelled, "cursor", cursor)).isOk());
    }

    void aCursorIsGoodForItsStoreOnly()
    {
        Asked one(Backend::Sqlite, 100), other(Backend::Sqlite, 100);
        const QJsonObject body = object(R"({"dataset":"dora_metrics","limit":3})");
        const QJsonObject next = with(body, "cursor", one.answer(body).nextCursor);
        QVERIFY(one.query(next).isOk());
        QCOMPARE(errorOf(other.query(next)), ErrorCode::InvalidInput);
    }

    void aCursorThatWasChangedAnywhereIsRefused()
    {
        Asked it(Backend::Sqlite, 100);
        const QJsonObject body = object(R"({"dataset":"dora_metrics","filter":"created_at > now-900d","limit":3})");
        const QString cursor = it.answer(body).nextCursor;
        QStringList changed{cursor + u'A',
                            cursor + u'.',
                            u'.' + cursor,
                            cursor + u'=',
                            QStringLiteral("x"),
                            QStringLiteral("."),
                            cursor.toUpper(),
                            u'.' + cursor.section(u'.', 1),
                            cursor.section(u'.', 0, 0),
                            cursor.section(u'.', 0, 0) + u'.',
                            cursor + cursor,
                            cursor + QStringLiteral(".1"),
                            QString(10'000, u'A')};
        for (qsizetype place = 0; place < cursor.size(); ++place) {
            changed.append(QString(cursor).remove(place, 1));
            for (const char letter : {'A', 'B', '0', '_', '.', '\n', '"'}) {
                const QString other = QString(cursor).replace(place, 1, QLatin1Char(letter));
                if (other != cursor)
                    changed.append(other);
            }
        }
        for (const QString& text : changed) {
            QVERIFY2(errorOf(it.query(with(body, "cursor", text))) == ErrorCode::InvalidInput, qPrintable(text));
            QueryRequest request = it.read(body);
            request.cursor = text;
            QVERIFY2(errorOf(it.catalog.query(request)) == ErrorCode::InvalidInput, qPrintable(text));
        }
        QVERIFY(it.query(with(body, "cursor", cursor)).isOk());
    }

    void relativeTimesStayWhatTheyWereOnTheFirstPage()
    {
        Asked it(Backend::Sqlite);
        QList<PhaseEvent> events;
        for (int hour = 0; hour < 20; ++hour)
            events.append(eventOf(QStringLiteral("c%1").arg(hour), kNow - std::chrono::hours(hour)));
        it.add(events);
        const QJsonObject body = object(R"({"dataset":"dora_metrics","filter":"created_at > now-10h","select":["cycle_id"],"limit":4})");
        QSet<QString> seen;
        QJsonObject page = body;
        for (int pages = 0; pages < 3; ++pages) {
            const QueryAnswer answer = it.answer(page);
            QCOMPARE(answer.total, 10);
            for (const QJsonArray& row : answer.rows)
                seen.insert(row.first().toString());
            QCOMPARE(answer.nextCursor.isEmpty(), pages == 2);
            page.insert(QStringLiteral("cursor"), answer.nextCursor);
            it.clock.set(it.clock.now() + std::chrono::hours(7));
        }
        QCOMPARE(seen.size(), 10);
    }

    void withoutRelativeTimesItDoesNotMatterWhenAQueryIsRead()
    {
        Asked it(Backend::Sqlite, 100);
        const QJsonObject body = object(R"({"dataset":"dora_metrics","filter":"created_at < 2026-06-01","limit":3})");
        const QJsonObject relative = with(body, "filter", QStringLiteral("created_at < now"));
        for (const QJsonObject& asked : {body, relative}) {
            QueryRequest later = std::get<QueryRequest>(catalog::parseQuery(asked, kNow + std::chrono::hours(1)));
            later.cursor = it.answer(asked).nextCursor;
            const auto next = it.catalog.query(later);
            QCOMPARE(next.isOk(), asked == body);
            if (next.isOk()) {
                later.cursor = next.value().nextCursor;
                QVERIFY(it.catalog.query(later).isOk());
            }
        }
    }

    void pagesOfOlderDataAreRefused_data()
    {
        addBackendsAnd({kGrouped, R"({"dataset":"deployments","limit":5})", R"({"dataset":"deployment_cycles","limit":5})",
                        R"({"dataset":"daily_totals","limit":5})"});
    }
    void pagesOfOlderDataAreRefused()
    {
        QFETCH(Backend, backend);
        QFETCH(QByteArray, body);
        Asked it(backend, 100);
        const QJsonObject next = with(object(body), "cursor", it.answer(object(body)).nextCursor);
        QVERIFY(it.query(next).isOk());
        it.add({eventOf(QStringLiteral("new"), kNow)});
        const auto refused = it.query(next);
        QCOMPARE(errorOf(refused), ErrorCode::Conflict);
        QVERIFY2(refused.error().userText.contains(QLatin1String("begin again without the cursor")), qPrintable(refused.error().userText));
        QVERIFY(it.query(object(body)).isOk());
    }

    void rowsThatArriveAreNotSeenByLaterPages_data() { test::addBackendRows(); }
    void rowsThatArriveAreNotSeenByLaterPages()
    {
        QFETCH(Backend, backend);
        Asked it(backend, 800);
        QJsonObject page = object(R"({"dataset":"dora_metrics","select":["id"],"order_by":["-created_at"],"limit":25})");
        std::atomic<bool> isOver{false};
        std::atomic<int> written{0};
        std::thread writer([&] {
            for (int number = 0; !isOver; ++number, ++written) {
                const Instant at = kBegin + std::chrono::minutes(number * 37 % 60'000); // between the others
                it.add({eventOf(QStringLiteral("w%1").arg(number), at)});
            }
        });
        QSet<qint64> seen;
        qint64 total = -1, rows = 0;
        bool isSame = true, isRead = true;
        while (isRead) {
            const int before = written;
            const auto answer = it.query(page);
            isRead = answer.isOk();
            if (!isRead)
                break;
            total = total < 0 ? answer.value().total : total;
            isSame = isSame && total == answer.value().total;
            for (const QJsonArray& row : answer.value().rows)
                seen.insert(row.first().toInteger());
            rows += answer.value().rows.size();
            if (answer.value().nextCursor.isEmpty())
                break;
            page.insert(QStringLiteral("cursor"), answer.value().nextCursor);
            while (written == before) // something has arrived before each page
                std::this_thread::yield();
        }
        isOver = true;
        writer.join();
        QVERIFY(isRead && isSame);
        QCOMPARE(rows, total);
        QCOMPARE(qint64(seen.size()), total);
        QVERIFY(it.answer(object(R"({"dataset":"dora_metrics"})")).total > total);
    }

    void whatTakesTooLongIsInterrupted_data() { test::addBackendRows(); }
    void whatTakesTooLongIsInterrupted()
    {
        QFETCH(Backend, backend);
        Asked it(backend, 4'000);
        QJsonArray aggregates;
        for (int i = 0; i < 32; ++i)
            aggregates.append(QJsonObject{{QStringLiteral("fn"), QStringLiteral("p95")},
                                          {QStringLiteral("field"), QStringLiteral("duration_seconds")},
                                          {QStringLiteral("as"), QStringLiteral("a%1").arg(i)}});
        const QueryRequest monster =
            it.read({{QStringLiteral("dataset"), QStringLiteral("dora_metrics")},
                     {QStringLiteral("group_by"), QJsonArray{QStringLiteral("cycle_id"), QStringLiteral("feature_id")}},
                     {QStringLiteral("aggregate"), aggregates}});
        CatalogService hurried(it.store.database(), it.clock, std::chrono::milliseconds(1));
        const auto stopped = hurried.query(monster);
        QCOMPARE(errorOf(stopped), ErrorCode::Unavailable);
        QVERIFY2(stopped.error().userText.contains(QLatin1String("narrow its filter")), qPrintable(stopped.error().userText));
        // The store is as good as before, and it was the time that was too short.
        QVERIFY(it.query(object(R"({"dataset":"dora_metrics","limit":1})")).isOk());
        CatalogService patient(it.store.database(), it.clock, std::chrono::minutes(4));
        QVERIFY(patient.query(monster).isOk());
        // A caller that goes away is no matter of time.
        StopSource stop;
        stop.request_stop();
        QVERIFY(patient.query(monster, stop.get_token()).isCancelled());
    }

    void theLargestConditionsStillMakeAStatement_data() { test::addBackendRows(); }
    void theLargestConditionsStillMakeAStatement()
    {
        QFETCH(Backend, backend);
        Asked it(backend, 50);
        QJsonArray many, lists, numbers;
        for (int i = 0; i < catalog::kMostComparisons; ++i)
            many.append(comparison(i));
        for (int i = 0; i < 1'000; ++i)
            numbers.append(-1 - i);
        for (int i = 0; i < 10; ++i)
            lists.append(QJsonObject{{QStringLiteral("field"), QStringLiteral("id")},
                                     {QStringLiteral("op"), QStringLiteral("not_in")},
                                     {QStringLiteral("value"), numbers}});
        QJsonArray aggregates;
        for (const char* fn : {"p50", "stddev", "count_distinct"})
            aggregates.append(QJsonObject{{QStringLiteral("fn"), QString::fromLatin1(fn)},
                                          {QStringLiteral("field"), QStringLiteral("duration_seconds")},
                                          {QStringLiteral("as"), QString::fromLatin1(fn)}});
        const QJsonObject rows = object(R"({"dataset":"dora_metrics","order_by":["-team","project","environment"],"limit":5})");
        const QJsonObject groups =
            with(with(object(R"({"dataset":"dora_metrics","group_by":["team",{"field":"created_at","bucket":"month"}],"limit":1})"),
                      "aggregate", aggregates),
                 "having", deepest(QStringLiteral("p50")));
        const QJsonObject cycles = object(R"({"dataset":"deployment_cycles","limit":5})");
        for (const QJsonValue& where : {QJsonValue(many), QJsonValue(lists), deepest(QStringLiteral("duration_seconds"))}) {
            for (const QJsonObject& body : {rows, groups}) {
                const QueryAnswer first = it.answer(with(body, "where", where));
                QVERIFY(first.isTruncated);
                QVERIFY(!it.answer(with(with(body, "where", where), "cursor", first.nextCursor)).rows.isEmpty());
                (void)it.answer(with(with(body, "where", where), "explain", true));
            }
        }
        (void)it.answer(with(cycles, "where", deepest(QStringLiteral("total_duration_hours"))));
    }

    void textsOfAQueryNeverBecomeSql_data() { test::addBackendRows(); }
    void textsOfAQueryNeverBecomeSql()
    {
        QFETCH(Backend, backend);
        Asked it(backend);
        const QStringList texts{QStringLiteral("'; DROP TABLE phase_event; --"),
                                QStringLiteral("\" OR 1=1"),
                                QStringLiteral("100%"),
                                QStringLiteral("a_b"),
                                QStringLiteral("\\"),
                                QStringLiteral("\\' OR ''='"),
                                QStringLiteral("?1"),
                                QStringLiteral(":a"),
                                QStringLiteral("%1 %2"),
                                QStringLiteral("ñandú 🎉"),
                                QStringLiteral("a\tb")};
        QList<PhaseEvent> events{eventOf(QStringLiteral("plain"), kBegin, QStringLiteral("axb"))};
        for (const QString& text : texts)
            events.append(eventOf(text, kBegin, text));
        it.add(events);
        for (const QString& text : texts) {
            for (const char* op : {"eq", "in", "contains", "starts_with"}) {
                const QJsonValue value = QLatin1String(op) == QLatin1String("in") ? QJsonValue(QJsonArray{text}) : QJsonValue(text);
                const QueryAnswer answer =
                    it.answer({{QStringLiteral("dataset"), QStringLiteral("dora_metrics")},
                               {QStringLiteral("select"), QJsonArray{QStringLiteral("feature_id")}},
                               {QStringLiteral("where"), QJsonArray{QJsonObject{{QStringLiteral("field"), QStringLiteral("feature_id")},
                                                                                {QStringLiteral("op"), QString::fromLatin1(op)},
                                                                                {QStringLiteral("value"), value}}}}});
                const QByteArray which = text.toUtf8() + ' ' + op;
                QVERIFY2(answer.rows.contains(QJsonArray{text}), which.constData());
                // "\" is a part of "\' OR …" too; everything else occurs once.
                QVERIFY2(answer.rows.size() == 1 || text == QLatin1String("\\"), which.constData());
            }
        }
        QCOMPARE(it.answer(object(R"({"dataset":"dora_metrics"})")).total, qint64(events.size()));
    }

    void pagesEndBeforeTheyAreTooLarge()
    {
        Asked it(Backend::Sqlite);
        QList<PhaseEvent> events;
        for (int i = 0; i < 30; ++i)
            events.append(eventOf(QStringLiteral("c%1").arg(i), kBegin + std::chrono::hours(i), QStringLiteral("f"),
                                  {{QStringLiteral("note"), QString(600'000, u'x')}}));
        it.add(events);
        QJsonObject page = object(R"({"dataset":"dora_metrics","limit":10000})");
        qint64 rows = 0;
        int pages = 0;
        for (;; ++pages) {
            const QueryAnswer answer = it.answer(page);
            QCOMPARE(answer.total, 30);
            rows += answer.rows.size();
            QCOMPARE(answer.isCutByBytes, answer.isTruncated);
            if (!answer.isTruncated)
                break;
            page.insert(QStringLiteral("cursor"), answer.nextCursor);
        }
        QCOMPARE(rows, 30);
        QVERIFY(pages >= 2);
    }

    void readersAreWarned_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("warnings");
        const auto row = [](const char* body, const char* warnings) {
            QTest::newRow(body) << QByteArray(body) << QString::fromUtf8(warnings);
        };
        row(R"({"dataset":"dora_metrics"})", "");
        row(R"({"dataset":"dora_metrics","filter":"phase_name = planning"})",
            "No row fits the filter.|In no row 'phase_name' is 'planning'.");
        row(R"({"dataset":"dora_metrics","filter":"feature_id = f AND team IN (x, y) AND id > 0"})",
            "No row fits the filter.|In no row 'team' is 'x', 'y'.");
        row(R"({"dataset":"dora_metrics","filter":"feature_id = f AND created_at > now"})", "No row fits the filter.");
        row(R"({"dataset":"dora_metrics","filter":"cycle_id = C299"})", "No row fits the filter.|In no row 'cycle_id' is 'C299'; did you mean 'c29'?");
        row(R"({"dataset":"dora_metrics","filter":"is_failure = true"})", "No row fits the filter.|In no row 'is_failure' is true.");
        row(R"({"dataset":"incidents"})", "The dataset has no rows yet.");
        row(R"({"dataset":"dora_metrics","aggregate":[{"fn":"p50","field":"duration_seconds"}],"filter":"created_at <= now-1d"})", "");
        row(R"({"dataset":"dora_metrics","group_by":["cycle_id"],"aggregate":[{"fn":"p50","field":"duration_seconds"}]})",
            "Percentiles are of few values: on average 1.0 rows make a group.");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"hour"}]})",
            "What begins at 2026-03-01T12:00:00Z in 'created_at' is not over yet: its figures are of a part of it.");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"day","as":"d"}]})",
            "What begins at 2026-03-01T00:00:00Z in 'd' is not over yet: its figures are of a part of it.");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"week"}]})",
            "What begins at 2026-02-23T00:00:00Z in 'created_at' is not over yet: its figures are of a part of it.");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"month"}]})",
            "What begins at 2026-03-01T00:00:00Z in 'created_at' is not over yet: its figures are of a part of it.");
        row(R"({"dataset":"dora_metrics","group_by":[{"field":"created_at","bucket":"month"}],"filter":"created_at < 2026-03-01"})", "");
    }
    void readersAreWarned()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, warnings);
        Asked it(Backend::Sqlite);
        QList<PhaseEvent> events{eventOf(QStringLiteral("now"), kNow)};
        for (int i = 0; i < 30; ++i)
            events.append(eventOf(QStringLiteral("c%1").arg(i), kBegin + std::chrono::hours(i)));
        it.add(events);
        QCOMPARE(it.answer(object(body)).warnings.join(u'|'), warnings);
    }

    void sizesFollowTheData_data() { test::addBackendRows(); }
    void sizesFollowTheData()
    {
        QFETCH(Backend, backend);
        Asked it(backend);
        const auto empty = it.catalog.sizes();
        QVERIFY(empty.isOk());
        QCOMPARE(empty.value().size(), catalog::datasets().size());
        QCOMPARE(empty.value().value(QStringLiteral("dora_metrics")).records, 0);
        QVERIFY(!empty.value().value(QStringLiteral("dora_metrics")).first);
        it.add({eventOf(QStringLiteral("a"), kBegin), eventOf(QStringLiteral("b"), kNow)});
        const CatalogService::Size size = it.catalog.sizes().value().value(QStringLiteral("dora_metrics"));
        QCOMPARE(size.records, 2);
        QVERIFY(size.bytes > 100 && size.bytes < 2'000);
        QCOMPARE(size.first, kBegin);
        QCOMPARE(size.last, kNow);
        StopSource stop;
        stop.request_stop();
        QVERIFY(it.catalog.sizes(stop.get_token()).isOk()); // remembered
        it.add({eventOf(QStringLiteral("c"), kNow)});
        QVERIFY(it.catalog.sizes(stop.get_token()).isCancelled());
        QCOMPARE(it.catalog.sizes().value().value(QStringLiteral("dora_metrics")).records, 3);
    }
};

QTEST_GUILESS_MAIN(CatalogServiceTest)
#include "tst_catalogservice.moc"
