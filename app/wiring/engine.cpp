// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/engine.h"

#include "base/log.h"
#include "ingest/intake.h"
#include "operations/auditevent.h"
#include "widgets/common/iactpdf.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <QStandardPaths>
#include <QSysInfo>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atalaya::app {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Engine", text);
}

Status makeFolder(const QString& folder)
{
    if (QDir(folder).exists())
        return ok();
    // What is measured about people's work is not for the other users of the machine.
    const mode_t before = ::umask(0077);
    const bool made = QDir().mkpath(folder);
    ::umask(before);
    if (made)
        return ok();
    return Error{
        ErrorCode::Io,
        tr("The data folder %1 cannot be made; choose another with --data-dir.").arg(QDir::toNativeSeparators(folder))};
}

/// From the environment, or from the file that the environment names; one line break at its end is not part of it.
Result<QString> databasePassword()
{
    const QString password = qEnvironmentVariable("ATALAYA_DATABASE_PASSWORD");
    const QString path = qEnvironmentVariable("ATALAYA_DATABASE_PASSWORD_FILE");
    if (!password.isEmpty() || path.isEmpty())
        return password;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::InvalidInput,
                     tr("The password file %1 (ATALAYA_DATABASE_PASSWORD_FILE) cannot be read: %2.")
                         .arg(path, file.errorString())};
    QString text = QString::fromUtf8(file.readAll());
    if (text.endsWith(u'\n'))
        text.chop(1);
    if (text.endsWith(u'\r'))
        text.chop(1);
    return text;
}

Result<store::Location> locationOf(const GlobalOptions& options, const QString& folder)
{
    if (options.databaseUrl.isEmpty())
        return store::Location::inFolder(folder);
    ATALAYA_TRY(store::Location location, store::Location::fromUrl(options.databaseUrl));
    if (location.backend == store::Location::Backend::MySql) {
        ATALAYA_TRY(location.password, databasePassword());
    }
    return location;
}

/// A mistyped place is not answered by figures of an empty store that was just made there.
Status findStore(const GlobalOptions& options, const QString& folder, const store::Location& location)
{
    if (location.backend != store::Location::Backend::Sqlite || QFileInfo::exists(location.path))
        return ok();
    if (options.databaseUrl.isEmpty()) {
        const QFileInfo named(folder);
        if (options.dataDir.isEmpty() || (named.exists() && !named.isDir())) // opening says what is wrong with a file
            return ok();
        QStringList entries = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
        entries.removeOne(QStringLiteral("logs")); // of a start that came no further
        if (named.exists() && entries.isEmpty())
            return ok();
    }
    const QString& place = options.databaseUrl.isEmpty() ? folder : location.path;
    return Error{ErrorCode::NotFound, tr("There is no store at %1; check the path, or make one there with atalaya import git "
                                         "PATH or atalaya demo.")
                                          .arg(QDir::toNativeSeparators(place))};
}

void logOutcome(store::OpenOutcome outcome, const QString& url)
{
    switch (outcome) {
    case store::OpenOutcome::Created:
        qCInfo(lcApp, "Created the store %s.", qPrintable(url));
        break;
    case store::OpenOutcome::Upgraded:
        qCInfo(lcApp, "Upgraded the store %s.", qPrintable(url));
        break;
    case store::OpenOutcome::NewerCompatible:
        qCWarning(lcApp, "The store %s was written by a later version of this program.", qPrintable(url));
        break;
    case store::OpenOutcome::Current:
    case store::OpenOutcome::NewerIncompatible:
    case store::OpenOutcome::Broken:
        break;
    }
}

/// The name of whom this program runs for, as the system knows it.
QString userName()
{
    const passwd* user = ::getpwuid(::geteuid());
    return user && *user->pw_name ? QString::fromLocal8Bit(user->pw_name) : QString::number(::geteuid());
}

operations::AuditLog::Options auditOptions(const QString& folder, const store::Location& location)
{
    const QString file = folder + QStringLiteral("/audit.log");
    // Beside its store a log may move; where several write to one store they are told apart.
    const bool isBeside = location.backend == store::Location::Backend::Sqlite &&
                          QFileInfo(location.path).canonicalPath() == QFileInfo(folder).canonicalFilePath();
    return {.file = file,
            .name = isBeside ? QStringLiteral("audit.log") : QString(QSysInfo::machineHostName() + u':' + QFileInfo(folder).canonicalFilePath()),
            .actor = QStringLiteral("cli:") + userName()};
}

/// Of what changes much, but not what anybody may do: it is done also when it cannot be recorded, and the log says so.
template<class T, class Details>
void record(operations::AuditLog& audit, const char* action, const Result<T>& result, Details details)
{
    (void)audit.append(operations::eventOf(QLatin1String(action), {}, result, details), operations::AuditLog::Durability::Synced).isOk();
}

} // namespace

QString defaultDataDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/atalaya");
}

Result<std::unique_ptr<Engine>> Engine::open(const GlobalOptions& options, NoStore noStore)
{
    const QString folder = QDir(options.dataDir.isEmpty() ? defaultDataDir() : options.dataDir).absolutePath();
    ATALAYA_TRY(const store::Location location, locationOf(options, folder));
    if (noStore == NoStore::Refuse) {
        ATALAYA_CHECK(findStore(options, folder, location));
    }
    const Status made = makeFolder(folder);
    if (!made.isOk() && options.databaseUrl.isEmpty())
        return made.failure();

    // A log that cannot be written is no reason not to work; a store that cannot be is, and says so itself.
    std::unique_ptr<logs::ApplicationLog> log;
    if (auto opened = logs::ApplicationLog::open({.folder = folder + QStringLiteral("/logs")}); opened.isOk())
        log = std::move(opened).value();
    else // messages go to stderr then, where the command itself says what failed, in words and once
        QLoggingCategory::setFilterRules(QStringLiteral("*.info=false\n*.debug=false\natalaya.app.warning=false\natalaya.app.critical=false\n"
                                                        "atalaya.store.warning=false\natalaya.ingest.warning=false"));

    store::Opened opened = store::Database::open(location);
    if (!opened.database) {
        if (log) // without one the line would stand on stderr, beside what the command says
            qCCritical(lcApp, "The store %s does not open: %s", qPrintable(location.url()),
                       qPrintable(opened.error.detail));
        return opened.error;
    }
    logOutcome(opened.outcome, location.url());
    return std::unique_ptr<Engine>(new Engine(folder, std::move(log), std::move(opened.database)));
}

Engine::Engine(const QString& folder, std::unique_ptr<logs::ApplicationLog> log, std::unique_ptr<store::Database> database)
    : m_log(std::move(log)), m_database(std::move(database)), m_audit(auditOptions(folder, m_database->location()), *m_database, m_clock),
      m_delivery(*m_database, m_clock), m_iact(*m_database, m_clock), m_imports(*m_database, m_clock, &m_audit),
      m_tokens(*m_database, m_clock, &m_audit), m_catalog(*m_database, m_clock)
{
}

Engine::~Engine() = default;

Result<qint64> Engine::fillWithDemo(const services::DemoOptions& options, StopToken stop, const Progress& progress)
{
    const Result<qint64> filled = services::fillWithDemo(*m_database, m_clock, options, std::move(stop), progress);
    record(m_audit, "demo.fill", filled, [](qint64 records) { return QJsonObject{{QStringLiteral("records"), records}}; });
    return filled;
}

Status Engine::rebuild(StopToken stop, const Progress& progress)
{
    const Status rebuilt =
        m_database->write([&](store::Transaction& transaction) { return ingest::rebuild(transaction, stop, progress); }, stop);
    record(m_audit, "rebuild", rebuilt, [](Done) { return QJsonObject(); });
    return rebuilt;
}

Result<operations::AuditReport> Engine::verifyAudit(const StopToken& stop)
{
    // First what the store knows: the log only grows meanwhile.
    ATALAYA_TRY(const std::optional<operations::AuditLink> head, operations::auditHeadOf(*m_database, m_audit.name()));
    return operations::verifyAuditLog(m_audit.file(), head, stop);
}

std::unique_ptr<api::Server> Engine::makeServer(api::ServerOptions options)
{
    m_sampler.start();
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()))
        options.pdf = widgets::iactPdf;
    return std::make_unique<api::Server>(services(), std::move(options), m_clock);
}

widgets::ConsoleContext Engine::consoleContext(QThreadPool& pool, QSettings& settings)
{
    return {m_delivery, m_imports, m_catalog, m_tokens, m_activity,
            [this](StopToken stop, const Progress& progress) { return fillWithDemo({}, std::move(stop), progress); },
            pool, settings};
}

} // namespace atalaya::app
