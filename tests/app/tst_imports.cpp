// SPDX-License-Identifier: GPL-3.0-or-later
#include "events.h"
#include "program.h"
#include "repository.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace atalaya::test;

namespace {

const QByteArray kHeader = "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at\n";

} // namespace

class ImportsTest : public QObject
{
    Q_OBJECT

private:
    Outcome import(Program& program, const char* kind, const QString& path, const QStringList& more = {})
    {
        return program.run(QStringList{QStringLiteral("import"), QString::fromLatin1(kind), path} + more);
    }

private Q_SLOTS:
    void aSecondImportFindsNothingNew_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::newRow("csv") << QByteArray("csv");
        QTest::newRow("jsonl") << QByteArray("jsonl");
    }
    void aSecondImportFindsNothingNew()
    {
        QFETCH(QByteArray, kind);
        Program program;
        const auto events = randomEvents(300, 7);
        const QString file = program.write(QStringLiteral("events"), kind == "csv" ? toCsv(events) : toJsonl(events));
        const QJsonObject first = import(program, kind.constData(), file, {QStringLiteral("--json")}).json();
        QCOMPARE(first.value(QLatin1String("read")).toInt(), 300);
        QCOMPARE(first.value(QLatin1String("created")).toInt(), 300);
        const QJsonObject second = import(program, kind.constData(), file, {QStringLiteral("--json")}).json();
        QCOMPARE(second.value(QLatin1String("created")).toInt(), 0);
        QCOMPARE(second.value(QLatin1String("duplicates")).toInt(), 300);
    }

    void badFilesAreRefusedWhole_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("said");
        const QByteArray good = "c1,f1,deployment,success,60,2026-01-05T10:00:00Z\n";
        QTest::newRow("negative duration")
            << QByteArray("csv") << kHeader + good + "c2,f1,deployment,success,-5,2026-01-05T10:00:00Z\n"
            << QByteArray("line 3");
        QTest::newRow("unknown phase") << QByteArray("csv") << kHeader + good + good + "c2,f1,deploy,success,5,\n"
                                       << QByteArray("phase_name");
        QTest::newRow("year 1900") << QByteArray("csv") << kHeader + good + "c2,f1,deployment,success,5,1900-01-01\n"
                                   << QByteArray("created_at");
        QTest::newRow("open quote") << QByteArray("csv") << kHeader + good + "\"c2,f1,deployment\n"
                                    << QByteArray("line 3");
        QTest::newRow("missing column") << QByteArray("csv") << QByteArray("cycle_id,feature_id\nc1,f1\n")
                                        << QByteArray("phase_name");
        QTest::newRow("empty file") << QByteArray("csv") << QByteArray() << QByteArray();
        QTest::newRow("not UTF-8") << QByteArray("csv") << kHeader + good + "c\xff,f1,deployment,success,5,\n"
                                   << QByteArray("line 3");
        QTest::newRow("no JSON") << QByteArray("jsonl") << QByteArray("{\"cycle_id\":\n") << QByteArray("line 1");
        QTest::newRow("an array") << QByteArray("jsonl") << QByteArray("[1]\n") << QByteArray("line 1");
    }
    void badFilesAreRefusedWhole()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, said);
        Program program;
        const Outcome outcome = import(program, kind.constData(), program.write(QStringLiteral("bad"), content));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY2(outcome.err.contains(said), outcome.err.constData());
        QCOMPARE(program
                     .run({QStringLiteral("summary"), QStringLiteral("--days"), QStringLiteral("3650"),
                           QStringLiteral("--json")})
                     .json()
                     .value(QLatin1String("total_cycles"))
                     .toInt(-1),
                 0);
    }

    void badRowsAreSkippedWhenAsked()
    {
        Program program;
        const QString file =
            program.write(QStringLiteral("some.csv"), kHeader + "c1,f1,deployment,success,60,1970-01-01T00:00:00Z\n"
                                                                "c2,f1,deployment,success,-5,\n"
                                                                "c3,f1,deployment,success,60,2100-01-01T00:00:00Z\n"
                                                                "c4,f1,nothing,success,5,\n");
        const Outcome outcome = import(program, "csv", file, {QStringLiteral("--skip-bad"), QStringLiteral("--json")});
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.json().value(QLatin1String("created")).toInt(), 2);
        QCOMPARE(outcome.json().value(QLatin1String("bad")).toInt(), 2);
        QVERIFY2(outcome.err.contains("line 3") && outcome.err.contains("line 5"), outcome.err.constData());
    }

    void aFileThatIsNotThereIsOneLine_data()
    {
        QTest::addColumn<QByteArray>("kind");
        for (const char* kind : {"csv", "jsonl", "git"})
            QTest::newRow(kind) << QByteArray(kind);
    }
    void aFileThatIsNotThereIsOneLine()
    {
        QFETCH(QByteArray, kind);
        Program program;
        const Outcome outcome = import(program, kind.constData(), program.path(QStringLiteral("nowhere")));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(outcome.err.contains("nowhere"));
    }

    void aFolderThatIsNoRepositoryIsOneLine()
    {
        Program program;
        QVERIFY(QDir().mkpath(program.path(QStringLiteral("plain"))));
        const Outcome outcome = import(program, "git", program.path(QStringLiteral("plain")));
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
    }

    void aRepositoryBecomesDeploymentsAndReverts()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("payments"));
        makeRepository(repository, {{0, "Start", "v1.0.0"},
                                    {3, "Add refunds", ""},
                                    {4, "Ship", "v1.1.0"},
                                    {5, "Revert refunds\n\nThis reverts commit %1.", "v1.2.0", 1},
                                    {6, "Try something", ""}});
        const QJsonObject first = import(program, "git", repository, {QStringLiteral("--json")})
                                      .json()
                                      .value(QLatin1String("repositories"))
                                      .toArray()
                                      .first()
                                      .toObject();
        QCOMPARE(first.value(QLatin1String("service")).toString(), QStringLiteral("payments"));
        QCOMPARE(first.value(QLatin1String("new_commits")).toInt(), 5);
        QCOMPARE(first.value(QLatin1String("deployments")).toInt(), 3);

        const QJsonObject metrics = program
                                        .run({QStringLiteral("delivery"), QStringLiteral("--json"),
                                              QStringLiteral("--as-of"), QStringLiteral("2026-02-01")})
                                        .json();
        QCOMPARE(metrics.value(QLatin1String("change_fail_rate")).toObject().value(QLatin1String("failed")).toInt(), 1);
        // Three changes after the baseline; one more has not shipped.
        QCOMPARE(metrics.value(QLatin1String("change_lead_time")).toObject().value(QLatin1String("n")).toInt(), 3);
        QCOMPARE(metrics.value(QLatin1String("failed_deployment_recovery_time"))
                     .toObject()
                     .value(QLatin1String("p50_hours"))
                     .toDouble(),
                 24.0);

        const Outcome again = import(program, "git", repository);
        QVERIFY2(again.out.contains("0 new commits of 5, 3 deployments"), again.out.constData());
        // What is derived comes out the same when it is computed again.
        QCOMPARE(program.run({QStringLiteral("rebuild")}).code, 0);
        QJsonObject rebuilt = program
                                  .run({QStringLiteral("delivery"), QStringLiteral("--json"), QStringLiteral("--as-of"),
                                        QStringLiteral("2026-02-01")})
                                  .json();
        rebuilt.insert(QStringLiteral("data_version"), metrics.value(QLatin1String("data_version")));
        QCOMPARE(rebuilt, metrics);
    }

    void eachObjectExplainsItself()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("payments"));
        makeRepository(repository, {{0, "Start", "v1.0.0"},
                                    {3, "Add refunds", ""},
                                    {4, "Ship", "v1.1.0"},
                                    {5, "Revert refunds\n\nThis reverts commit %1.", "v1.2.0", 1}});
        QCOMPARE(import(program, "git", repository).code, 0);
        const QStringList explain{QStringLiteral("explain"), QStringLiteral("--as-of"), QStringLiteral("2026-02-01")};
        const QJsonObject failed =
            program.run(explain + QStringList{QStringLiteral("payments/v1.1.0"), QStringLiteral("--json")}).json();
        QCOMPARE(failed.value(QLatin1String("object")).toString(), QStringLiteral("deployment"));
        const QJsonObject edge = failed.value(QLatin1String("edges")).toArray().first().toObject();
        QCOMPARE(edge.value(QLatin1String("rule")).toString(), QStringLiteral("shipped-revert"));
        const QString fix = edge.value(QLatin1String("fix")).toString();
        const Outcome text = program.run(explain + QStringList{fix});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("Deployment rework rate") && text.out.contains("reverts") && !text.out.contains('_'),
                 text.out.constData());
        for (const QByteArray& line : text.out.split('\n'))
            QVERIFY2(line.size() <= 120, line.constData());
        const Outcome unknown = program.run(explain + QStringList{QStringLiteral("payments/v9")});
        QCOMPARE(unknown.code, 1);
        QVERIFY2(unknown.saysOneLine() && unknown.err.contains("SERVICE@SHA"), unknown.err.constData());
        for (const char* mistyped : {"payments/1.1.0", "payment/v1.1.0", "Payments/V1.1.0"}) {
            const Outcome meant = program.run(explain + QStringList{QString::fromLatin1(mistyped)});
            QCOMPARE(meant.code, 1);
            QVERIFY2(meant.saysOneLine() && meant.err.contains("did you mean \"payments/v1.1.0\"?"), meant.err.constData());
        }
        QStringList early = explain; // what is suggested is there at that time
        early[2] = QStringLiteral("2026-01-02");
        const Outcome later = program.run(early + QStringList{QStringLiteral("payments/1.1.0")});
        QVERIFY2(later.saysOneLine() && !later.err.contains("v1.1.0\""), later.err.constData());
    }

    void optionsOfAnImportDecideWhatIsADeployment()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("payments"));
        makeRepository(repository, {{0, "One", "v1.0.0"}, {10, "Two", "v1.1.0"}, {20, "Three", "v2.0.0"}});
        const auto deployments = [&](const QStringList& options) {
            return import(program, "git", repository, options + QStringList{QStringLiteral("--json")})
                .json()
                .value(QLatin1String("repositories"))
                .toArray()
                .first()
                .toObject()
                .value(QLatin1String("deployments"))
                .toInt();
        };
        QCOMPARE(deployments({}), 3);
        QCOMPARE(deployments({QStringLiteral("--deploy-tags"), QStringLiteral("v1.*")}), 2);
        QCOMPARE(deployments({QStringLiteral("--since"), QStringLiteral("2026-01-05")}), 2);
        QCOMPARE(deployments({QStringLiteral("--project"), QStringLiteral("other")}), 3);
        const QByteArray text =
            program.run({QStringLiteral("delivery"), QStringLiteral("--service"), QStringLiteral("othr")}).err;
        QVERIFY2(text.contains("did you mean \"other\"?"), text.constData());
    }

    void oneBadRepositoryDoesNotHinderTheOthers()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("payments"));
        makeRepository(repository, {{0, "One", "v1.0.0"}});
        const Outcome outcome = program.run(
            {QStringLiteral("import"), QStringLiteral("git"), program.path(QStringLiteral("nowhere")), repository});
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.out.contains("payments"));
        QCOMPARE(outcome.err.count('\n'), 1);
    }

    void anUnbornBranchIsSaidSo()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("fresh"));
        makeRepository(repository, {});
        const Outcome outcome = import(program, "git", repository);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY2(outcome.err.contains("no commit"), outcome.err.constData());
    }

    void aShallowCloneIsSaidSo()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("whole"));
        makeRepository(repository, {{0, "One", "v1.0.0"}, {1, "Two", ""}, {2, "Three", "v1.1.0"}});
        const QString shallow = program.path(QStringLiteral("shallow"));
        QCOMPARE(
            runTool(QStringLiteral("git"), {QStringLiteral("clone"), QStringLiteral("-q"), QStringLiteral("--depth"),
                                            QStringLiteral("1"), QStringLiteral("file://") + repository, shallow})
                .code,
            0);
        const Outcome outcome = import(program, "git", shallow);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.err.contains("shallow"), outcome.err.constData());
        QVERIFY2(outcome.out.contains("1 new commit of 1, 1 deployment\n"), outcome.out.constData());

        // The figures say it for as long as it is so.
        const QStringList delivery{QStringLiteral("delivery")};
        QVERIFY(program.run(delivery).out.contains("shallow clone"));
        QCOMPARE(runTool(QStringLiteral("git"), {QStringLiteral("-C"), shallow, QStringLiteral("fetch"),
                                                 QStringLiteral("-q"), QStringLiteral("--unshallow")})
                     .code,
                 0);
        QCOMPARE(import(program, "git", shallow).code, 0);
        QVERIFY(!program.run(delivery).out.contains("shallow clone"));
    }

    void filtersNameWhatIsThere()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("payments"));
        makeRepository(repository, {{0, "Start", "v1.0.0"}, {3, "More", "v1.1.0"}});
        QCOMPARE(import(program, "git", repository).code, 0);
        const auto refused = [&](const char* option, const char* value, const char* said) {
            const Outcome outcome =
                program.run({QStringLiteral("delivery"), QString::fromLatin1(option), QString::fromLatin1(value)});
            return outcome.code == 2 && outcome.saysOneLine() && outcome.err.contains(said);
        };
        QVERIFY(refused("--environment", "nope", "use production or any"));
        QVERIFY(refused("--team", "nope", "no deployment names a team"));
        QVERIFY(refused("--from", "2999-01-01", "'from' is after"));
        for (const char* known : {"production", "PROD", "any"}) {
            const Outcome outcome =
                program.run({QStringLiteral("delivery"), QStringLiteral("--environment"), QString::fromLatin1(known)});
            QVERIFY2(outcome.code == 0, outcome.err.constData());
        }
    }

    void theDemoFillsOnlyAnEmptyStore()
    {
        Program program;
        QCOMPARE(program
                     .run({QStringLiteral("demo"), QStringLiteral("--days"), QStringLiteral("30"),
                           QStringLiteral("--projects"), QStringLiteral("2")})
                     .code,
                 0);
        const QJsonArray services = program.run({QStringLiteral("delivery"), QStringLiteral("--json")})
                                        .json()
                                        .value(QLatin1String("services"))
                                        .toArray();
        QCOMPARE(services.size(), 2);
        for (const QJsonValue& service : services)
            QVERIFY(service.toString().startsWith(QLatin1String("demo-")));
        const Outcome again = program.run({QStringLiteral("demo")});
        QCOMPARE(again.code, 1);
        QVERIFY2(again.saysOneLine(), again.err.constData());
    }

    void everyMetricOfTheDemoExplainsItself()
    {
        Program program;
        QCOMPARE(program.run({QStringLiteral("demo"), QStringLiteral("--days"), QStringLiteral("60")}).code, 0);
        for (const char* metric : {"deployment_frequency", "change_lead_time", "change_fail_rate",
                                   "failed_deployment_recovery_time", "deployment-rework-rate"}) {
            const QStringList command{QStringLiteral("explain"), QString::fromLatin1(metric)};
            const Outcome human = program.run(command);
            QCOMPARE(human.code, 0);
            QVERIFY2(human.out.contains("Counted ("), human.out.constData());
            const QJsonObject json = program.run(command + QStringList{QStringLiteral("--json")}).json();
            QVERIFY(!json.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(ImportsTest)
#include "tst_imports.moc"
