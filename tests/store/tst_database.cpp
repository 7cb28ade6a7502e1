// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "store/sql/handle.h"
#include "store/tokenrepository.h"
#include "testsupport/teststore.h"

#include <QTest>

#include <chrono>
#include <new>
#include <thread>

using namespace atalaya;
using namespace atalaya::store;
using test::Backend;
using test::TestStore;

namespace {

Status insertToken(Transaction& transaction, const QString& name)
{
    model::ApiToken token;
    token.name = name;
    token.hash = name.toUtf8();
    ATALAYA_CHECK(TokenRepository::add(transaction, token));
    return ok();
}

qsizetype countTokens(Database& database)
{
    return database.read([](Connection& connection) { return TokenRepository(connection).list(); }).value().size();
}

/// Counts for years; nothing else ends it than an interruption.
Result<qint64> longStatement(Connection& connection)
{
    return connection.handle().integer("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
                                       "SELECT COUNT(*) FROM n a JOIN n b ON a.i <> b.i JOIN n c ON a.i <> c.i "
                                       "JOIN n d ON a.i <> d.i JOIN n e ON a.i <> e.i JOIN n f ON a.i <> f.i");
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commitsWhatAJobWrote_data() { test::addBackendRows(); }
    void commitsWhatAJobWrote();
    void rollsBackWhenAJobFails_data() { test::addBackendRows(); }
    void rollsBackWhenAJobFails();
    void aJobThatThrowsFailsAlone_data() { test::addBackendRows(); }
    void aJobThatThrowsFailsAlone();
    void rollsBackWhenAJobWasStopped_data() { test::addBackendRows(); }
    void rollsBackWhenAJobWasStopped();
    void raisesDataVersionOnlyForChanges_data() { test::addBackendRows(); }
    void raisesDataVersionOnlyForChanges();
    void knowsWhenTheDataChanged_data() { test::addBackendRows(); }
    void knowsWhenTheDataChanged();
    void readWithinReadSeesTheSameState_data() { test::addBackendRows(); }
    void readWithinReadSeesTheSameState();
    void stopInterruptsARunningRead_data() { test::addBackendRows(); }
    void stopInterruptsARunningRead();
    void stopInterruptsARunningWrite_data() { test::addBackendRows(); }
    void stopInterruptsARunningWrite();
    void stopTakesAWaitingWriteOutOfTheLine_data() { test::addBackendRows(); }
    void stopTakesAWaitingWriteOutOfTheLine();
    void twoDatabasesShareOneStore_data() { test::addBackendRows(); }
    void twoDatabasesShareOneStore();
    void manyThreadsReadAndWrite_data() { test::addBackendRows(); }
    void manyThreadsReadAndWrite();
    void threadsThatEndGiveTheirConnectionsBack_data() { test::addBackendRows(); }
    void threadsThatEndGiveTheirConnectionsBack();
};

void TestDatabase::commitsWhatAJobWrote()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    const Status status =
        store.database().write([](Transaction& transaction) { return insertToken(transaction, QStringLiteral("a")); });
    QVERIFY(status.isOk());
    QCOMPARE(countTokens(store.database()), 1);
    const QString id = store.database().storeId();
    QVERIFY(!id.isEmpty());
    store.close();
    QCOMPARE(countTokens(store.database()), 1);
    QCOMPARE(store.database().storeId(), id);
}

void TestDatabase::rollsBackWhenAJobFails()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    const Status status = store.database().write([](Transaction& transaction) -> Status {
        transaction.markChanged();
        ATALAYA_CHECK(insertToken(transaction, QStringLiteral("a")));
        return insertToken(transaction, QStringLiteral("a"));
    });
    QVERIFY(status.isError());
    QCOMPARE(status.error().code, ErrorCode::Conflict);
    QCOMPARE(countTokens(store.database()), 0);
    QCOMPARE(store.database().dataVersion().value(), 1);
    // And the connection is of use afterwards.
    QVERIFY(store.database().write([](Transaction& t) { return insertToken(t, QStringLiteral("a")); }).isOk());
    QCOMPARE(countTokens(store.database()), 1);
}

void TestDatabase::aJobThatThrowsFailsAlone()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const Status written = database.write([](Transaction& transaction) -> Status {
        ATALAYA_CHECK(insertToken(transaction, QStringLiteral("a")));
        throw std::bad_alloc();
    });
    QVERIFY(written.isError());
    QCOMPARE(written.error().code, ErrorCode::Unavailable);
    QVERIFY(!written.error().userText.isEmpty());
    const Status read = database.read([](Connection& connection) -> Status {
        (void)TokenRepository(connection).list().isOk();
        throw std::bad_alloc();
    });
    QVERIFY(read.isError());
    QCOMPARE(read.error().code, ErrorCode::Unavailable);
    QVERIFY(database.write([](Transaction& t) { return insertToken(t, QStringLiteral("b")); }).isOk());
    QCOMPARE(countTokens(database), 1); // this thread's transaction had ended: it sees what came after
}

void TestDatabase::rollsBackWhenAJobWasStopped()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    StopSource source;
    const Status status = store.database().write(
        [&source](Transaction& transaction) {
            transaction.markChanged();
            const Status inserted = insertToken(transaction, QStringLiteral("a"));
            source.request_stop(); // the job itself does not notice
            return inserted;
        },
        source.get_token());
    QVERIFY(status.isCancelled());
    QCOMPARE(countTokens(store.database()), 0);
    QCOMPARE(store.database().dataVersion().value(), 1);
}

void TestDatabase::raisesDataVersionOnlyForChanges()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QCOMPARE(database.dataVersion().value(), 1);
    QVERIFY(database.write([](Transaction& t) { return insertToken(t, QStringLiteral("a")); }).isOk());
    QCOMPARE(database.dataVersion().value(), 1); // tokens are no data
    for (qint64 version = 2; version < 5; ++version) {
        const Result<qint64> announced = database.write([](Transaction& transaction) -> Result<qint64> {
            transaction.markChanged();
            transaction.markChanged();
            return transaction.dataVersion();
        });
        QCOMPARE(announced.value(), version);
        QCOMPARE(database.dataVersion().value(), version);
    }
}

void TestDatabase::knowsWhenTheDataChanged()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    const auto changed = [&store] { return store.database().dataChanged().value(); };
    const auto change = [&store] {
        QVERIFY(store.database().write([](Transaction& transaction) {
            transaction.markChanged();
            return ok();
        }).isOk());
    };
    QVERIFY(!changed()); // it was never filled
    QVERIFY(store.database().write([](Transaction& t) { return insertToken(t, QStringLiteral("a")); }).isOk());
    QVERIFY(!changed()); // tokens are no data
    const Instant before = SystemClock().now();
    change();
    const std::optional<Instant> first = changed();
    QVERIFY(first && *first >= before && *first <= SystemClock().now());
    store.close();
    QCOMPARE(changed(), first);
    QVERIFY(store.execute(QStringLiteral("UPDATE meta SET data_version = data_version + 1"))); // as an older program does
    QVERIFY(!changed());
    change();
    QVERIFY(changed() >= first);
    QVERIFY(store.database().write([](Transaction& transaction) -> Status {
        transaction.markChanged();
        return Error{ErrorCode::Io, QStringLiteral("nothing of this")};
    }).isError());
    QCOMPARE(store.database().dataVersion().value(), 4);
    QVERIFY(changed());
}

void TestDatabase::readWithinReadSeesTheSameState()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const Status status = database.read([&database](Connection& connection) -> Status {
        const auto count = [](Connection& c) { return TokenRepository(c).list(); };
        ATALAYA_TRY(const auto before, count(connection));
        ATALAYA_CHECK(database.write([](Transaction& t) { return insertToken(t, QStringLiteral("a")); }));
        ATALAYA_TRY(const auto within, database.read(count));
        ATALAYA_TRY(const auto after, count(connection));
        const bool same = before.isEmpty() && within.isEmpty() && after.isEmpty();
        return same ? ok() : Status(Error{ErrorCode::Io, QStringLiteral("the state changed under a read")});
    });
    QVERIFY2(status.isOk(), status.isOk() ? "" : qPrintable(status.error().userText));
    QCOMPARE(countTokens(database), 1);
}

void TestDatabase::stopInterruptsARunningRead()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    StopSource source;
    std::jthread stopper([&source] {
        std::this_thread::sleep_for(
            std::chrono::milliseconds(100)); // lets the statement start; the test holds without it
        source.request_stop();
    });
    const Result<qint64> answer = database.read(longStatement, source.get_token());
    QVERIFY(answer.isCancelled());
    QCOMPARE(countTokens(database), 0); // the connection is of use afterwards
    // A job that was stopped before it began does not run.
    bool hasRun = false;
    QVERIFY(database
                .read(
                    [&hasRun](Connection&) {
                        hasRun = true;
                        return ok();
                    },
                    source.get_token())
                .isCancelled());
    QVERIFY(!hasRun);
}

void TestDatabase::stopInterruptsARunningWrite()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    StopSource source;
    std::jthread stopper([&source] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        source.request_stop();
    });
    const Result<qint64> answer = database.write(
        [](Transaction& transaction) -> Result<qint64> {
            ATALAYA_CHECK(insertToken(transaction, QStringLiteral("a")));
            return longStatement(transaction);
        },
        source.get_token());
    QVERIFY(answer.isCancelled());
    QCOMPARE(countTokens(database), 0);
    QVERIFY(database.write([](Transaction& t) { return insertToken(t, QStringLiteral("b")); }).isOk());
    QCOMPARE(countTokens(database), 1);
}

void TestDatabase::stopTakesAWaitingWriteOutOfTheLine()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    StopSource first, second;
    std::optional<Result<qint64>> answer;
    bool hasRun = false;
    {
        std::atomic<bool> isBusy{false};
        std::jthread busy([&] {
            answer = database.write(
                [&isBusy](Transaction& transaction) {
                    isBusy = true;
                    isBusy.notify_all();
                    return longStatement(transaction);
                },
                first.get_token());
        });
        isBusy.wait(false);
        std::jthread stopper([&second] { second.request_stop(); });
        const Status waiting = database.write(
            [&hasRun](Transaction&) {
                hasRun = true;
                return ok();
            },
            second.get_token());
        QVERIFY(waiting.isCancelled()); // while the other one is still at work
        first.request_stop();
    }
    QVERIFY(answer->isCancelled());
    QVERIFY(!hasRun);
}

void TestDatabase::twoDatabasesShareOneStore()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& one = store.database();
    Opened opened = Database::open(store.location());
    QCOMPARE(opened.outcome, OpenOutcome::Current);
    Database& other = *opened.database;
    QCOMPARE(other.storeId(), one.storeId());

    constexpr int kEach = 50;
    std::atomic<int> failures{0};
    const auto work = [&failures](Database& database, QChar name) {
        for (int i = 0; i < kEach; ++i) {
            const Status status = database.write([&](Transaction& transaction) {
                transaction.markChanged();
                return insertToken(transaction, name + QString::number(i));
            });
            failures += status.isOk() ? 0 : 1;
        }
    };
    std::jthread left([&] { work(one, QLatin1Char('l')); });
    std::jthread right([&] { work(other, QLatin1Char('r')); });
    left.join();
    right.join();
    QCOMPARE(failures, 0);
    QCOMPARE(countTokens(one), 2 * kEach);
    QCOMPARE(countTokens(other), 2 * kEach);
    QCOMPARE(one.dataVersion().value(), 1 + 2 * kEach);
    QCOMPARE(other.dataVersion().value(), 1 + 2 * kEach);
}

void TestDatabase::manyThreadsReadAndWrite()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    std::atomic<int> failures{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                // Two rows a transaction: a reader must never see an odd number.
                const Status written = database.write([&](Transaction& transaction) -> Status {
                    ATALAYA_CHECK(insertToken(transaction, QStringLiteral("%1-%2-a").arg(t).arg(i)));
                    return insertToken(transaction, QStringLiteral("%1-%2-b").arg(t).arg(i));
                });
                failures += written.isOk() && countTokens(database) % 2 == 0 ? 0 : 1;
            }
        });
    }
    threads.clear();
    QCOMPARE(failures, 0);
    QCOMPARE(countTokens(database), 8 * 25 * 2);
}

void TestDatabase::threadsThatEndGiveTheirConnectionsBack()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const qsizetype before = QSqlDatabase::connectionNames().size();
    for (int i = 0; i < 20; ++i)
        std::jthread([&database] { (void)countTokens(database); }).join();
    QCOMPARE(QSqlDatabase::connectionNames().size(), before);
    // A thread may outlive the store.
    std::atomic<bool> hasRead{false}, isClosed{false};
    std::jthread thread([&] {
        (void)countTokens(database);
        hasRead = true;
        hasRead.notify_all();
        isClosed.wait(false);
    });
    hasRead.wait(false);
    store.close();
    QVERIFY(QSqlDatabase::connectionNames().size() < before + 1);
    isClosed = true;
    isClosed.notify_all();
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
