// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tokenservice.h"
#include "testsupport/teststore.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <thread>
#include <vector>

using namespace atalaya;
using namespace atalaya::services;
using model::ApiToken;
using model::Role;
using test::Backend;
using test::TestStore;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:30Z");

std::optional<ApiToken> of(Result<std::optional<ApiToken>> result)
{
    return result.isOk() ? result.value()
                         : std::optional(ApiToken{.name = QStringLiteral("an error instead of an answer")});
}

} // namespace

class TokenServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsKnownByItsSecretOnly_data() { test::addBackendRows(); }
    void aTokenIsKnownByItsSecretOnly()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        const FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        const auto created = service.create(QStringLiteral(" ci "), Role::Operator, model::RateLimits{7, 0}, 30);
        QVERIFY(created.isOk());
        QCOMPARE(created.value().token.name, QStringLiteral("ci"));
        QCOMPARE(created.value().token.expiresAt, kNow + std::chrono::days(30));
        const QByteArray secret = created.value().secret.toLatin1();
        static const QRegularExpression shape(QStringLiteral("^atl_[A-Za-z0-9_-]{43}$"));
        QVERIFY(shape.match(created.value().secret).hasMatch());

        const std::optional<ApiToken> token = of(service.authenticate(secret));
        QVERIFY(token);
        QCOMPARE(token->name, QStringLiteral("ci"));
        QVERIFY(token->role == Role::Operator);
        QCOMPARE(token->rate, (std::optional<model::RateLimits>{{7, 0}}));
        QCOMPARE(token->createdAt, kNow);

        QByteArray almost = secret;
        almost[almost.size() - 2] = almost[almost.size() - 2] == 'A' ? 'B' : 'A';
        const QList<QByteArray> others{
            almost, secret + '=',        secret.chopped(1),        secret.toUpper(), "",
            "atl_", QByteArray(47, 'x'), QByteArray(100'000, 'a'), token->hash,      QByteArray(47, '\0')};
        for (const QByteArray& wrong : others)
            QVERIFY(!of(service.authenticate(wrong)));
    }

    void secretsAreDifferentAndNotKept()
    {
        TestStore store;
        const FixedClock clock(kNow);
        QSet<QString> secrets;
        {
            TokenService service(store.database(), clock);
            for (int number = 0; number < 50; ++number)
                secrets.insert(service.create(QString::number(number), Role::Viewer, {}, {}).value().secret);
            QCOMPARE(service.list().value().size(), 50);
        }
        QCOMPARE(secrets.size(), 50);
        store.close();
        QByteArray everything;
        const QDir folder(store.folder());
        for (const QString& name : folder.entryList(QDir::Files | QDir::Hidden)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            everything += file.readAll();
        }
        QVERIFY(everything.contains("api_token"));
        for (const QString& secret : secrets)
            QVERIFY(!everything.contains(secret.toLatin1().mid(4)));
    }

    void aNameIsTakenWhileItsTokenLives_data() { test::addBackendRows(); }
    void aNameIsTakenWhileItsTokenLives()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        const QString name = QStringLiteral("robot");
        const QByteArray first = service.create(name, Role::Admin, {}, 1).value().secret.toLatin1();
        QCOMPARE(service.create(name, Role::Viewer, {}, {}).error().code, ErrorCode::Conflict);
        // Expired, it does not stand in the way.
        clock.set(kNow + std::chrono::days(1));
        QVERIFY(!of(service.authenticate(first)));
        const auto second = service.create(name, Role::Viewer, {}, {});
        QVERIFY(second.isOk());
        QVERIFY(service.revoke(name).isOk());
        QVERIFY(!of(service.authenticate(second.value().secret.toLatin1())));
        QCOMPARE(service.revoke(name).error().code, ErrorCode::NotFound);
        QCOMPARE(service.revoke(QStringLiteral("nobody")).error().code, ErrorCode::NotFound);
        QVERIFY(service.create(name, Role::Viewer, {}, {}).isOk());
        const QList<ApiToken> tokens = service.list().value();
        QCOMPARE(tokens.size(), 3);
        QVERIFY(tokens[0].revokedAt && tokens[1].revokedAt && !tokens[2].revokedAt);
    }

    void aTokenEndsAtItsVeryMoment()
    {
        TestStore store;
        FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        const QByteArray secret =
            service.create(QStringLiteral("short"), Role::Viewer, {}, 1).value().secret.toLatin1();
        clock.set(kNow + std::chrono::days(1) - Milliseconds(1));
        QVERIFY(of(service.authenticate(secret)));
        clock.set(kNow + std::chrono::days(1)); // still trusted, but over
        QVERIFY(!of(service.authenticate(secret)));
    }

    void aRevocationWorksAtOnceHereAndSoonElsewhere_data() { test::addBackendRows(); }
    void aRevocationWorksAtOnceHereAndSoonElsewhere()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        FixedClock clock(kNow);
        TokenService here(store.database(), clock);
        TokenService elsewhere(store.database(), clock);
        const QByteArray secret = here.create(QStringLiteral("t"), Role::Viewer, {}, {}).value().secret.toLatin1();
        QVERIFY(of(here.authenticate(secret)));
        QVERIFY(of(elsewhere.authenticate(secret)));
        QVERIFY(here.revoke(QStringLiteral("t")).isOk());
        QVERIFY(!of(here.authenticate(secret)));
        clock.set(kNow + TokenService::kTrusted);
        QVERIFY(!of(elsewhere.authenticate(secret)));
        QVERIFY(TokenService::kTrusted <= std::chrono::seconds(3));
    }

    void aClockThatIsSetBackKeepsNobodyTrusted()
    {
        TestStore store;
        FixedClock clock(kNow);
        TokenService here(store.database(), clock);
        TokenService elsewhere(store.database(), clock);
        const QByteArray secret = here.create(QStringLiteral("t"), Role::Viewer, {}, {}).value().secret.toLatin1();
        QVERIFY(of(elsewhere.authenticate(secret)));
        QVERIFY(here.revoke(QStringLiteral("t")).isOk());
        clock.set(kNow - std::chrono::hours(1));
        QVERIFY(!of(elsewhere.authenticate(secret)));
    }

    void theLastUseIsRememberedToTheMinute_data() { test::addBackendRows(); }
    void theLastUseIsRememberedToTheMinute()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        const QByteArray secret = service.create(QStringLiteral("t"), Role::Viewer, {}, {}).value().secret.toLatin1();
        QVERIFY(!service.list().value()[0].lastUsedAt);
        const auto lastUse = [&service] { return service.list().value()[0].lastUsedAt; };
        QVERIFY(of(service.authenticate(secret)));
        QTRY_COMPARE(lastUse(), parseInstant(u"2026-03-01T12:00:00Z"));
        clock.set(kNow + std::chrono::minutes(3));
        QVERIFY(of(service.authenticate(secret)));
        QTRY_COMPARE(lastUse(), parseInstant(u"2026-03-01T12:03:00Z"));
    }

    void theLastUseIsWrittenBeforeTheServiceEnds()
    {
        TestStore store;
        const FixedClock clock(kNow);
        QByteArray secret;
        {
            TokenService service(store.database(), clock);
            secret = service.create(QStringLiteral("t"), Role::Viewer, {}, {}).value().secret.toLatin1();
            QVERIFY(of(service.authenticate(secret)));
        }
        TokenService service(store.database(), clock);
        QVERIFY(service.list().value()[0].lastUsedAt.has_value());
    }

    void usingATokenChangesNoDataVersionAndWritesOnceAMinute()
    {
        TestStore store;
        FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        const QByteArray secret = service.create(QStringLiteral("t"), Role::Viewer, {}, {}).value().secret.toLatin1();
        QVERIFY(of(service.authenticate(secret)));
        QTRY_VERIFY(service.list().value()[0].lastUsedAt.has_value());
        // Taken away behind its back: within the same minute nobody writes it again.
        const qint64 version = store.database().dataVersion().value();
        QVERIFY(store.execute(QStringLiteral("UPDATE api_token SET last_used_at = NULL")));
        for (int second = 0; second < 29; ++second) {
            clock.set(kNow + std::chrono::seconds(second));
            QVERIFY(of(service.authenticate(secret)));
        }
        QVERIFY(
            store.database().write([](store::Transaction&) { return ok(); }).isOk()); // behind everything that waits
        QVERIFY(!service.list().value()[0].lastUsedAt.has_value());
        QCOMPARE(store.database().dataVersion().value(), version);
    }

    void manyThreadsAskAndRevokeAtOnce()
    {
        TestStore store;
        const SystemClock clock;
        TokenService service(store.database(), clock);
        QList<QByteArray> secrets;
        for (int number = 0; number < 4; ++number)
            secrets.append(service.create(QString::number(number), Role::Viewer, {}, {}).value().secret.toLatin1());
        std::atomic<int> refusedAfterwards = 0;
        {
            std::vector<std::jthread> threads;
            for (int number = 0; number < 4; ++number) {
                threads.emplace_back([&, number] {
                    for (int round = 0; round < 200; ++round)
                        (void)service.authenticate(secrets[(number + round) % 4]).isOk();
                    if (!service.revoke(QString::number(number)).isOk())
                        return;
                    refusedAfterwards += of(service.authenticate(secrets[number])) ? 0 : 1;
                });
            }
        }
        QCOMPARE(refusedAfterwards.load(), 4);
    }

    void badWishesAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("perMinute");
        QTest::addColumn<int>("days");
        QTest::newRow("no name") << QStringLiteral(" \t") << 1 << 1;
        QTest::newRow("long name") << QString(101, u'x') << 1 << 1;
        QTest::newRow("control character") << QStringLiteral("a\x1b[2Jb") << 1 << 1;
        QTest::newRow("negative rate") << QStringLiteral("a") << -1 << 1;
        QTest::newRow("no day") << QStringLiteral("a") << 1 << 0;
        QTest::newRow("a thousand years") << QStringLiteral("a") << 1 << 365'000;
    }
    void badWishesAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(int, perMinute);
        QFETCH(int, days);
        TestStore store;
        const FixedClock clock(kNow);
        TokenService service(store.database(), clock);
        QCOMPARE(service.create(name, Role::Viewer, model::RateLimits{perMinute, 1}, days).error().code,
                 ErrorCode::InvalidInput);
        QVERIFY(service.list().value().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TokenServiceTest)
#include "tst_tokenservice.moc"
