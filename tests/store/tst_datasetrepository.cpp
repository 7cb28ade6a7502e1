// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/datasetrepository.h"
#include "store/eventrepository.h"
#include "testsupport/teststore.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

using namespace atalaya;
using namespace atalaya::store;
using model::AggregateFunction;
using model::Comparison;
using model::Condition;
using model::DatasetQuery;
using model::FieldType;
using model::PhaseEvent;
using model::TimeBucket;
using test::Backend;
using test::TestStore;

namespace {

constexpr qint64 kMuch = std::numeric_limits<qint64>::max();
constexpr qint64 kHourMs = 3'600'000;

QString word(const char* text)
{
    return QString::fromUtf8(text);
}

Condition compare(const char* field, Comparison comparison, const QList<QJsonValue>& values = {})
{
    return {.kind = Condition::Kind::Compare, .field = word(field), .comparison = comparison, .values = values};
}

/// Random events with ties, nulls and odd texts; the same in every run.
QList<PhaseEvent> someEvents(int count)
{
    QRandomGenerator random(7);
    const QStringList teams{QString(), word("checkout"), word("a'b\"c"), word("50%_\\"), word("Ünïcode"), word("🙂 smile")};
    QList<PhaseEvent> events;
    for (int i = 0; i < count; ++i) {
        PhaseEvent event;
        event.cycleId = QStringLiteral("cycle-%1").arg(random.bounded(count / 5 + 1));
        event.featureId = QStringLiteral("feature-%1").arg(random.bounded(7));
        event.phase = model::Phase(random.bounded(9));
        event.decision = model::Decision(random.bounded(10));
        if (random.bounded(6) != 0)
            event.durationSeconds = random.bounded(40) == 0 ? 100'000.0 : random.bounded(4000) / 8.0;
        event.createdAt = instantFromMs(1'735'000'000'000 + qint64(random.bounded(400 * 24)) * kHourMs + random.bounded(3));
        event.project = random.bounded(5) == 0 ? QString() : QStringLiteral("project-%1").arg(random.bounded(4));
        event.team = teams[random.bounded(int(teams.size()))];
        event.metadata = {{word("n"), i}};
        event.dedupKey = model::eventKey(event, QByteArray::number(i));
        events.append(event);
    }
    return events;
}

Status keep(Database& database, const QList<PhaseEvent>& events)
{
    return database.write([&events](Transaction& transaction) -> Status {
        ATALAYA_CHECK(EventRepository::insert(transaction, events));
        return ok();
    });
}

DatasetQuery rowsOf(const char* dataset, const QStringList& select, int limit = 10'000)
{
    DatasetQuery query{.dataset = word(dataset), .select = select};
    query.limit = limit;
    for (const model::DatasetShape& shape : DatasetRepository::shapes()) {
        if (shape.id == query.dataset) {
            for (const QString& key : shape.key)
                query.orderBy.append({key, false});
        }
    }
    return query;
}

Result<DatasetRepository::Rows> read(Database& database, const DatasetQuery& query)
{
    return database.read([&query](Connection& connection) { return DatasetRepository(connection).rows(query, kMuch); });
}

/// All pages, one after another.
Result<QList<QJsonArray>> readAll(Database& database, DatasetQuery query)
{
    QList<QJsonArray> rows;
    for (;;) {
        ATALAYA_TRY(const DatasetRepository::Rows page, read(database, query));
        rows += page.rows;
        if (!page.hasMore)
            return rows;
        query.after = page.last;
    }
}

/// Hyndman–Fan 7, computed apart from the store.
QJsonValue quantile(QList<double> values, double share)
{
    if (values.isEmpty())
        return QJsonValue::Null;
    std::sort(values.begin(), values.end());
    const double place = share * double(values.size() - 1);
    const auto below = qsizetype(std::floor(place));
    const double above = below + 1 < values.size() ? values[below + 1] : values[below];
    return values[below] + (place - double(below)) * (above - values[below]);
}

bool isClose(const QJsonValue& left, const QJsonValue& right)
{
    if (!left.isDouble() || !right.isDouble())
        return left == right;
    const double difference = std::abs(left.toDouble() - right.toDouble());
    return difference <= 1e-9 * std::max(1.0, std::abs(right.toDouble()));
}

} // namespace

/// Any question of any dataset, against what the test computes itself, on both back ends.
class DatasetRepositoryTest : public QObject
{
    Q_OBJECT

private:
    static QList<PhaseEvent> kept(const QList<PhaseEvent>& events, const std::function<bool(const PhaseEvent&)>& keeps)
    {
        QList<PhaseEvent> list;
        std::copy_if(events.begin(), events.end(), std::back_inserter(list), keeps);
        return list;
    }

private Q_SLOTS:
    void everyFieldOfEveryDatasetCanBeReadOrderedAndGrouped_data() { test::addBackendRows(); }
    void everyFieldOfEveryDatasetCanBeReadOrderedAndGrouped()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        QVERIFY(keep(own.database(), someEvents(60)).isOk());
        for (const model::DatasetShape& shape : DatasetRepository::shapes()) {
            for (const model::FieldShape& field : shape.fields) {
                DatasetQuery query = rowsOf(shape.id.toLatin1().constData(), {field.name});
                if (field.type != FieldType::Object)
                    query.orderBy.prepend({field.name, true});
                const auto rows = read(own.database(), query);
                QVERIFY2(rows.isOk(), qPrintable(QString(shape.id + u'.' + field.name)));
                QCOMPARE(rows.value().columns.first().type, field.type);
                if (field.type == FieldType::Object)
                    continue;
                const auto grouped = read(own.database(), {.dataset = shape.id,
                                                           .groupBy = {{field.name, TimeBucket::None, field.name}},
                                                           .aggregates = {{AggregateFunction::Count, {}, word("n")}},
                                                           .orderBy = {{field.name, false}}});
                QVERIFY2(grouped.isOk(), qPrintable(QString(shape.id + u'.' + field.name)));
                for (const QJsonArray& row : rows.value().rows)
                    QVERIFY2(field.isNullable || !row.first().isNull(), qPrintable(QString(shape.id + u'.' + field.name)));
            }
            const auto size = own.database().read([&shape](Connection& connection) { return DatasetRepository(connection).size(shape.id); });
            QVERIFY2(size.isOk(), qPrintable(shape.id));
        }
    }

    void filtersKeepWhatTheySay_data() { test::addBackendRows(); }
    void filtersKeepWhatTheySay()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        const QList<PhaseEvent> events = someEvents(2000);
        QVERIFY(keep(own.database(), events).isOk());
        const Instant middle = instantFromMs(1'735'000'000'000 + 200 * 24 * kHourMs);
        using Keeps = std::function<bool(const PhaseEvent&)>;
        const auto has = [](const PhaseEvent& it) { return it.durationSeconds.has_value(); };
        const QList<std::pair<Condition, Keeps>> cases{
            {compare("phase_name", Comparison::Eq, {word("deployment")}), [](const PhaseEvent& it) { return it.phase == model::Phase::Deployment; }},
            {compare("decision", Comparison::Ne, {word("failed")}), [](const PhaseEvent& it) { return it.decision != model::Decision::Failed; }},
            {compare("decision", Comparison::In, {word("go"), word("fixed")}),
             [](const PhaseEvent& it) { return it.decision == model::Decision::Go || it.decision == model::Decision::Fixed; }},
            {compare("phase_name", Comparison::Gt, {word("monitoring")}),
             [](const PhaseEvent& it) { return model::phaseName(it.phase) > word("monitoring"); }},
            {compare("duration_seconds", Comparison::Lt, {100.5}), [&](const PhaseEvent& it) { return has(it) && *it.durationSeconds < 100.5; }},
            {compare("duration_seconds", Comparison::Ge, {250}), [&](const PhaseEvent& it) { return has(it) && *it.durationSeconds >= 250; }},
            {compare("duration_seconds", Comparison::NotIn, {12.5, 100000}),
             [&](const PhaseEvent& it) { return has(it) && *it.durationSeconds != 12.5 && *it.durationSeconds != 100000; }},
            {compare("duration_seconds", Comparison::IsNull), [&](const PhaseEvent& it) { return !has(it); }},
            {compare("team", Comparison::IsNotNull), [](const PhaseEvent& it) { return !it.team.isEmpty(); }},
            {compare("team", Comparison::Eq, {word("a'b\"c")}), [](const PhaseEvent& it) { return it.team == word("a'b\"c"); }},
            {compare("team", Comparison::Contains, {word("%_\\")}), [](const PhaseEvent& it) { return it.team.contains(word("%_\\")); }},
            {compare("team", Comparison::StartsWith, {word("🙂")}), [](const PhaseEvent& it) { return it.team.startsWith(word("🙂")); }},
            {compare("team", Comparison::Contains, {word("CHECK")}), [](const PhaseEvent& it) { return it.team == word("checkout"); }},
            {compare("team", Comparison::Eq, {word("CHECKOUT")}), [](const PhaseEvent&) { return false; }},
            {compare("created_at", Comparison::Le, {toIso(middle)}), [&](const PhaseEvent& it) { return it.createdAt <= middle; }},
            {compare("is_failure", Comparison::Eq, {true}), [](const PhaseEvent& it) { return model::isFailure(it.decision); }},
            {compare("id", Comparison::Ge, {1'000.5}), nullptr},
            {{.kind = Condition::Kind::Not, .parts = {compare("cycle_id", Comparison::StartsWith, {word("cycle-1")})}},
             [](const PhaseEvent& it) { return !it.cycleId.startsWith(word("cycle-1")); }},
            {{.kind = Condition::Kind::Any,
              .parts = {compare("feature_id", Comparison::Eq, {word("feature-3")}), compare("duration_seconds", Comparison::Gt, {99'999})}},
             [&](const PhaseEvent& it) { return it.featureId == word("feature-3") || (has(it) && *it.durationSeconds > 99'999); }},
            {{.kind = Condition::Kind::Any}, [](const PhaseEvent&) { return false; }},
            {{}, [](const PhaseEvent&) { return true; }},
        };
        for (const auto& [condition, keeps] : cases) {
            DatasetQuery query = rowsOf("dora_metrics", {word("metadata")});
            query.where = condition;
            const auto rows = read(own.database(), query);
            QVERIFY2(rows.isOk(), qPrintable(condition.field));
            QSet<int> found, expected;
            for (const QJsonArray& row : rows.value().rows)
                found.insert(row.first().toObject().value(word("n")).toInt());
            if (!keeps) {
                QCOMPARE(found.size(), 1000); // a fraction is no id, and compared as one
                continue;
            }
            for (qsizetype i = 0; i < events.size(); ++i) {
                if (keeps(events[i]))
                    expected.insert(int(i));
            }
            QVERIFY2(found == expected, qPrintable(QStringLiteral("%1: %2 instead of %3").arg(condition.field).arg(found.size()).arg(expected.size())));
            const auto count = own.database().read([&query](Connection& connection) { return DatasetRepository(connection).matching(query); });
            QCOMPARE(count.value(), qint64(expected.size()));
        }
    }

    void figuresOfGroupsAreThoseOfTheirRows_data() { test::addBackendRows(); }
    void figuresOfGroupsAreThoseOfTheirRows()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        const QList<PhaseEvent> events = someEvents(1500);
        QVERIFY(keep(own.database(), events).isOk());
        const QString duration = word("duration_seconds");
        const auto rows = read(own.database(), {.dataset = word("dora_metrics"),
                                                .groupBy = {{word("project"), TimeBucket::None, word("project")}},
                                                .aggregates = {{AggregateFunction::Count, {}, word("rows")},
                                                               {AggregateFunction::Count, duration, word("n")},
                                                               {AggregateFunction::CountDistinct, word("cycle_id"), word("cycles")},
                                                               {AggregateFunction::Sum, duration, word("sum")},
                                                               {AggregateFunction::Avg, duration, word("avg")},
                                                               {AggregateFunction::Min, duration, word("min")},
                                                               {AggregateFunction::Max, duration, word("max")},
                                                               {AggregateFunction::StdDev, duration, word("stddev")},
                                                               {AggregateFunction::P50, duration, word("p50")},
                                                               {AggregateFunction::P75, duration, word("p75")},
                                                               {AggregateFunction::P90, duration, word("p90")},
                                                               {AggregateFunction::P95, duration, word("p95")},
                                                               {AggregateFunction::P99, duration, word("p99")}},
                                                .orderBy = {{word("project"), false}}});
        QVERIFY(rows.isOk());
        QCOMPARE(rows.value().rows.size(), 5); // null, and four projects
        QVERIFY(rows.value().rows.first().first().isNull()); // before everything
        for (const QJsonArray& row : rows.value().rows) {
            const QString project = row.first().toString();
            const QList<PhaseEvent> group = kept(events, [&project](const PhaseEvent& it) { return it.project == project; });
            QList<double> values;
            QSet<QString> cycles;
            double sum = 0;
            for (const PhaseEvent& event : group) {
                cycles.insert(event.cycleId);
                if (event.durationSeconds) {
                    values.append(*event.durationSeconds);
                    sum += *event.durationSeconds;
                }
            }
            const double mean = sum / double(values.size());
            double squares = 0;
            for (const double value : std::as_const(values))
                squares += (value - mean) * (value - mean);
            const QList<QJsonValue> expected{row.first(), group.size(), values.size(), cycles.size(), sum, mean,
                                             *std::min_element(values.begin(), values.end()), *std::max_element(values.begin(), values.end()),
                                             std::sqrt(squares / double(values.size() - 1)), quantile(values, 0.5), quantile(values, 0.75),
                                             quantile(values, 0.9), quantile(values, 0.95), quantile(values, 0.99)};
            for (qsizetype i = 0; i < expected.size(); ++i)
                QVERIFY2(isClose(row[i], expected[i]), qPrintable(QStringLiteral("%1 %2: %3 instead of %4")
                                                                      .arg(project, rows.value().columns[i].name)
                                                                      .arg(row[i].toDouble(), 0, 'g', 17)
                                                                      .arg(expected[i].toDouble(), 0, 'g', 17)));
        }
    }

    void figuresOfNothingAreNull_data() { test::addBackendRows(); }
    void figuresOfNothingAreNull()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        DatasetQuery query{.dataset = word("dora_metrics")};
        for (const auto& entry : model::kAggregateFunctions.entries)
            query.aggregates.append({entry.value, word("duration_seconds"), entry.name});
        const auto rows = read(own.database(), query);
        QVERIFY(rows.isOk());
        QCOMPARE(rows.value().rows, (QList<QJsonArray>{{0, 0, QJsonValue(), QJsonValue(), QJsonValue(), QJsonValue(), QJsonValue(),
                                                        QJsonValue(), QJsonValue(), QJsonValue(), QJsonValue(), QJsonValue()}}));
    }

    void bucketsBeginWhereTheCalendarSays_data() { test::addBackendRows(); }
    void bucketsBeginWhereTheCalendarSays()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        QList<PhaseEvent> events;
        for (const char* moment : {"1970-02-28T23:59:59.999Z", "2024-02-29T12:00:00Z", "2026-12-28T00:00:00Z", "2027-01-03T23:59:59.999Z",
                                   "2038-01-19T03:14:08Z", "2100-03-01T00:00:00Z", "9999-12-31T23:59:59.999Z"}) {
            PhaseEvent event;
            event.cycleId = event.featureId = word("c");
            event.createdAt = *parseInstant(word(moment));
            event.dedupKey = model::eventKey(event);
            events.append(event);
        }
        QVERIFY(keep(own.database(), events).isOk());
        for (const TimeBucket bucket : {TimeBucket::Hour, TimeBucket::Day, TimeBucket::Week, TimeBucket::Month}) {
            QStringList expected;
            for (const PhaseEvent& event : std::as_const(events)) {
                const QDateTime time = QDateTime::fromMSecsSinceEpoch(toMs(event.createdAt), Qt::UTC);
                QDateTime begin(time.date(), bucket == TimeBucket::Hour ? QTime(time.time().hour(), 0) : QTime(0, 0), Qt::UTC);
                if (bucket == TimeBucket::Week)
                    begin = begin.addDays(1 - begin.date().dayOfWeek());
                if (bucket == TimeBucket::Month)
                    begin.setDate(QDate(begin.date().year(), begin.date().month(), 1));
                expected.append(toIso(instantFromMs(begin.toMSecsSinceEpoch())));
            }
            expected.removeDuplicates();
            const auto rows = read(own.database(), {.dataset = word("dora_metrics"),
                                                    .groupBy = {{word("created_at"), bucket, word("begin")}},
                                                    .aggregates = {{AggregateFunction::Count, {}, word("n")}},
                                                    .orderBy = {{word("begin"), false}}});
            QVERIFY(rows.isOk());
            QStringList found;
            for (const QJsonArray& row : rows.value().rows)
                found.append(row.first().toString());
            QCOMPARE(found, expected);
        }
    }

    void havingKeepsGroups_data() { test::addBackendRows(); }
    void havingKeepsGroups()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        const QList<PhaseEvent> events = someEvents(900);
        QVERIFY(keep(own.database(), events).isOk());
        QHash<QString, int> counts;
        for (const PhaseEvent& event : events)
            ++counts[event.cycleId];
        DatasetQuery query{.dataset = word("dora_metrics"),
                           .groupBy = {{word("cycle_id"), TimeBucket::None, word("cycle_id")}},
                           .aggregates = {{AggregateFunction::Count, {}, word("n")}},
                           .having = compare("n", Comparison::Ge, {8}),
                           .orderBy = {{word("n"), true}, {word("cycle_id"), false}}};
        query.limit = 7;
        const auto rows = readAll(own.database(), query);
        QVERIFY(rows.isOk());
        const auto expected = std::count_if(counts.cbegin(), counts.cend(), [](int n) { return n >= 8; });
        QCOMPARE(rows.value().size(), expected);
        int last = std::numeric_limits<int>::max();
        for (const QJsonArray& row : rows.value()) {
            QCOMPARE(row[1].toInt(), counts.value(row[0].toString()));
            QVERIFY(row[1].toInt() <= last);
            last = row[1].toInt();
        }
        const auto total = own.database().read([&query](Connection& connection) { return DatasetRepository(connection).total(query); });
        QCOMPARE(total.value(), qint64(expected));
    }

    // Nulls, ties, both directions, mixed: every row once, in the order that was asked for.
    void pagesHoldEveryRowOnce_data() { test::addBackendRows(); }
    void pagesHoldEveryRowOnce()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        const QList<PhaseEvent> events = someEvents(700);
        QVERIFY(keep(own.database(), events).isOk());
        for (const QString& field : {word("duration_seconds"), word("team"), word("phase_name"), word("created_at"), word("is_failure")}) {
            for (const bool descending : {false, true}) {
                for (const bool idDescending : {false, true}) {
                    DatasetQuery query = rowsOf("dora_metrics", {word("id"), field}, 37);
                    query.orderBy = {{field, descending}, {word("id"), idDescending}};
                    const auto paged = readAll(own.database(), query);
                    query.limit = 10'000;
                    const auto whole = read(own.database(), query);
                    QVERIFY(paged.isOk() && whole.isOk());
                    QCOMPARE(paged.value().size(), events.size());
                    QCOMPARE(paged.value(), whole.value().rows);
                }
            }
        }
    }

    // 100 000 rows are read in pages while another thread adds: none skipped, none twice, and nothing of what is new.
    void pagingIsNotMovedByAWriter_data() { test::addBackendRows(); }
    void pagingIsNotMovedByAWriter()
    {
        QFETCH(Backend, backend);
        TestStore own(backend);
        const QList<PhaseEvent> events = someEvents(100'000);
        QVERIFY(keep(own.database(), events).isOk());
        DatasetQuery query = rowsOf("dora_metrics", {word("id")}, 10'000);
        query.orderBy = {{word("created_at"), true}, {word("id"), true}};
        query.upTo = own.database()
                         .read([](Connection& connection) { return DatasetRepository(connection).lastKey(word("dora_metrics")); })
                         .value();
        std::atomic<bool> isReading{true};
        std::atomic<int> added{0};
        std::thread writer([&] {
            for (int i = 0; isReading; ++i) {
                QList<PhaseEvent> more = someEvents(50);
                for (PhaseEvent& event : more)
                    event.dedupKey = model::eventKey(event, "more" + QByteArray::number(i) + event.dedupKey);
                if (keep(own.database(), more).isOk())
                    added += 50;
            }
        });
        QSet<qint64> ids;
        qint64 rows = 0;
        bool failed = false;
        for (bool hasMore = true; hasMore && !failed;) {
            const auto page = read(own.database(), query);
            failed = !page.isOk();
            if (failed)
                break;
            for (const QJsonArray& row : page.value().rows)
                ids.insert(row.first().toInteger());
            rows += page.value().rows.size();
            hasMore = page.value().hasMore;
            query.after = page.value().last;
        }
        isReading = false;
        writer.join();
        QVERIFY(!failed);
        QCOMPARE(rows, 100'000);
        QCOMPARE(ids.size(), 100'000);
        QVERIFY(added > 0);
    }

    void aPageEndsBeforeItIsTooLarge()
    {
        TestStore own;
        QVERIFY(keep(own.database(), someEvents(300)).isOk());
        const auto page = own.database().read(
            [](Connection& connection) { return DatasetRepository(connection).rows(rowsOf("dora_metrics", {word("cycle_id")}), 500); });
        QVERIFY(page.isOk());
        QVERIFY(page.value().hasMore && page.value().isCutByBytes);
        QVERIFY(!page.value().rows.isEmpty() && page.value().rows.size() < 60);
    }

    // The newest rows of a window come from an index, however many rows there are.
    void theUsualPageNeedsNoSorting()
    {
        TestStore own;
        QVERIFY(keep(own.database(), someEvents(3000)).isOk());
        DatasetQuery query = rowsOf("dora_metrics", {word("id")}, 100);
        query.where = compare("created_at", Comparison::Ge, {word("2025-06-01T00:00:00Z")});
        query.orderBy = {{word("created_at"), true}, {word("id"), true}};
        query.upTo = 1'000'000;
        const auto plan = own.database().read([&query](Connection& connection) { return DatasetRepository(connection).plan(query); });
        QVERIFY(plan.isOk());
        const QString steps = plan.value().steps.join(u'\n');
        QVERIFY2(steps.contains(word("ix_phase_event_time")) && !steps.contains(word("TEMP B-TREE")), qPrintable(steps));
        QVERIFY(!plan.value().statement.contains(word("2025")));
    }
};

QTEST_GUILESS_MAIN(DatasetRepositoryTest)
#include "tst_datasetrepository.moc"
