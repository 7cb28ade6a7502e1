// SPDX-License-Identifier: GPL-3.0-or-later
#include "testsupport/teststore.h"

#include "testsupport/mariadbserver.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>

#include <atomic>
#include <cstdio>
#include <functional>

namespace atalaya::test {

namespace {

std::unique_ptr<MariaDbServer>& privateServer()
{
    static std::unique_ptr<MariaDbServer> server;
    return server;
}

/// A server and the beginning of the names of the databases that may be made there.
Result<store::Location> findServer()
{
    const QString url = qEnvironmentVariable("ATALAYA_TEST_MYSQL");
    if (!url.isEmpty()) {
        ATALAYA_TRY(store::Location location, store::Location::fromUrl(url));
        location.password = qEnvironmentVariable("ATALAYA_DATABASE_PASSWORD");
        return location;
    }
    ATALAYA_TRY(privateServer(), MariaDbServer::start());
    // Before the application object goes: a QProcess needs it.
    qAddPostRoutine([] { privateServer().reset(); });
    store::Location location = privateServer()->location();
    location.name = QStringLiteral("atalaya_test");
    return location;
}

const Result<store::Location>& server()
{
    static const Result<store::Location> found = [] {
        const Result<store::Location> answer = findServer();
        if (answer.isError()) {
            std::fprintf(stderr, "\nSKIPPED: everything on MariaDB/MySQL, because there is no server: %s\n\n",
                         qUtf8Printable(answer.error().userText));
            std::fflush(stderr);
        }
        return answer;
    }();
    return found;
}

store::Location withoutDatabase(store::Location location)
{
    location.name.clear();
    return location;
}

/// Executes a statement over a connection of its own and hands its rows to `take`.
bool execute(const store::Location& location, const QString& sql, const std::function<void(QSqlQuery&)>& take)
{
    static std::atomic<int> counter{0};
    const QString name = QStringLiteral("teststore-%1").arg(++counter);
    bool done = false;
    {
        const bool isSqlite = location.backend == Backend::Sqlite;
        QSqlDatabase connection =
            QSqlDatabase::addDatabase(isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QMYSQL"), name);
        connection.setDatabaseName(isSqlite ? location.path : location.name);
        connection.setHostName(location.host);
        connection.setPort(location.port);
        connection.setUserName(location.user);
        connection.setPassword(location.password);
        connection.open();
        QSqlQuery query(connection);
        done = query.exec(sql);
        if (done)
            take(query);
        else
            qWarning().noquote() << "could not execute" << sql << connection.lastError().text()
                                 << query.lastError().text();
    }
    QSqlDatabase::removeDatabase(name);
    return done;
}

} // namespace

bool executeOn(const store::Location& location, const QString& sql)
{
    return execute(location, sql, [](QSqlQuery&) {});
}

QStringList rowsOn(const store::Location& location, const QString& sql)
{
    QStringList rows;
    const bool done = execute(location, sql, [&rows](QSqlQuery& query) {
        while (query.next()) {
            QStringList columns;
            for (int column = 0; column < query.record().count(); ++column)
                columns.append(query.isNull(column) ? QStringLiteral("(null)") : query.value(column).toString());
            rows.append(columns.join(u'|'));
        }
    });
    if (!done)
        qFatal("a query of a test does not work");
    rows.sort();
    return rows;
}

bool hasMySql()
{
    return server().isOk();
}

void addBackendRows()
{
    QTest::addColumn<Backend>("backend");
    QTest::newRow("sqlite") << Backend::Sqlite;
    if (hasMySql())
        QTest::newRow("mysql") << Backend::MySql;
}

TestStore::TestStore(Backend backend)
{
    if (backend == Backend::Sqlite) {
        m_folder = std::make_unique<QTemporaryDir>();
        m_location = store::Location::inFolder(m_folder->path());
        return;
    }
    if (!hasMySql())
        qFatal("a test wants a server that is not there");
    static std::atomic<int> counter{0};
    m_location = server().value();
    m_location.name += QStringLiteral("_%1_%2").arg(QCoreApplication::applicationPid()).arg(++counter);
    if (!executeOn(withoutDatabase(m_location),
                   QStringLiteral("CREATE DATABASE `%1` CHARACTER SET utf8mb4").arg(m_location.name)))
        qFatal("the server of ATALAYA_TEST_MYSQL does not let a database be created");
}

TestStore::~TestStore()
{
    m_database.reset();
    if (m_location.backend == Backend::MySql)
        executeOn(withoutDatabase(m_location), QStringLiteral("DROP DATABASE IF EXISTS `%1`").arg(m_location.name));
}

store::Database& TestStore::database()
{
    if (!m_database) {
        store::Opened opened = store::Database::open(m_location);
        if (!opened.database)
            qFatal("the store does not open: %s (%s)", qUtf8Printable(opened.error.userText),
                   qUtf8Printable(opened.error.detail));
        m_database = std::move(opened.database);
    }
    return *m_database;
}

bool TestStore::execute(const QString& sql) const
{
    return executeOn(m_location, sql);
}

} // namespace atalaya::test
