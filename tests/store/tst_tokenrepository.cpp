// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tokenrepository.h"

#include "testsupport/teststore.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::store;
using model::ApiToken;
using test::Backend;
using test::TestStore;

namespace {

ApiToken someToken(const QString& name)
{
    static int count = 0;
    ApiToken token;
    token.name = name;
    token.hash = QByteArray("\0\xff", 2) + QByteArray::number(++count);
    token.createdAt = instantFromMs(1'700'000'000'123);
    return token;
}

Result<ApiToken> add(Database& database, const ApiToken& token)
{
    return database.write([&](Transaction& transaction) { return TokenRepository::add(transaction, token); });
}

Status revoke(Database& database, const QString& name, qint64 at)
{
    return database.write([&](Transaction& t) { return TokenRepository::revoke(t, name, instantFromMs(at)); });
}

QList<ApiToken> list(Database& database)
{
    return database.read([](Connection& connection) { return TokenRepository(connection).list(); }).value();
}

std::optional<ApiToken> byHash(Database& database, const QByteArray& hash)
{
    return database.read([&](Connection& connection) { return TokenRepository(connection).byHash(hash); }).value();
}

using Entry = IdempotencyRepository::Entry;

std::optional<Entry> find(Database& database, const QString& key)
{
    return database.read([&](Connection& connection) { return IdempotencyRepository(connection).find(key); }).value();
}

} // namespace

class TestTokenRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryField_data() { test::addBackendRows(); }
    void keepsEveryField();
    void aLiveNameIsTakenOnce_data() { test::addBackendRows(); }
    void aLiveNameIsTakenOnce();
    void revokesOnlyLiveTokens_data() { test::addBackendRows(); }
    void revokesOnlyLiveTokens();
    void lastUseNeverGoesBack_data() { test::addBackendRows(); }
    void lastUseNeverGoesBack();
    void tokensAreNoData_data() { test::addBackendRows(); }
    void tokensAreNoData();
    void keepsFirstAnswerUntilForgotten_data() { test::addBackendRows(); }
    void keepsFirstAnswerUntilForgotten();
};

void TestTokenRepository::keepsEveryField()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    ApiToken full = someToken(QStringLiteral("büro \U0001F680"));
    full.role = model::Role::Admin;
    full.rate = model::RateLimits{0, 5000};
    full.expiresAt = instantFromMs(1'800'000'000'000);
    const ApiToken bare = someToken(QStringLiteral("bare"));
    const Result<ApiToken> one = add(database, full), two = add(database, bare);
    QVERIFY(one.isOk() && two.isOk());
    QVERIFY(one.value().id > 0 && two.value().id > one.value().id);

    const QList<ApiToken> tokens = list(database);
    QCOMPARE(tokens.size(), 2);
    QCOMPARE(tokens[0].id, one.value().id);
    QCOMPARE(tokens[0].name, full.name);
    QCOMPARE(tokens[0].hash, full.hash);
    QCOMPARE(tokens[0].role, full.role);
    QVERIFY(tokens[0].rate == full.rate);
    QVERIFY(tokens[0].createdAt == full.createdAt && tokens[0].expiresAt == full.expiresAt);
    QCOMPARE(tokens[1].role, model::Role::Viewer);
    QVERIFY(!tokens[1].rate && !tokens[1].expiresAt && !tokens[1].revokedAt && !tokens[1].lastUsedAt);
    QCOMPARE(byHash(database, full.hash)->id, one.value().id);
    QVERIFY(!byHash(database, "nobody's"));
    QVERIFY(!byHash(database, {}));
}

void TestTokenRepository::aLiveNameIsTakenOnce()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QVERIFY(add(database, someToken(QStringLiteral("ci"))).isOk());
    const Result<ApiToken> again = add(database, someToken(QStringLiteral("ci")));
    QVERIFY(again.isError());
    QCOMPARE(again.error().code, ErrorCode::Conflict);
    QVERIFY(again.error().userText.contains(QLatin1String("ci")));
    QVERIFY(add(database, someToken(QStringLiteral("CI"))).isOk());
    QVERIFY(revoke(database, QStringLiteral("ci"), 1).isOk());
    QVERIFY(add(database, someToken(QStringLiteral("ci"))).isOk());
    QCOMPARE(list(database).size(), 3);
}

void TestTokenRepository::revokesOnlyLiveTokens()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const ApiToken token = add(database, someToken(QStringLiteral("ci"))).value();
    QCOMPARE(revoke(database, QStringLiteral("nobody"), 1).error().code, ErrorCode::NotFound);
    QVERIFY(revoke(database, QStringLiteral("ci"), 7).isOk());
    QCOMPARE(revoke(database, QStringLiteral("ci"), 9).error().code, ErrorCode::NotFound);
    QVERIFY(byHash(database, token.hash)->revokedAt == instantFromMs(7)); // the first time counts
}

void TestTokenRepository::lastUseNeverGoesBack()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const ApiToken token = add(database, someToken(QStringLiteral("ci"))).value();
    for (const qint64 at : {50, 20, 70, 70, 60}) {
        QVERIFY(database.write([&](Transaction& t) { return TokenRepository::setLastUsed(t, token.id, instantFromMs(at)); })
                    .isOk());
    }
    QVERIFY(byHash(database, token.hash)->lastUsedAt == instantFromMs(70));
}

void TestTokenRepository::tokensAreNoData()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    QVERIFY(add(database, someToken(QStringLiteral("ci"))).isOk());
    QVERIFY(revoke(database, QStringLiteral("ci"), 7).isOk());
    QCOMPARE(database.dataVersion().value(), 1);
}

void TestTokenRepository::keepsFirstAnswerUntilForgotten()
{
    QFETCH(Backend, backend);
    TestStore store(backend);
    Database& database = store.database();
    const auto put = [&database](const QString& key, const Entry& entry) {
        return database.write([&](Transaction& t) { return IdempotencyRepository::put(t, key, entry); }).isOk();
    };
    const QByteArray large = QByteArray("{\"ids\":[\0]}", 11).repeated(50'000); // the ids of ten thousand events
    const QString longKey = QString(5000, QChar(0x65e5));
    QVERIFY(put(QStringLiteral("one"), {"body", large, instantFromMs(100)}));
    QVERIFY(put(QStringLiteral("one"), {"other", "other", instantFromMs(300)}));
    QVERIFY(put(longKey, {"b", {}, instantFromMs(200)}));
    const std::optional<Entry> found = find(database, QStringLiteral("one"));
    QVERIFY(found.has_value());
    QCOMPARE(found->bodyHash, QByteArray("body"));
    QCOMPARE(found->answer, large);
    QCOMPARE(toMs(found->createdAt), 100);
    QVERIFY(find(database, longKey).has_value());
    QVERIFY(!find(database, QStringLiteral("ONE")));

    const auto forget = [&database](qint64 before) {
        return database.write([&](Transaction& t) { return IdempotencyRepository::forgetBefore(t, instantFromMs(before)); });
    };
    QVERIFY(forget(100).isOk());
    QVERIFY(find(database, QStringLiteral("one")).has_value());
    QVERIFY(forget(101).isOk());
    QVERIFY(!find(database, QStringLiteral("one")));
    QVERIFY(find(database, longKey).has_value());
    QVERIFY(put(QStringLiteral("one"), {"new", "new", instantFromMs(400)}));
    QCOMPARE(find(database, QStringLiteral("one"))->answer, QByteArray("new"));
}

QTEST_GUILESS_MAIN(TestTokenRepository)
#include "tst_tokenrepository.moc"
