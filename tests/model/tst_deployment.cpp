// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident.h"
#include "model/remediation.h"
#include "model/token.h"

#include <QSet>
#include <QTest>

using namespace atalaya::model;

class DeploymentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void environmentsHaveATier_data()
    {
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("tier");
        const auto row = [](const char* environment, const char* tier) {
            QTest::newRow(environment) << QString::fromLatin1(environment) << QString::fromLatin1(tier);
        };
        for (const char* name : {"production", "prod", "live", "PROD", " Live "})
            row(name, "production");
        for (const char* name : {"staging", "stage", "preprod", "pre-production", "UAT"})
            row(name, "staging");
        for (const char* name : {"testing", "test", "qa"})
            row(name, "testing");
        for (const char* name : {"development", "dev"})
            row(name, "development");
        for (const char* name : {"", "canary", "productions", "prod-eu", "not production"})
            row(name, "other");
    }
    void environmentsHaveATier()
    {
        QFETCH(QString, environment);
        QFETCH(QString, tier);
        QCOMPARE(tierName(tierOfEnvironment(environment)), tier);
    }

    void wordsLeadBackToTheirValues()
    {
        for (const auto status : {DeploymentStatus::Success, DeploymentStatus::Failed, DeploymentStatus::Cancelled, DeploymentStatus::Pending})
            QVERIFY(statusFromName(statusName(status)) == status);
        for (const EdgeKind kind : kEdgeKinds)
            QVERIFY(edgeKindFromName(edgeKindName(kind)) == kind);
        for (const Role role : {Role::Viewer, Role::Operator, Role::Admin})
            QVERIFY(roleFromName(roleName(role)) == role);
        QVERIFY(!statusFromName(u"ok"));
        QVERIFY(!edgeKindFromName(u"Revert"));
        QVERIFY(!roleFromName(u"root"));
    }

    void everyKindIsOfAllKindsOnce()
    {
        EdgeKinds kinds;
        for (const EdgeKind kind : kEdgeKinds) {
            QVERIFY(!kinds.testFlag(kind));
            kinds |= kind;
        }
        QCOMPARE(kinds, allEdgeKinds());
    }

    void onlyGitStandInsAreProxies()
    {
        QVERIFY(!isProxy(DeploymentSource::PhaseEvent) && !isProxy(DeploymentSource::GitTag));
        QVERIFY(isProxy(DeploymentSource::GitMergeProxy) && isProxy(DeploymentSource::GitCommitProxy));
    }

    void idsAreOfWhatTheyName()
    {
        const QString a = QStringLiteral("a"), b = QStringLiteral("b"), c = QStringLiteral("c");
        QCOMPARE(deploymentId(a, b, c), deploymentId(a, b, c));
        QSet<quint64> ids{deploymentId(a, b, c).value, deploymentId(b, a, c).value, deploymentId(a, c, b).value,
                          incidentId(a, b, c).value, deploymentId(a + b, {}, c).value, deploymentId(a, b + c, {}).value};
        QCOMPARE(ids.size(), 6);
        const DeploymentId cause{1}, fix{2};
        QVERIFY(edgeId(EdgeKind::Revert, cause, fix, {}) != edgeId(EdgeKind::Hotfix, cause, fix, {}));
        QVERIFY(edgeId(EdgeKind::Revert, cause, fix, {}) != edgeId(EdgeKind::Revert, fix, cause, {}));
        QVERIFY(edgeId(EdgeKind::Incident, cause, {}, IncidentId{2}) != edgeId(EdgeKind::Incident, cause, fix, {}));
    }
};

QTEST_GUILESS_MAIN(DeploymentTest)
#include "tst_deployment.moc"
