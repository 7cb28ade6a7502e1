// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "ingest/intake.h"
#include "services/deliveryservice.h"
#include "services/iactservice.h"
#include "services/importservice.h"
#include "store/gitrepository.h"
#include "testsupport/gitfolder.h"
#include "testsupport/randomevents.h"
#include "testsupport/storerows.h"
#include "testsupport/teststore.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <sys/stat.h>
#include <thread>

using namespace atalaya;
using model::PhaseEvent;
using services::GitImported;
using services::GitImportOptions;
using services::ImportService;
using services::RowsImported;
using test::Backend;
using test::GitFolder;
using test::TestStore;
using BadRows = ImportService::BadRows;

namespace {

const Instant kNow = instantFromMs(1'780'000'000'000);

enum class Kind { Csv, Jsonl };

/// A store and what imports into it.
struct Importing
{
    explicit Importing(Backend backend = Backend::Sqlite) : store(backend), service(store.database(), clock) {}

    Result<RowsImported> rows(Kind kind, const QString& path, BadRows bad = BadRows::RefuseFile, StopToken stop = {},
                              const Progress& progress = {})
    {
        return kind == Kind::Csv ? service.importCsv(path, bad, stop, progress)
                                 : service.importJsonl(path, bad, stop, progress);
    }
    Result<GitImported> git(const GitFolder& folder, const GitImportOptions& options = {}, StopToken stop = {},
                            const Progress& progress = {})
    {
        return service.importGit(folder.path(), options, stop, progress);
    }
    QStringList contents() const { return test::contentsOf(store.location()); }
    qsizetype count(const char* kind) const { return test::countOf(contents(), QString::fromLatin1(kind)); }
    qint64 version() { return store.database().dataVersion().value(); }
    /// The figures as JSON, without the count of commits, which is the store's and not the data's.
    QJsonObject figures()
    {
        delivery::Query query;
        query.asOf = kNow;
        QJsonObject json = toJson(services::DeliveryService(store.database(), clock).metrics(query).value());
        json.remove(QStringLiteral("data_version"));
        return json;
    }
    /// Whether the one unfinished import is said to be finished by `atalaya import git WORDS`, in the figures, too.
    bool saysUnfinished(const QString& words)
    {
        const QStringList said = service.unfinished().value();
        return said.size() == 1 && said.first().endsWith(QLatin1String("atalaya import git ") + words) &&
               figures().value(QLatin1String("warnings")).toArray().contains(QJsonValue(said.first()));
    }

    FixedClock clock{kNow};
    TestStore store;
    ImportService service;
};

QByteArray jsonLine(const PhaseEvent& event)
{
    QJsonObject object = toJson(event);
    object.remove(QStringLiteral("id"));
    return compactJson(object) + '\n';
}

QByteArray csvField(const QString& text)
{
    return '"' + text.toUtf8().replace('"', "\"\"") + '"';
}

QByteArray csvLine(const PhaseEvent& event)
{
    return csvField(event.cycleId) + ',' + csvField(event.featureId) + ',' + model::phaseName(event.phase).toUtf8() +
           ',' + model::decisionName(event.decision).toUtf8() + ',' +
           QByteArray::number(*event.durationSeconds, 'g', 17) + ',' + toIso(event.createdAt).toUtf8() + ',' +
           csvField(event.project) + ',' + csvField(event.team) + ',' + csvField(event.environment) + '\n';
}

const QByteArray kHeader =
    "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at,project,team,environment\n";

QByteArray textOf(Kind kind, const QList<PhaseEvent>& events)
{
    QByteArray text = kind == Kind::Csv ? kHeader : QByteArray();
    for (const PhaseEvent& event : events)
        text += kind == Kind::Csv ? csvLine(event) : jsonLine(event);
    return text;
}

/// A deployment of the cycle "c" as a line of a file; without a time when `created` is empty.
QByteArray deployment(Kind kind, const QByteArray& duration = "60", const QByteArray& created = "2026-01-05T10:00:00Z",
                      const QByteArray& decision = "success")
{
    if (kind == Kind::Csv)
        return "c,f,deployment," + decision + ',' + duration + ',' + created + ",,,\n";
    const QByteArray time = created.isEmpty() ? QByteArray() : ",\"created_at\":\"" + created + '"';
    return "{\"cycle_id\":\"c\",\"feature_id\":\"f\",\"phase_name\":\"deployment\",\"decision\":\"" + decision +
           "\",\"duration_seconds\":" + duration + time + "}\n";
}

QByteArray headOf(Kind kind)
{
    return kind == Kind::Csv ? kHeader : QByteArray();
}

void addKinds()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("csv") << Kind::Csv;
    QTest::newRow("jsonl") << Kind::Jsonl;
}

void addKindsAndBackends()
{
    QTest::addColumn<Backend>("backend");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("csv, sqlite") << Backend::Sqlite << Kind::Csv;
    QTest::newRow("jsonl, sqlite") << Backend::Sqlite << Kind::Jsonl;
    if (test::hasMySql())
        QTest::newRow("csv, mysql") << Backend::MySql << Kind::Csv;
}

/// Requests a stop once a step has come as far as `done`.
Progress stopAt(StopSource& stop, const QString& step, qint64 done)
{
    return [&stop, step, done](const ProgressUpdate& update) {
        if (update.step == step && update.done >= done)
            stop.request_stop();
    };
}

GitImportOptions named(const char* project)
{
    GitImportOptions options;
    options.project = QString::fromLatin1(project);
    return options;
}

ErrorCode codeOf(const Result<GitImported>& result)
{
    return result.isError() ? result.error().code : ErrorCode(-1);
}

} // namespace

Q_DECLARE_METATYPE(Kind)

class ImportServiceTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const QByteArray& content, const char* name = "rows") const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qUtf8Printable(file.fileName()));
        return file.fileName();
    }
    QString newPipe() const
    {
        const QString path = m_folder.filePath(QStringLiteral("pipe"));
        QFile::remove(path);
        if (::mkfifo(QFile::encodeName(path).constData(), 0600) != 0)
            qFatal("cannot make %s", qUtf8Printable(path));
        return path;
    }

private Q_SLOTS:
    // Rows

    void aSecondImportOfRowsChangesNothing_data() { addKindsAndBackends(); }
    void aSecondImportOfRowsChangesNothing()
    {
        QFETCH(Backend, backend);
        QFETCH(Kind, kind);
        Importing importing(backend);
        const QList<PhaseEvent> events = test::randomEvents(1'500, 1, kNow - std::chrono::days(60), 50);
        const QString path = write(textOf(kind, events));
        const auto first = importing.rows(kind, path);
        QVERIFY2(first.isOk(), first.isError() ? qUtf8Printable(first.error().userText) : "cancelled");
        QCOMPARE(first.value().read, events.size());
        QCOMPARE(first.value().created + first.value().duplicates, events.size());
        QVERIFY(first.value().duplicates > 0 && first.value().duplicates < 100); // some of them are equal
        QCOMPARE(importing.count("event"), first.value().created);
        QVERIFY(importing.count("deployment") > 100 && importing.count("incident") > 10);

        const qint64 version = importing.version();
        const auto second = importing.rows(kind, path);
        QCOMPARE(second.value().created, 0);
        QCOMPARE(second.value().duplicates, events.size());
        QCOMPARE(importing.version(), version);
    }

    void bothFormsMakeTheSameStore()
    {
        const QList<PhaseEvent> events = test::randomEvents(500, 2, kNow - std::chrono::days(60), 50);
        Importing fromCsv, fromJson;
        QVERIFY(fromCsv.rows(Kind::Csv, write(textOf(Kind::Csv, events))).isOk());
        QVERIFY(fromJson.rows(Kind::Jsonl, write(textOf(Kind::Jsonl, events))).isOk());
        QCOMPARE(fromCsv.contents(), fromJson.contents());
        // And the one knows the rows of the other.
        QCOMPARE(fromCsv.rows(Kind::Jsonl, write(textOf(Kind::Jsonl, events))).value().created, 0);
    }

    void aBadRowRefusesTheWholeFile_data() { addKindsAndBackends(); }
    void aBadRowRefusesTheWholeFile()
    {
        QFETCH(Backend, backend);
        QFETCH(Kind, kind);
        Importing importing(backend);
        QByteArray text = headOf(kind);
        for (int i = 0; i < 1'500; ++i) // more than one piece before the bad one
            text += deployment(kind, QByteArray::number(i));
        const int line = 1'500 + (kind == Kind::Csv ? 2 : 1);
        text += deployment(kind, "-5") + deployment(kind, "7");
        const qint64 version = importing.version();
        const auto refused = importing.rows(kind, write(text, "some.rows"));
        QVERIFY(refused.isError());
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        const QString said = refused.error().userText;
        QVERIFY2(said.contains(QStringLiteral("line %1, column duration_seconds").arg(line)), qUtf8Printable(said));
        QVERIFY2(said.startsWith(QLatin1String("some.rows: nothing was imported")), qUtf8Printable(said));
        QCOMPARE(importing.contents(), QStringList());
        QCOMPARE(importing.version(), version);
    }

    void badRowsCanBeSkipped_data() { addKinds(); }
    void badRowsCanBeSkipped()
    {
        QFETCH(Kind, kind);
        Importing importing;
        const QByteArray text = headOf(kind) + deployment(kind, "-1") + deployment(kind) +
                                deployment(kind, "60", "yesterday") + deployment(kind, "60", "2026-01-06T10:00:00Z") +
                                deployment(kind, "60", {}, "maybe");
        const auto imported = importing.rows(kind, write(text), BadRows::Skip);
        QVERIFY(imported.isOk());
        QCOMPARE(imported.value().read, 5);
        QCOMPARE(imported.value().created, 2);
        QCOMPARE(imported.value().bad, 3);
        const int first = kind == Kind::Csv ? 2 : 1;
        const QStringList& problems = imported.value().problems;
        QCOMPARE(problems.size(), 3);
        QVERIFY(problems[0].startsWith(QStringLiteral("line %1, column duration_seconds: ").arg(first)));
        QVERIFY(problems[1].startsWith(QStringLiteral("line %1, column created_at: ").arg(first + 2)));
        QVERIFY(problems[2].startsWith(QStringLiteral("line %1, column decision: ").arg(first + 4)));
        QCOMPARE(importing.count("deployment"), 2);
        // Mended, they are what is new.
        const QByteArray mended = headOf(kind) + deployment(kind, "1") + deployment(kind);
        QCOMPARE(importing.rows(kind, write(mended)).value().created, 1);
    }

    void allBadRowsAreCountedAndTheFirstAreNamed()
    {
        Importing importing;
        QByteArray text = kHeader;
        for (int i = 0; i < 250; ++i)
            text += deployment(Kind::Csv, "-1");
        const auto skipped = importing.rows(Kind::Csv, write(text), BadRows::Skip);
        QCOMPARE(skipped.value().bad, 250);
        QCOMPARE(skipped.value().problems.size(), 100);
        QCOMPARE(skipped.value().found, 250);
        const auto refused = importing.rows(Kind::Csv, write(text));
        QVERIFY2(refused.error().userText.contains(QLatin1String("250 row")), qUtf8Printable(refused.error().userText));
        QVERIFY2(refused.error().userText.endsWith(QLatin1String("and 247 more problem(s)")), qUtf8Printable(refused.error().userText));
        QVERIFY(refused.error().userText.size() < 500);
    }

    void rowsThatContradictEachOtherAreBothKept_data() { addKinds(); }
    void rowsThatContradictEachOtherAreBothKept()
    {
        QFETCH(Kind, kind);
        const QByteArray succeeded = deployment(kind),
                         failed = deployment(kind, "60", "2026-01-05T10:00:00Z", "failed");
        Importing importing, other;
        QVERIFY(importing.rows(kind, write(headOf(kind) + succeeded)).isOk());
        const auto second = importing.rows(kind, write(headOf(kind) + failed));
        // Nothing that was reported is overwritten by what somebody else reports.
        QCOMPARE(second.value().created, 1);
        QCOMPARE(importing.count("event"), 2);
        QCOMPARE(importing.count("deployment"), 2);
        QVERIFY(other.rows(kind, write(headOf(kind) + failed + succeeded)).isOk());
        QCOMPARE(importing.contents(), other.contents());
    }

    void anImportOfRowsIsWholeOrNotAtAll_data()
    {
        QTest::addColumn<Backend>("backend");
        QTest::addColumn<QString>("step");
        const QString checking = QStringLiteral("Checking rows"), importing = QStringLiteral("Importing rows");
        QTest::newRow("checking, sqlite") << Backend::Sqlite << checking;
        QTest::newRow("importing, sqlite") << Backend::Sqlite << importing;
        if (test::hasMySql())
            QTest::newRow("importing, mysql") << Backend::MySql << importing;
    }
    void anImportOfRowsIsWholeOrNotAtAll()
    {
        QFETCH(Backend, backend);
        QFETCH(QString, step);
        const QList<PhaseEvent> events = test::randomEvents(2'500, 3, kNow - std::chrono::days(60), 50);
        const QString path = write(textOf(Kind::Jsonl, events));
        Importing importing(backend), straight;
        const qint64 version = importing.version();
        StopSource stop;
        const auto stopped =
            importing.rows(Kind::Jsonl, path, BadRows::RefuseFile, stop.get_token(), stopAt(stop, step, 1'000));
        QVERIFY(stopped.isCancelled());
        QCOMPARE(importing.contents(), QStringList());
        QCOMPARE(importing.version(), version);

        QVERIFY(importing.rows(Kind::Jsonl, path).isOk());
        QVERIFY(straight.rows(Kind::Jsonl, path).isOk());
        QCOMPARE(importing.contents(), straight.contents());
    }

    void progressCountsRowsAndHasAnEndInSight()
    {
        constexpr int kRows = 8'000;
        Importing importing;
        const QByteArray text = textOf(Kind::Jsonl, test::randomEvents(kRows, 3, kNow - std::chrono::days(60), 50));
        QVERIFY(text.size() > (3 << 19)); // large enough to be judged while it is checked
        QList<ProgressUpdate> checking, importingRows;
        StopSource stop;
        const auto stopped = importing.rows(Kind::Jsonl, write(text), BadRows::RefuseFile, stop.get_token(),
                                            [&](const ProgressUpdate& update) {
                                                if (update.step == QLatin1String("Checking rows"))
                                                    return checking.append(update);
                                                importingRows.append(update);
                                                stop.request_stop();
                                            });
        QVERIFY(stopped.isCancelled());
        QCOMPARE(checking.size(), kRows / 1'000);
        QCOMPARE(checking.first().done, 1'000);
        QCOMPARE(checking.first().total, 0);
        QCOMPARE(checking.last().done, kRows);
        QVERIFY2(std::abs(checking[checking.size() - 2].total - kRows) < kRows / 10,
                 qPrintable(QString::number(checking[checking.size() - 2].total)));
        QCOMPARE(importingRows.first().done, 1'000);
        QCOMPARE(importingRows.first().total, kRows);
    }

    // Rows without a time

    void rowsWithoutATimeAreNotDoubled_data() { addKindsAndBackends(); }
    void rowsWithoutATimeAreNotDoubled()
    {
        QFETCH(Backend, backend);
        QFETCH(Kind, kind);
        Importing importing(backend);
        const QByteArray one = deployment(kind, "60", {}), other = deployment(kind, "61", {});
        QCOMPARE(importing.rows(kind, write(headOf(kind) + one + other + one)).value().created, 3);
        const QStringList contents = importing.contents();
        const qint64 version = importing.version();
        QCOMPARE(test::rowsOn(importing.store.location(), QStringLiteral("SELECT created_at FROM phase_event")),
                 QStringList(3, QString::number(toMs(kNow))));

        // The same again, a day later; and in another order.
        importing.clock.set(kNow + std::chrono::days(1));
        for (const QByteArrayList& rows : {QByteArrayList{one, other, one}, QByteArrayList{one, one, other}}) {
            const auto again = importing.rows(kind, write(headOf(kind) + rows.join()));
            QCOMPARE(again.value().created, 0);
            QCOMPARE(again.value().duplicates, 3);
        }
        QCOMPARE(importing.contents(), contents);
        QCOMPARE(importing.version(), version);

        // Only what was added is new: a third of the one, and another.
        const QByteArray more = deployment(kind, "62", {});
        QCOMPARE(importing.rows(kind, write(headOf(kind) + one + other + one + more + one)).value().created, 2);
        QCOMPARE(test::rowsOn(importing.store.location(), QStringLiteral("SELECT COUNT(*), created_at FROM phase_event "
                                                                         "GROUP BY created_at")),
                 (QStringList{QStringLiteral("2|%1").arg(toMs(kNow + std::chrono::days(1))),
                              QStringLiteral("3|%1").arg(toMs(kNow))}));
    }

    void aRowWithATimeIsAnotherThanOneWithout()
    {
        Importing importing;
        const QByteArray without = kHeader + deployment(Kind::Csv, "60", {});
        const QByteArray with = kHeader + deployment(Kind::Csv, "60", toIso(kNow).toUtf8());
        QCOMPARE(importing.rows(Kind::Csv, write(without)).value().created, 1);
        QCOMPARE(importing.rows(Kind::Csv, write(with)).value().created, 1);
    }

    // Files that are none

    void whatIsNoFileIsSaidSo()
    {
        Importing importing;
        const auto folder = importing.rows(Kind::Csv, m_folder.path());
        QCOMPARE(folder.error().code, ErrorCode::InvalidInput);
        QVERIFY(folder.error().userText.contains(m_folder.path()));
        const auto nothing = importing.rows(Kind::Jsonl, m_folder.filePath(QStringLiteral("nowhere")));
        QCOMPARE(nothing.error().code, ErrorCode::NotFound);
        QVERIFY(nothing.error().userText.contains(QLatin1String("nowhere")));
        QCOMPARE(importing.contents(), QStringList());
    }

    void aPipeIsReadOnce_data() { addKinds(); }
    void aPipeIsReadOnce()
    {
        QFETCH(Kind, kind);
        Importing importing;
        const QString path = newPipe();
        const auto importFrom = [&](const QByteArray& text) {
            std::jthread writer([&] {
                QFile pipe(path);
                if (pipe.open(QIODevice::WriteOnly))
                    pipe.write(text);
            });
            return importing.rows(kind, path);
        };
        QByteArray good = headOf(kind);
        for (int i = 0; i < 1'500; ++i)
            good += deployment(kind, QByteArray::number(i));
        const auto refused = importFrom(good + deployment(kind, "-1"));
        QVERIFY(refused.isError());
        QCOMPARE(importing.contents(), QStringList());
        QCOMPARE(importFrom(good).value().created, 1'500);
    }

    void aSlowPipeKeepsNobodyFromWriting_data() { addKinds(); }
    void aSlowPipeKeepsNobodyFromWriting()
    {
        QFETCH(Kind, kind);
        Importing importing;
        const QString path = newPipe();
        Result<RowsImported> imported = Cancelled();
        std::jthread import([&] { imported = importing.rows(kind, path); });
        QFile pipe(path);
        QVERIFY(pipe.open(QIODevice::WriteOnly | QIODevice::Unbuffered)); // once the import reads
        QVERIFY(pipe.write(headOf(kind) + deployment(kind)) > 0);
        services::IactService other(importing.store.database(), importing.clock);
        const auto added = other.add(test::randomEvents(1, 5, kNow - std::chrono::days(1), 1),
                                     {.until = std::chrono::steady_clock::now() + std::chrono::seconds(5)});
        QVERIFY(pipe.write(deployment(kind, "61")) > 0);
        pipe.close();
        import.join();
        QVERIFY(added.isOk());
        QVERIFY(imported.isOk());
        QCOMPARE(imported.value().created, 2);
    }

    void waitingForAPipeCanBeStopped_data()
    {
        QTest::addColumn<bool>("isOpen");
        QTest::newRow("nobody writes to it") << false;
        QTest::newRow("more could come") << true;
    }
    void waitingForAPipeCanBeStopped()
    {
        QFETCH(bool, isOpen);
        Importing importing;
        const QString path = newPipe();
        QFile pipe(path);
        StopSource stop;
        Result<RowsImported> imported = RowsImported();
        std::jthread import(
            [&] { imported = importing.rows(Kind::Jsonl, path, BadRows::RefuseFile, stop.get_token()); });
        if (isOpen) {
            QVERIFY(pipe.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
            QVERIFY(pipe.write(deployment(Kind::Jsonl)) > 0);
        }
        stop.request_stop();
        import.join(); // though the pipe stays open
        QVERIFY(imported.isCancelled());
        QCOMPARE(importing.contents(), QStringList());
    }

    // Repositories

    void aSecondImportOfARepositoryChangesNothing_data() { test::addBackendRows(); }
    void aSecondImportOfARepositoryChangesNothing()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        QFETCH(Backend, backend);
        GitFolder folder(QStringLiteral("shop"));
        folder.init();
        folder.makeLine(300, 50);
        Importing importing(backend);
        const auto first = importing.git(folder);
        QVERIFY(first.isOk());
        QCOMPARE(first.value().service, QStringLiteral("shop"));
        QCOMPARE(first.value().newCommits, 300);
        QCOMPARE(first.value().commits, 300);
        QCOMPARE(first.value().deployments, 6);
        QCOMPARE(first.value().warnings, QStringList());
        QCOMPARE(importing.count("deployment"), 6);
        QCOMPARE(importing.count("change"), 300);

        const qint64 version = importing.version();
        const QStringList contents = importing.contents();
        const auto second = importing.git(folder);
        QCOMPARE(second.value().newCommits, 0);
        QCOMPARE(second.value().commits, 300);
        QCOMPARE(second.value().deployments, 6);
        QCOMPARE(importing.version(), version);
        QCOMPARE(importing.contents(), contents);
    }

    void onlyWhatIsNewIsRead()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        GitFolder folder(QStringLiteral("shop"));
        folder.init();
        folder.commit(QStringLiteral("One"), 1'600'000'000, QStringLiteral("f"), "1\n");
        folder.run({QStringLiteral("tag"), QStringLiteral("v1.0")});
        Importing importing, straight;
        QVERIFY(importing.git(folder).isOk());
        folder.commit(QStringLiteral("Two"), 1'600'100'000, QStringLiteral("f"), "2\n");
        const auto second = importing.git(folder);
        QCOMPARE(second.value().newCommits, 1);
        QCOMPARE(second.value().deployments, 1);
        folder.run({QStringLiteral("tag"), QStringLiteral("v1.1")}); // a tag alone, later
        const auto third = importing.git(folder);
        QCOMPARE(third.value().newCommits, 0);
        QCOMPARE(third.value().deployments, 2);
        QVERIFY(straight.git(folder).isOk());
        QCOMPARE(importing.contents(), straight.contents());

        // Other options mean something else; the commits are there already.
        GitImportOptions options;
        options.deployTags = QStringLiteral("v1.1");
        const auto narrowed = importing.git(folder, options);
        QCOMPARE(narrowed.value().newCommits, 0);
        QCOMPARE(narrowed.value().deployments, 1);
        QVERIFY(importing.git(folder).isOk());
        QCOMPARE(importing.contents(), straight.contents());
    }

    void aStoppedImportOfARepositoryGoesOnWhereItWas_data() { test::addBackendRows(); }
    void aStoppedImportOfARepositoryGoesOnWhereItWas()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        QFETCH(Backend, backend);
        GitFolder folder(QStringLiteral("shop"));
        folder.init();
        folder.makeLine(2'000, 100);
        Importing importing(backend), straight;
        StopSource stop;
        const QString step = QStringLiteral("Reading commits");
        QVERIFY(importing.git(folder, {}, stop.get_token(), stopAt(stop, step, 1)).isCancelled());
        QCOMPARE(importing.contents(), QStringList()); // nothing half-way is seen
        const auto kept = importing.store.database().read([](store::Connection& connection) {
            return store::GitRepository(connection).countCommits(QStringLiteral("shop"));
        });
        QVERIFY(kept.value() > 0 && kept.value() < 2'000);
        QVERIFY(importing.saysUnfinished(folder.path()));
        // Folding what is there changes nothing of that.
        QVERIFY(importing.store.database()
                    .write([](store::Transaction& transaction) { return ingest::rebuild(transaction, {}, {}); })
                    .isOk());
        QCOMPARE(importing.contents(), QStringList());
        QVERIFY(importing.saysUnfinished(folder.path()));

        // Stopped in the end, too, while deployments are put together.
        StopSource late;
        const QString last = QStringLiteral("Putting deployments together");
        QVERIFY(importing.git(folder, {}, late.get_token(), stopAt(late, last, 0)).isCancelled());
        QCOMPARE(importing.contents(), QStringList());
        QVERIFY(importing.saysUnfinished(folder.path()));

        const auto rest = importing.git(folder);
        QCOMPARE(rest.value().newCommits, 0);
        QCOMPARE(rest.value().commits, 2'000);
        QCOMPARE(rest.value().deployments, 20);
        QVERIFY(straight.git(folder).isOk());
        QCOMPARE(importing.contents(), straight.contents());
        QCOMPARE(importing.figures(), straight.figures());
        QCOMPARE(importing.service.unfinished().value(), QStringList());
    }

    void anInterruptedLaterImportKeepsTheFiguresAndSaysSo()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        GitFolder folder(QStringLiteral("a shop"));
        folder.init();
        folder.commit(QStringLiteral("One"), 1'500'000'000, QStringLiteral("f"), "1\n");
        folder.run({QStringLiteral("tag"), QStringLiteral("v1.0")});
        Importing importing, straight;
        QVERIFY(importing.git(folder, named("shop")).isOk());
        const QStringList contents = importing.contents();
        folder.run(
            {QStringLiteral("checkout"), QStringLiteral("-q"), QStringLiteral("--orphan"), QStringLiteral("other")});
        folder.run({QStringLiteral("branch"), QStringLiteral("-D"), QStringLiteral("main")});
        folder.makeLine(600, 200);
        StopSource stop;
        GitImportOptions options = named("shop");
        options.deployTags = QStringLiteral("v1.*");
        QVERIFY(importing.git(folder, options, stop.get_token(), stopAt(stop, QStringLiteral("Reading commits"), 1))
                    .isCancelled());
        QCOMPARE(importing.contents(), contents);
        QVERIFY(importing.saysUnfinished(u'\'' + folder.path() + QLatin1String("' --project shop")));
        QVERIFY(importing.store.database()
                    .write([](store::Transaction& transaction) { return ingest::rebuild(transaction, {}, {}); })
                    .isOk());
        QCOMPARE(importing.contents(), contents);

        QVERIFY(importing.git(folder, named("shop")).isOk());
        QVERIFY(straight.git(folder, named("shop")).isOk());
        QCOMPARE(importing.contents(), straight.contents());
        QCOMPARE(importing.service.unfinished().value(), QStringList());
    }

    void aMovedRepositoryIsTheSameAndAnotherIsNot()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        GitFolder folder(QStringLiteral("shop")), other(QStringLiteral("shop"));
        folder.init();
        folder.commit(QStringLiteral("One"), 1'600'000'000, QStringLiteral("f"), "1\n");
        other.init();
        other.commit(QStringLiteral("Another"), 1'600'000'000, QStringLiteral("f"), "2\n");
        Importing importing;
        QVERIFY(importing.git(folder).isOk());
        const QStringList contents = importing.contents();
        const auto refused = importing.git(other);
        QCOMPARE(codeOf(refused), ErrorCode::Conflict);
        QVERIFY2(refused.error().userText.contains(folder.path()) &&
                     refused.error().userText.contains(QLatin1String("--project")),
                 qUtf8Printable(refused.error().userText));
        QCOMPARE(importing.contents(), contents);
        QVERIFY(importing.git(other, named("other")).isOk());

        const QString moved = folder.around(QStringLiteral("elsewhere"));
        QVERIFY(QDir().rename(folder.path(), moved));
        const auto again = importing.service.importGit(moved, named("shop"), {}, {});
        QVERIFY(again.isOk());
        QCOMPARE(again.value().newCommits, 0);
    }

    void whatIsNoRepositoryChangesNothing()
    {
        if (!GitFolder::isPossible())
            QSKIP("SKIPPED: there is no git program");
        GitFolder unborn(QStringLiteral("fresh"));
        unborn.init();
        Importing importing;
        const qint64 version = importing.version();
        QCOMPARE(codeOf(importing.git(unborn)), ErrorCode::NotFound);
        QCOMPARE(codeOf(importing.service.importGit(m_folder.path(), {}, {}, {})), ErrorCode::InvalidInput);
        QCOMPARE(codeOf(importing.service.importGit(m_folder.filePath(QStringLiteral("no")), {}, {}, {})),
                 ErrorCode::InvalidInput);
        unborn.commit(QStringLiteral("One"), 1'600'000'000, QStringLiteral("f"), "1\n");
        GitImportOptions options;
        options.project = QString(256, u'x');
        QCOMPARE(codeOf(importing.git(unborn, options)), ErrorCode::InvalidInput);
        QCOMPARE(importing.contents(), QStringList());
        QCOMPARE(importing.version(), version);
    }
};

QTEST_GUILESS_MAIN(ImportServiceTest)
#include "tst_importservice.moc"
