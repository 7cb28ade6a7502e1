// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "services/demoservice.h"
#include "store/deploymentrepository.h"

#include <QTest>

namespace atalaya::test {

namespace {

using model::Change;
using model::Deployment;

Deployment deploymentOf(const QString& service, const QString& version, Instant finished)
{
    Deployment deployment;
    deployment.service = service;
    deployment.environment = QStringLiteral("production");
    deployment.team = QStringLiteral("core");
    deployment.version = version;
    deployment.finished = finished;
    deployment.dedupKey = version;
    deployment.id = model::deploymentId(service, deployment.environment, version);
    return deployment;
}

QList<Change> changesOf(const Deployment& deployment)
{
    QList<Change> changes;
    for (int number = 1; number <= 2; ++number) {
        Change change;
        change.service = deployment.service;
        const quint64 sha = contentId({deployment.service, deployment.version, QString::number(number)});
        change.sha = QStringLiteral("%1").arg(sha, 40, 16, QLatin1Char('0'));
        std::reverse(change.sha.begin(), change.sha.end()); // the zeros to the end: short shas differ
        change.deployment = deployment.id;
        change.authored = deployment.finished - std::chrono::hours(10 * number);
        change.committed = change.authored;
        change.subject = QStringLiteral("Change %1 of %2").arg(QString::number(number), deployment.version);
        change.lines = 10 * number;
        changes.append(change);
    }
    return changes;
}

void store(store::Database& database, const QList<Deployment>& deployments, const QList<Change>& changes)
{
    const Status status = database.write([&](store::Transaction& transaction) -> Status {
        return store::DeploymentRepository::add(transaction, deployments, changes);
    });
    QVERIFY2(status.isOk(), status.isError() ? qPrintable(status.error().userText + status.error().detail) : "cancelled");
}

} // namespace

Instant ConsoleFixture::now()
{
    return *parseInstant(u"2026-11-25T12:00:00Z");
}

ConsoleFixture::ConsoleFixture() : m_clock(now())
{
    store::Database& database = m_store.database();
    m_delivery = std::make_unique<services::DeliveryService>(database, m_clock);
    m_imports = std::make_unique<services::ImportService>(database, m_clock);
    m_catalog = std::make_unique<services::CatalogService>(database, m_clock);
    m_tokens = std::make_unique<services::TokenService>(database, m_clock);
    m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
}

ConsoleFixture::~ConsoleFixture()
{
    m_pool.waitForDone();
}

void ConsoleFixture::fill(int services, int count)
{
    QList<Deployment> deployments;
    QList<Change> changes;
    for (int number = 1; number <= services; ++number) {
        const QString service = number == 1 ? QStringLiteral("payments") : QStringLiteral("service-%1").arg(number);
        for (int place = 0; place < count; ++place) {
            const bool hotfix = place == count - 1;
            const QString version = QStringLiteral("2.%1.%2").arg(hotfix ? place - 1 : place).arg(hotfix ? 1 : 0);
            // The failed one is old enough to be judged.
            const Instant finished = now() - std::chrono::days(count - place + 8) + std::chrono::minutes(number);
            deployments.append(deploymentOf(service, version, finished));
            changes += changesOf(deployments.last());
        }
        deployments.append(deploymentOf(service, QStringLiteral("3.0.0"), now() - std::chrono::days(2)));
        changes += changesOf(deployments.last());
    }
    store(m_store.database(), deployments, changes);
}

void ConsoleFixture::addDeployment(const QString& service, const QString& version, Instant finished,
                                   model::DeploymentSource source, model::DeploymentStatus status)
{
    Deployment deployment = deploymentOf(service, version, finished);
    deployment.source = source;
    deployment.status = status;
    store(m_store.database(), {deployment}, changesOf(deployment));
}

model::DeploymentId ConsoleFixture::id(const QString& service, const QString& version) const
{
    return model::deploymentId(service, QStringLiteral("production"), version);
}

void ConsoleFixture::setDataChanged(std::optional<Instant> moment)
{
    QVERIFY(m_store.execute(QStringLiteral("UPDATE meta SET data_changed_at = %1")
                                .arg(moment ? QString::number(toMs(*moment)) : QStringLiteral("NULL"))));
}

void ConsoleFixture::breakStore()
{
    QVERIFY(m_store.execute(QStringLiteral("DROP TABLE meta")));
}

widgets::ConsoleContext ConsoleFixture::context()
{
    store::Database& database = m_store.database();
    return {*m_delivery, *m_imports, *m_catalog, *m_tokens, m_activity,
            [&database, this](const StopToken& stop, const Progress& progress) {
                return services::fillWithDemo(database, m_clock, {}, stop, progress);
            },
            m_pool, *m_settings};
}

} // namespace atalaya::test
