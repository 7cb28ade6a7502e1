// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/server.h"
#include "app/wiring/globaloptions.h"
#include "base/clock.h"
#include "logs/applicationlog.h"
#include "operations/auditlog.h"
#include "operations/auditverify.h"
#include "services/activity.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"
#include "services/demoservice.h"
#include "services/iactservice.h"
#include "services/importservice.h"
#include "services/performancesampler.h"
#include "services/tokenservice.h"
#include "store/database.h"
#include "widgets/shell/consolecontext.h"

#include <memory>

namespace atalaya::app {

/// The running program without a face: clock, application log, store and the services on top of it, in the order in
/// which they depend on each other. Made in one place, so that nothing else constructs a service.
class Engine
{
public:
    /// What happens where the options name a place that has no store: a folder that is not there or holds other things, or a
    /// SQLite file that is not there. An empty folder is an empty store; the default folder is made in any case.
    enum class NoStore { Create, Refuse };

    /// Creates the data folder when it is not there, opens the log in its `logs` and the store. The password of a
    /// MariaDB/MySQL store comes from the environment variable ATALAYA_DATABASE_PASSWORD or from the file that
    /// ATALAYA_DATABASE_PASSWORD_FILE names. An Error says in one line what to do.
    static Result<std::unique_ptr<Engine>> open(const GlobalOptions& options, NoStore noStore = NoStore::Create);
    ~Engine();
    Q_DISABLE_COPY_MOVE(Engine)

    services::DeliveryService& delivery() { return m_delivery; }
    services::IactService& iact() { return m_iact; }
    services::ImportService& imports() { return m_imports; }
    services::TokenService& tokens() { return m_tokens; }
    services::CatalogService& catalog() { return m_catalog; }
    services::Activity& activity() { return m_activity; }
    operations::AuditLog& audit() { return m_audit; }
    /// Whether the audit log is as it was written, to the end that the store knows.
    Result<operations::AuditReport> verifyAudit(const StopToken& stop);

    /// Fills an empty store; returns how many records were written. A Conflict when the store holds something.
    Result<qint64> fillWithDemo(const services::DemoOptions& options, StopToken stop, const Progress& progress);
    /// Folds everything that is derived again, from what the sources sent.
    Status rebuild(StopToken stop, const Progress& progress);

    /// What the faces of the API ask; good for as long as the engine.
    api::Services services() { return {m_delivery, m_iact, m_tokens, m_catalog, m_activity, m_audit}; }
    /// A server that is not started yet; the engine outlives it. Draws PDF exports when a QGuiApplication lives.
    std::unique_ptr<api::Server> makeServer(api::ServerOptions options);
    /// What the console works with; the engine, the pool and the settings outlive it.
    widgets::ConsoleContext consoleContext(QThreadPool& pool, QSettings& settings);

private:
    Engine(const QString& folder, std::unique_ptr<logs::ApplicationLog> log, std::unique_ptr<store::Database> database);

    SystemClock m_clock;
    std::unique_ptr<logs::ApplicationLog> m_log; ///< null when its folder cannot be written
    std::unique_ptr<store::Database> m_database;
    operations::AuditLog m_audit;
    services::DeliveryService m_delivery;
    services::IactService m_iact;
    services::ImportService m_imports;
    services::TokenService m_tokens;
    services::CatalogService m_catalog;
    services::Activity m_activity;
    services::PerformanceSampler m_sampler{*m_database, m_clock, m_activity}; ///< measures once there is a server
};

} // namespace atalaya::app
