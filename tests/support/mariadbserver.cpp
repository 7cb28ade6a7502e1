// SPDX-License-Identifier: GPL-3.0-or-later
#include "testsupport/mariadbserver.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QHostAddress>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QTcpServer>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace atalaya::test {

namespace {

constexpr int kPatienceMs = 60'000;
constexpr int kStarts = 5;
const auto kUser = QStringLiteral("atalaya");
const auto kPassword = QStringLiteral("for-tests-only");

Error unavailable(const QString& text)
{
    return {ErrorCode::Unavailable, text};
}

QString program(const QString& name)
{
    const QString found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return found;
    return QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
}

int freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

} // namespace

MariaDbServer::MariaDbServer()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

MariaDbServer::~MariaDbServer()
{
    stop();
}

Result<std::unique_ptr<MariaDbServer>> MariaDbServer::start()
{
    std::unique_ptr<MariaDbServer> server(new MariaDbServer);
    ATALAYA_CHECK(server->install());
    ATALAYA_CHECK(server->restart());
    return server;
}

store::Location MariaDbServer::location() const
{
    store::Location location;
    location.backend = store::Location::Backend::MySql;
    location.host = QStringLiteral("127.0.0.1");
    location.port = m_port;
    location.user = kUser;
    location.password = kPassword;
    return location;
}

/// A server that starts deletes the temporary tables in its folder, also those of the servers that share it.
QString MariaDbServer::temporaryFiles() const
{
    return QStringLiteral("--tmpdir=%1").arg(m_folder.path());
}

Status MariaDbServer::install()
{
    const QString installer = program(QStringLiteral("mariadb-install-db"));
    if (installer.isEmpty() || program(QStringLiteral("mariadbd")).isEmpty())
        return unavailable(QStringLiteral("mariadbd is not installed (Debian: mariadb-server)"));
    if (!m_folder.isValid())
        return unavailable(m_folder.errorString());
    QFile users(m_folder.filePath(QStringLiteral("users.sql")));
    if (!users.open(QIODevice::WriteOnly))
        return unavailable(users.errorString());
    users.write(QStringLiteral("CREATE USER IF NOT EXISTS '%1'@'127.0.0.1' IDENTIFIED BY '%2';\n"
                               "GRANT ALL PRIVILEGES ON *.* TO '%1'@'127.0.0.1' WITH GRANT OPTION;\n")
                    .arg(kUser, kPassword)
                    .toUtf8());
    users.close();

    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList arguments{QStringLiteral("--no-defaults"), QStringLiteral("--skip-test-db"),
                          QStringLiteral("--auth-root-authentication-method=normal"),
                          QStringLiteral("--datadir=%1").arg(m_folder.filePath(QStringLiteral("data"))), temporaryFiles()};
    if (::geteuid() == 0)
        arguments.append(QStringLiteral("--user=root"));
    process.start(installer, arguments);
    if (!process.waitForFinished(kPatienceMs) || process.exitCode() != 0)
        return unavailable(QStringLiteral("mariadb-install-db failed: %1").arg(QString::fromUtf8(process.readAll())));
    return ok();
}

Status MariaDbServer::restart()
{
    // Another program may take the port between our look and the server's, and mariadbd 10.11 was seen to crash just after
    // it had called itself ready.
    Status status = ok();
    for (int attempt = 0; attempt < kStarts; ++attempt) {
        stop();
        if (m_port == 0 || attempt > 0)
            m_port = freePort();
        status = run();
        if (status.isOk())
            status = answers();
        if (status.isOk())
            break;
        qWarning("mariadbd, start %d of %d: %s", attempt + 1, kStarts, qUtf8Printable(status.error().userText));
    }
    return status;
}

Status MariaDbServer::run()
{
    const QString socket = m_folder.filePath(QStringLiteral("socket"));
    QStringList arguments{QStringLiteral("--no-defaults"),
                          QStringLiteral("--datadir=%1").arg(m_folder.filePath(QStringLiteral("data"))),
                          temporaryFiles(),
                          QStringLiteral("--socket=%1").arg(socket),
                          QStringLiteral("--pid-file=%1").arg(m_folder.filePath(QStringLiteral("pid"))),
                          QStringLiteral("--init-file=%1").arg(m_folder.filePath(QStringLiteral("users.sql"))),
                          QStringLiteral("--bind-address=127.0.0.1"), QStringLiteral("--port=%1").arg(m_port),
                          QStringLiteral("--skip-name-resolve"), QStringLiteral("--skip-log-bin"),
                          // A machine that fails takes the test with it: nothing has to reach the disk.
                          QStringLiteral("--innodb-flush-log-at-trx-commit=0"),
                          QStringLiteral("--innodb-doublewrite=0"), QStringLiteral("--innodb-buffer-pool-size=128M")};
    if (::geteuid() == 0)
        arguments.append(QStringLiteral("--user=root"));
    m_process.start(program(QStringLiteral("mariadbd")), arguments);
    if (!m_process.waitForStarted(kPatienceMs))
        return unavailable(QStringLiteral("mariadbd does not start: %1").arg(m_process.errorString()));
    QByteArray said;
    for (QDeadlineTimer deadline(kPatienceMs); !deadline.hasExpired() && m_process.state() == QProcess::Running;) {
        m_process.waitForReadyRead(200);
        said += m_process.readAll();
        if (said.contains("ready for connections"))
            return ok();
    }
    return unavailable(QStringLiteral("mariadbd did not become ready: %1").arg(QString::fromUtf8(said.right(2000))));
}

/// A first query, as whom the tests come.
Status MariaDbServer::answers() const
{
    const QString name = QStringLiteral("mariadb-server-%1").arg(m_port);
    QString problem;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QMYSQL"), name);
        database.setHostName(location().host);
        database.setPort(m_port);
        database.setUserName(kUser);
        database.setPassword(kPassword);
        if (!database.open())
            problem = database.lastError().text();
        else if (QSqlQuery query(database); !query.exec(QStringLiteral("SELECT 1")))
            problem = query.lastError().text();
    }
    QSqlDatabase::removeDatabase(name);
    return problem.isEmpty() ? ok() : Status(unavailable(QStringLiteral("mariadbd does not answer: %1").arg(problem)));
}

void MariaDbServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(kPatienceMs)) {
        m_process.kill();
        m_process.waitForFinished(kPatienceMs);
    }
}

} // namespace atalaya::test
