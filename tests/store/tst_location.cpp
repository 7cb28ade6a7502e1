// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/location.h"

#include <QTest>

using namespace atalaya;
using store::Location;

class TestLocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUrl_data();
    void readsUrl();
    void refusesUrl_data();
    void refusesUrl();
    void keepsPasswordOutOfUrlAndMessages();
    void placesFileInFolder();
};

void TestLocation::readsUrl_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSqlite");
    QTest::addColumn<QString>("place"); // path, or user|host|port|name
    QTest::addColumn<QString>("again");
    const auto row = [](const char* name, const char* url, bool isSqlite, const char* place, const char* again) {
        QTest::newRow(name) << QString::fromUtf8(url) << isSqlite << QString::fromUtf8(place)
                            << QString::fromUtf8(*again ? again : url);
    };
    row("sqlite", "sqlite:///var/lib/atalaya.db", true, "/var/lib/atalaya.db", "");
    row("sqlite, escaped", "sqlite:///a%20b/%C3%A9.db", true, "/a b/é.db", "");
    row("sqlite, untidy", "sqlite:///a//b/../c.db", true, "/a/c.db", "sqlite:///a/c.db");
    row("mysql", "mysql://me@db.example:3307/metrics", false, "me|db.example|3307|metrics", "");
    row("mysql, usual port", "mysql://me@127.0.0.1/metrics", false, "me|127.0.0.1|3306|metrics",
        "mysql://me@127.0.0.1:3306/metrics");
    row("mysql, escaped user", "mysql://a%40b@h:1/n", false, "a@b|h|1|n", "");
    row("mysql, IPv6", "mysql://me@[::1]:3306/n", false, "me|::1|3306|n", "");
}

void TestLocation::readsUrl()
{
    QFETCH(QString, url);
    QFETCH(bool, isSqlite);
    QFETCH(QString, place);
    QFETCH(QString, again);
    const Result<Location> location = Location::fromUrl(url);
    QVERIFY(location.isOk());
    QCOMPARE(location.value().backend == Location::Backend::Sqlite, isSqlite);
    const Location& found = location.value();
    QCOMPARE(isSqlite ? found.path
                      : QStringLiteral("%1|%2|%3|%4").arg(found.user, found.host).arg(found.port).arg(found.name),
             place);
    QCOMPARE(found.url(), again);
    QCOMPARE(Location::fromUrl(found.url()).value().url(), again);
}

void TestLocation::refusesUrl_data()
{
    QTest::addColumn<QString>("url");
    for (const char* url : {"",
                            "atalaya.db",
                            "/var/atalaya.db",
                            "sqlite:",
                            "sqlite://",
                            "sqlite:///",
                            "sqlite:///folder/",
                            "sqlite://host/a.db",
                            "sqlite:relative.db",
                            "sqlite:///a.db?mode=ro",
                            "sqlite:///a.db#x",
                            "mysql://host/name",
                            "mysql://me@/name",
                            "mysql://me@host",
                            "mysql://me@host/",
                            "mysql://me@host/a/b",
                            "mysql://me@host:0/name",
                            "mysql://me@host:99999/name",
                            "mysql://me@host:x/name",
                            "postgres://me@host/name",
                            "mysql://me@host/name?ssl=1",
                            "mysql:///name",
                            "http://[::1"})
        QTest::newRow(url) << QString::fromUtf8(url);
}

void TestLocation::refusesUrl()
{
    QFETCH(QString, url);
    const Result<Location> location = Location::fromUrl(url);
    QVERIFY(location.isError());
    QCOMPARE(location.error().code, ErrorCode::InvalidInput);
    QVERIFY(location.error().userText.contains(QLatin1String("sqlite:///absolute/path")));
}

void TestLocation::keepsPasswordOutOfUrlAndMessages()
{
    const Result<Location> refused = Location::fromUrl(QStringLiteral("mysql://me:secret@host/name"));
    QVERIFY(refused.isError());
    QVERIFY(!refused.error().userText.contains(QLatin1String("secret")));
    QVERIFY(refused.error().userText.contains(QLatin1String("ATALAYA_DATABASE_PASSWORD")));
    const Result<Location> malformed = Location::fromUrl(QStringLiteral("mysql://me:secret@host/name?x=1"));
    QVERIFY(malformed.isError());
    QVERIFY(!malformed.error().userText.contains(QLatin1String("secret")));

    Location location = Location::fromUrl(QStringLiteral("mysql://me@host/name")).value();
    location.password = QStringLiteral("secret");
    QVERIFY(!location.url().contains(QLatin1String("secret")));
}

void TestLocation::placesFileInFolder()
{
    const Location location = Location::inFolder(QStringLiteral("/data/x"));
    QCOMPARE(location.backend, Location::Backend::Sqlite);
    QCOMPARE(location.path, QStringLiteral("/data/x/atalaya.db"));
}

QTEST_GUILESS_MAIN(TestLocation)
#include "tst_location.moc"
