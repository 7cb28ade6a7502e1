// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/activity.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"
#include "services/importservice.h"
#include "services/tokenservice.h"
#include "testsupport/teststore.h"
#include "widgets/shell/consolecontext.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QThreadPool>

#include <memory>

namespace atalaya::test {

/// What the console works with, on a store of its own and at a moment that stands still.
class ConsoleFixture
{
public:
    /// 2026-11-25T12:00:00Z.
    static Instant now();

    ConsoleFixture();
    ~ConsoleFixture();
    Q_DISABLE_COPY_MOVE(ConsoleFixture)

    /// Deployments of `services` services ("payments", "service-2", …), one a day up to two days ago, versions 2.0.0, 2.1.0, …;
    /// the last but one of each has a hotfix that blames it ("2.N.1"). Each deployment ships two changes.
    void fill(int services = 1, int deployments = 12);
    /// One more deployment, as another process would add it.
    void addDeployment(const QString& service, const QString& version, Instant finished,
                       model::DeploymentSource source = model::DeploymentSource::PhaseEvent,
                       model::DeploymentStatus status = model::DeploymentStatus::Success);
    model::DeploymentId id(const QString& service, const QString& version) const;
    /// As if the data had last changed then; nothing: as in a store of a program that did not note it.
    void setDataChanged(std::optional<Instant> moment);
    /// Makes every further reading fail.
    void breakStore();

    widgets::ConsoleContext context();
    services::DeliveryService& delivery() { return *m_delivery; }
    services::CatalogService& catalog() { return *m_catalog; }
    services::TokenService& tokens() { return *m_tokens; }
    services::Activity& activity() { return m_activity; }
    QThreadPool& pool() { return m_pool; }
    QSettings& settings() { return *m_settings; }
    store::Database& database() { return m_store.database(); }
    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    TestStore m_store;
    FixedClock m_clock;
    std::unique_ptr<services::DeliveryService> m_delivery;
    std::unique_ptr<services::ImportService> m_imports;
    std::unique_ptr<services::CatalogService> m_catalog;
    std::unique_ptr<services::TokenService> m_tokens;
    services::Activity m_activity;
    std::unique_ptr<QSettings> m_settings;
    QThreadPool m_pool;
};

} // namespace atalaya::test
