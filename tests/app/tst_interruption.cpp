// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C in the middle of an import: it stops, loses nothing that was stored, and the next run goes on.
#include "events.h"
#include "program.h"
#include "repository.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace atalaya::test;

namespace {

/// Whether the process has a file open or mapped whose name ends with `ending`.
bool hasOpen(const QProcess& process, const QString& ending)
{
    const QString folder = QStringLiteral("/proc/%1/").arg(process.processId());
    const QDir descriptors(folder + QStringLiteral("fd"));
    for (const QString& name : descriptors.entryList(QDir::Files | QDir::System)) {
        if (QFileInfo(descriptors.filePath(name)).symLinkTarget().endsWith(ending))
            return true;
    }
    QFile maps(folder + QStringLiteral("maps"));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains(QByteArray(ending.toUtf8() + '\n'));
}

QJsonObject withoutPeriod(QJsonObject summary)
{
    summary.remove(QLatin1String("period"));
    return summary;
}

} // namespace

class InterruptionTest : public QObject
{
    Q_OBJECT

private:
    Outcome interrupted(Program& program, const QStringList& arguments,
                        const std::function<bool(const QProcess&)>& when)
    {
        const auto process = program.start(QStringList{QStringLiteral("--data-dir"), program.dataDir()} + arguments);
        if (!waitWhileRunning(*process, [&] { return when(*process); }))
            qWarning("it ended before it could be interrupted");
        ::kill(pid_t(process->processId()), SIGINT);
        return outcomeOf(*process);
    }

private Q_SLOTS:
    void anImportOfRowsGoesOnLater()
    {
        Program program;
        const auto events = randomEvents(20'000, 11);
        const QString file = program.write(QStringLiteral("many.csv"), toCsv(events));
        const QStringList import{QStringLiteral("import"), QStringLiteral("csv"), file, QStringLiteral("--json")};
        const QStringList summary{QStringLiteral("summary"), QStringLiteral("--json")};
        // The store is there already, so that opening it takes no part in what is interrupted.
        QCOMPARE(program.run(summary).code, 0);
        const Outcome stopped = interrupted(
            program, import, [](const QProcess& process) { return hasOpen(process, QStringLiteral("many.csv")); });
        QCOMPARE(stopped.code, 130);
        QVERIFY2(stopped.saysOneLine(), stopped.err.constData());

        const QJsonObject rest = program.run(import).json();
        QCOMPARE(rest.value(QLatin1String("read")).toInt(), 20'000);
        QCOMPARE(rest.value(QLatin1String("created")).toInt() + rest.value(QLatin1String("duplicates")).toInt(),
                 20'000);
        Program other;
        QCOMPARE(other.run(import).code, 0);
        QCOMPARE(withoutPeriod(program.run(summary).json()), withoutPeriod(other.run(summary).json()));
    }

    void anImportOfARepositoryGoesOnLater()
    {
        Program program;
        const QString repository = program.path(QStringLiteral("long"));
        makeLongRepository(repository, 4000);
        const QStringList import{QStringLiteral("import"), QStringLiteral("git"), repository};
        const QStringList delivery{QStringLiteral("delivery"), QStringLiteral("--json"), QStringLiteral("--as-of"),
                                   QStringLiteral("2030-01-01")};
        QCOMPARE(program.run(delivery).code, 0);
        const Outcome stopped = interrupted(program, import, [&program](const QProcess&) {
            return QFileInfo(program.dataDir() + QStringLiteral("/atalaya.db-wal")).size() >
                   0; // the first commits are kept
        });
        QCOMPARE(stopped.code, 130);
        QVERIFY2(stopped.saysOneLine(), stopped.err.constData());
        // Nothing half-way is seen.
        QCOMPARE(program.run(delivery)
                     .json()
                     .value(QLatin1String("population"))
                     .toObject()
                     .value(QLatin1String("deployments"))
                     .toInt(-1),
                 0);

        // And it is said, with what to do.
        const QByteArray hint = "atalaya import git " + repository.toUtf8();
        for (const QStringList& command :
             {delivery, QStringList{QStringLiteral("delivery")}, QStringList{QStringLiteral("summary")},
              QStringList{QStringLiteral("explain"), QStringLiteral("change_fail_rate")}}) {
            const Outcome asked = program.run(command);
            QVERIFY2(asked.err.count('\n') == 1 && asked.err.contains("import of long") && asked.err.contains(hint),
                     asked.err.constData());
        }
        const QJsonArray warnings = program.run(delivery).json().value(QLatin1String("warnings")).toArray();
        QVERIFY(warnings.size() == 1 && warnings.first().toString().toUtf8().contains(hint));
        QVERIFY(!program.run({QStringLiteral("delivery")}).out.contains("interrupted")); // once is enough

        const Outcome rest = program.run(import);
        QCOMPARE(rest.code, 0);
        QCOMPARE(program.run(delivery).err, QByteArray());
        QVERIFY2(rest.out.contains("of 4000, 40 deployments"), rest.out.constData());
        Program other;
        QCOMPARE(other.run(import).code, 0);
        QJsonObject resumed = program.run(delivery).json(), straight = other.run(delivery).json();
        resumed.remove(QLatin1String("data_version"));
        straight.remove(QLatin1String("data_version"));
        QCOMPARE(resumed, straight);
    }
};

QTEST_GUILESS_MAIN(InterruptionTest)
#include "tst_interruption.moc"
