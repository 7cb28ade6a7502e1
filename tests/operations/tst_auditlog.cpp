// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/auditlog.h"
#include "operations/auditverify.h"
#include "operations/refusalcounter.h"
#include "testsupport/teststore.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <functional>
#include <thread>
#include <vector>

using namespace atalaya;
using namespace atalaya::operations;
using test::Backend;
using test::TestStore;
using Kind = AuditFault::Kind;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");
constexpr int kEntries = 12;

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

AuditEvent eventOf(const QString& subject)
{
    AuditEvent event;
    event.action = QStringLiteral("token.create");
    event.subject = subject;
    event.requestId = QStringLiteral("r-%1").arg(subject);
    event.details = {{QStringLiteral("role"), QStringLiteral("viewer")}};
    return event;
}

/// A log beside a store.
struct Fixture
{
    explicit Fixture(Backend backend = Backend::Sqlite) : store(backend) { (void)store.database(); }

    QString file() const { return folder.filePath(QStringLiteral("audit.log")); }
    std::unique_ptr<AuditLog> open()
    {
        return std::make_unique<AuditLog>(AuditLog::Options{file(), QStringLiteral("here"), QStringLiteral("cli:me")}, store.database(),
                                          clock);
    }
    /// So many entries; the store knows the last.
    void fill(int entries = kEntries)
    {
        const auto log = open();
        for (int i = 1; i <= entries; ++i)
            QVERIFY(log->append(eventOf(QString::number(i)), AuditLog::Durability::Written).isOk());
    }
    std::optional<AuditLink> head() { return auditHeadOf(store.database(), QStringLiteral("here")).value(); }
    AuditReport verify() { return verifyAuditLog(file(), head()).value(); }
    QList<QJsonObject> entries() const { return lastAuditEntries(file(), 1'000'000).value(); }

    QTemporaryDir folder;
    TestStore store;
    FixedClock clock{kNow};
};

using Lines = QByteArrayList;
using Tamper = std::function<void(Lines&)>;

Lines linesOf(const QByteArray& bytes)
{
    Lines lines = bytes.split('\n');
    lines.removeLast();
    return lines;
}

QByteArray joined(const Lines& lines)
{
    return lines.isEmpty() ? QByteArray() : lines.join('\n') + '\n';
}

// What somebody who knows how it is done would write: a line that gives its hash.
QByteArray forged(const QByteArray& like, const QString& subject, const QByteArray& previous)
{
    AuditEvent forged = eventOf(subject);
    forged.actor = QStringLiteral("cli:me");
    return seal(forged, {readAuditLine(like)->link.seq - 1, previous}, kNow).line;
}

/// Adds entries until it is killed, and says so of each.
int addForEver(const QString& folder, const QString& name)
{
    const store::Opened opened = store::Database::open(store::Location::inFolder(folder));
    if (!opened.database)
        return 1;
    const SystemClock clock;
    AuditLog log({folder + QStringLiteral("/audit.log"), QStringLiteral("here"), name}, *opened.database, clock);
    for (int i = 0;; ++i) {
        if (!log.append(eventOf(QString::number(i)), AuditLog::Durability::Written).isOk())
            return 2;
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

} // namespace

Q_DECLARE_METATYPE(Tamper)
Q_DECLARE_METATYPE(Kind)

class AuditLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*=false")); }

    void entriesSayWhoDidWhat()
    {
        Fixture audit;
        {
            const auto log = audit.open();
            QVERIFY(!QFileInfo::exists(audit.file())); // made by the first entry
            QVERIFY(log->append(eventOf(QStringLiteral("ci")), AuditLog::Durability::Synced).isOk());
            log->setActor(QStringLiteral("console"));
            log->note({.actor = {},
                       .action = QStringLiteral("auth.refused"),
                       .subject = QStringLiteral("/x"),
                       .outcome = AuditOutcome::Refused,
                       .requestId = QStringLiteral("r"),
                       .peer = QStringLiteral("10.0.0.9"),
                       .details = {}});
        }
        const QList<QJsonObject> entries = audit.entries();
        QCOMPARE(entries.size(), 2);
        const QJsonObject& first = entries[0];
        QCOMPARE(first.keys(), (QStringList{QStringLiteral("action"), QStringLiteral("actor"), QStringLiteral("at"),
                                            QStringLiteral("details"), QStringLiteral("hash"), QStringLiteral("outcome"),
                                            QStringLiteral("peer"), QStringLiteral("previous"), QStringLiteral("request_id"),
                                            QStringLiteral("seq"), QStringLiteral("subject")}));
        QCOMPARE(first.value(QLatin1String("seq")).toInt(), 1);
        QCOMPARE(first.value(QLatin1String("actor")).toString(), QStringLiteral("cli:me"));
        QCOMPARE(first.value(QLatin1String("at")).toString(), QStringLiteral("2026-03-01T12:00:00Z"));
        QCOMPARE(first.value(QLatin1String("request_id")).toString(), QStringLiteral("r-ci"));
        QVERIFY(first.value(QLatin1String("peer")).isNull());
        QCOMPARE(first.value(QLatin1String("previous")).toString(), QString(64, u'0'));
        QCOMPARE(entries[1].value(QLatin1String("actor")).toString(), QStringLiteral("console"));
        QCOMPARE(entries[1].value(QLatin1String("outcome")).toString(), QStringLiteral("refused"));
        QCOMPARE(entries[1].value(QLatin1String("peer")).toString(), QStringLiteral("10.0.0.9"));
        QCOMPARE(entries[1].value(QLatin1String("previous")), first.value(QLatin1String("hash")));
        QCOMPARE(QFileInfo(audit.file()).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }

    void secretsAreMasked()
    {
        Fixture audit;
        const QString secret = QStringLiteral("atl_") + QString(43, u'Q');
        AuditEvent bad = eventOf(QStringLiteral("Bearer ") + secret);
        bad.actor = secret;
        bad.requestId = secret;
        bad.details = {{QStringLiteral("password"), QStringLiteral("hunter2hunter2")},
                       {secret, QStringLiteral("mysql://u:hunter2hunter2@host/x")}};
        QVERIFY(audit.open()->append(bad, AuditLog::Durability::Written).isOk());
        const QByteArray bytes = read(audit.file());
        QVERIFY2(!bytes.contains(secret.mid(4).toLatin1()) && !bytes.contains("hunter2hunter2"), bytes.constData());
    }

    void hugeTextsAreCut()
    {
        Fixture audit;
        AuditEvent huge = eventOf(QString(1'000'000, u'x'));
        huge.details = {{QStringLiteral("text"), QString(1'000'000, u'y')}};
        QVERIFY(audit.open()->append(huge, AuditLog::Durability::Written).isOk());
        QVERIFY(read(audit.file()).size() < 20'000);
        QVERIFY(audit.verify().faults.isEmpty());
    }

    void anUntouchedLogIsUnbroken_data() { test::addBackendRows(); }
    void anUntouchedLogIsUnbroken()
    {
        QFETCH(Backend, backend);
        Fixture audit(backend);
        QVERIFY(audit.verify().faults.isEmpty()); // there is none yet
        audit.fill();
        audit.fill();
        const AuditReport report = audit.verify();
        QCOMPARE(report.entries, qint64(2 * kEntries));
        QVERIFY(report.faults.isEmpty() && report.notes.isEmpty());
        QCOMPARE(report.since, std::optional(kNow));
        QCOMPARE(audit.head()->seq, qint64(2 * kEntries));
        QCOMPARE(audit.head()->hash, audit.entries().last().value(QLatin1String("hash")).toString().toLatin1());
    }

    void theStoreIsToldWhileTheLogIsOpen()
    {
        Fixture audit;
        const auto log = audit.open();
        QVERIFY(log->append(eventOf(QStringLiteral("1")), AuditLog::Durability::Written).isOk());
        QTRY_VERIFY(audit.head() && audit.head()->seq == 1);
        QVERIFY(log->append(eventOf(QStringLiteral("2")), AuditLog::Durability::Written).isOk());
        QTRY_VERIFY(audit.head()->seq == 2);
    }

    void tamperingIsFound_data()
    {
        QTest::addColumn<Tamper>("tamper");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<qint64>("line");
        const auto row = [](const char* name, Kind kind, qint64 line, const Tamper& tamper) {
            QTest::newRow(name) << tamper << kind << line;
        };
        const auto replaced = [](qsizetype index, const QByteArray& from, const QByteArray& to) {
            return [=](Lines& lines) {
                QVERIFY(lines[index].contains(from));
                lines[index].replace(from, to);
            };
        };
        row("another subject", Kind::Changed, 5, replaced(4, R"("subject":"5")", R"("subject":"6")"));
        row("another actor", Kind::Changed, 1, replaced(0, "cli:me", "cli:xx"));
        row("another outcome", Kind::Changed, 12, replaced(11, R"("outcome":"ok")", R"("outcome":"failed")"));
        row("another moment", Kind::Changed, 3, replaced(2, "12:00:00", "12:00:01"));
        row("other details", Kind::Changed, 3, replaced(2, "viewer", "admin"));
        row("another number", Kind::Changed, 3, replaced(2, R"("seq":3)", R"("seq":4)"));
        row("white space", Kind::Changed, 3, replaced(2, R"("seq":3)", R"("seq": 3)"));
        row("a member more", Kind::Changed, 3, replaced(2, R"("seq":3)", R"("seq":3,"x":1)"));
        row("broken JSON", Kind::Changed, 3, replaced(2, R"("seq":3)", R"("seq":)"));
        row("carriage return", Kind::Changed, 3, [](Lines& lines) { lines[2] += '\r'; });
        row("emptied", Kind::Changed, 3, [](Lines& lines) { lines[2].clear(); });
        row("binary", Kind::Changed, 3, [](Lines& lines) { lines[2] = QByteArray(50, '\0'); });
        row("first removed", Kind::Removed, 1, [](Lines& lines) { lines.removeFirst(); });
        row("one removed", Kind::Removed, 6, [](Lines& lines) { lines.removeAt(5); });
        row("three removed", Kind::Removed, 6, [](Lines& lines) { lines.remove(5, 3); });
        row("two swapped", Kind::Misplaced, 7, [](Lines& lines) { lines.swapItemsAt(5, 6); });
        row("last ones swapped", Kind::Misplaced, 12, [](Lines& lines) { lines.swapItemsAt(10, 11); });
        row("all turned round", Kind::Misplaced, 2, [](Lines& lines) { std::reverse(lines.begin(), lines.end()); });
        row("repeated", Kind::Misplaced, 4, [](Lines& lines) { lines.insert(3, lines[2]); });
        row("text inserted", Kind::Changed, 4, [](Lines& lines) { lines.insert(3, "hello"); });
        row("empty line inserted", Kind::Changed, 4, [](Lines& lines) { lines.insert(3, ""); });
        row("forged one inserted", Kind::Misplaced, 6, [](Lines& lines) {
            lines.insert(4, forged(lines[4], QStringLiteral("evil"), readAuditLine(lines[3])->link.hash));
        });
        row("forged one in its place", Kind::Unlinked, 6, [](Lines& lines) {
            lines[4] = forged(lines[4], QStringLiteral("evil"), readAuditLine(lines[3])->link.hash);
        });
        row("last one cut", Kind::CutTail, 12, [](Lines& lines) { lines.removeLast(); });
        row("tail cut", Kind::CutTail, 4, [](Lines& lines) { lines.remove(3, 9); });
        row("everything cut", Kind::CutTail, 1, [](Lines& lines) { lines.clear(); });
        row("written anew from a line on", Kind::Unlinked, 12, [](Lines& lines) {
            QByteArray previous = readAuditLine(lines[7])->link.hash;
            for (qsizetype i = 8; i < lines.size(); ++i) {
                lines[i] = forged(lines[i], QStringLiteral("evil"), previous);
                previous = readAuditLine(lines[i])->link.hash;
            }
        });
    }
    void tamperingIsFound()
    {
        QFETCH(Tamper, tamper);
        QFETCH(Kind, kind);
        QFETCH(qint64, line);
        Fixture audit;
        audit.fill();
        Lines lines = linesOf(read(audit.file()));
        QCOMPARE(lines.size(), kEntries);
        tamper(lines);
        write(audit.file(), joined(lines));
        const auto isThere = [&](const AuditReport& report) {
            return std::any_of(report.faults.begin(), report.faults.end(),
                               [&](const AuditFault& fault) { return fault.kind == kind && fault.line == line && !fault.text.isEmpty(); });
        };
        const AuditReport report = audit.verify();
        QVERIFY2(isThere(report), qPrintable(report.faults.isEmpty() ? QStringLiteral("nothing was found") : report.faults.first().text));
        QVERIFY(kind == Kind::Misplaced || report.found <= 3);

        // And it stays to be found, whatever is written afterwards.
        audit.fill(3);
        QVERIFY(audit.verify().found > 0);
        if (kind != Kind::CutTail && kind != Kind::Unlinked) // of these it is the next line that tells
            QVERIFY(isThere(audit.verify()));
    }

    void everyFlippedBitIsFound()
    {
        Fixture audit;
        audit.fill(3);
        const QByteArray good = read(audit.file());
        const std::optional<AuditLink> head = audit.head();
        for (qsizetype at = 0; at < good.size(); ++at) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ (1 << (at % 8)));
            write(audit.file(), bad);
            const AuditReport report = verifyAuditLog(audit.file(), head).value();
            // The last line break alone is no content: without it the entry is as good.
            QVERIFY2(report.found > 0, QByteArray::number(at).constData());
        }
    }

    void aTailIsCutAtAnyByteAndMissed()
    {
        Fixture audit;
        audit.fill(3);
        const QByteArray good = read(audit.file());
        const std::optional<AuditLink> head = audit.head();
        for (qsizetype size = 0; size < good.size() - 1; ++size) {
            write(audit.file(), good.first(size));
            const AuditReport report = verifyAuditLog(audit.file(), head).value();
            QVERIFY2(report.found == 1 && report.faults.first().kind == Kind::CutTail, QByteArray::number(size).constData());
        }
    }

    void aRemovedFileIsMissed()
    {
        Fixture audit;
        audit.fill();
        QVERIFY(QFile::remove(audit.file()));
        QCOMPARE(audit.verify().faults.first().kind, Kind::CutTail);
        audit.fill(1);
        const AuditReport report = audit.verify();
        QCOMPARE(report.faults.size(), 1);
        QCOMPARE(report.faults.first().kind, Kind::Removed);
        QVERIFY(report.faults.first().text.contains(QLatin1String("1 to 12")));
    }

    void aTailThatIsCutWhileTheLogIsOpenIsMissed()
    {
        Fixture audit;
        {
            const auto log = audit.open();
            for (int i = 0; i < 3; ++i)
                QVERIFY(log->append(eventOf(QString::number(i)), AuditLog::Durability::Written).isOk());
            Lines lines = linesOf(read(audit.file()));
            lines.removeLast();
            write(audit.file(), joined(lines));
            QVERIFY(log->append(eventOf(QStringLiteral("after")), AuditLog::Durability::Written).isOk());
        }
        const AuditReport report = verifyAuditLog(audit.file(), {}).value();
        QCOMPARE(report.faults.size(), 1);
        QCOMPARE(report.faults.first().kind, Kind::Removed);
        QCOMPARE(report.faults.first().line, 3);
    }

    void aTornLineIsKeptAndTold_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("one byte") << 1;
        QTest::newRow("half") << 150;
        QTest::newRow("almost all") << -2;
    }
    void aTornLineIsKeptAndTold()
    {
        QFETCH(int, bytes);
        Fixture audit;
        audit.fill(2);
        const QByteArray good = read(audit.file());
        const QByteArray torn = bytes < 0 ? good.split('\n')[1].chopped(-bytes) : good.split('\n')[1].first(bytes);
        write(audit.file(), good + torn);
        AuditReport report = audit.verify();
        QVERIFY(report.faults.isEmpty());
        QCOMPARE(report.notes.size(), 1);
        audit.fill(1);
        QVERIFY(read(audit.file()).contains(QByteArray('\n' + torn + '\n')));
        report = audit.verify();
        QVERIFY2(report.faults.isEmpty(), qPrintable(report.faults.isEmpty() ? QString() : report.faults.first().text));
        QCOMPARE(report.notes.size(), 1);
        QVERIFY(report.notes.first().contains(QLatin1String("Line 3")));
        QCOMPARE(report.entries, 4);
        QCOMPARE(audit.entries()[2].value(QLatin1String("action")).toString(), QStringLiteral("audit.torn"));
        // What was told of it holds: it may not be changed afterwards.
        QByteArray changed = read(audit.file());
        changed.replace(QByteArray('\n' + torn + '\n'), "\nxx\n");
        write(audit.file(), changed);
        QCOMPARE(audit.verify().faults.first().kind, Kind::Changed);
    }

    void anEntryThatOnlyLacksItsEndCounts()
    {
        Fixture audit;
        audit.fill(2);
        write(audit.file(), read(audit.file()).chopped(1));
        QVERIFY(audit.verify().faults.isEmpty());
        audit.fill(1);
        const AuditReport report = audit.verify();
        QVERIFY(report.faults.isEmpty() && report.notes.isEmpty());
        QCOMPARE(report.entries, 3);
    }

    void aFileThatCannotBeWrittenIsAnError()
    {
        Fixture audit;
        QVERIFY(QDir().mkpath(audit.file())); // a folder has its name
        const auto log = audit.open();
        const Status status = log->append(eventOf(QStringLiteral("x")), AuditLog::Durability::Synced);
        QVERIFY(status.isError());
        QVERIFY(status.error().userText.contains(audit.file()));
        QVERIFY(QDir().rmdir(audit.file()));
        QVERIFY(log->append(eventOf(QStringLiteral("x")), AuditLog::Durability::Synced).isOk());
        QVERIFY(audit.verify().faults.isEmpty());
    }

    void aStoreThatCannotBeWrittenLosesNoEntry()
    {
        Fixture audit;
        audit.fill(2);
        QVERIFY(audit.store.execute(QStringLiteral("DROP TABLE audit_head")));
        audit.fill(2);
        const AuditReport report = verifyAuditLog(audit.file(), {}).value();
        QCOMPARE(report.entries, 4);
        QVERIFY(report.faults.isEmpty());
    }

    void manyThreadsWriteOneChain()
    {
        Fixture audit;
        {
            const auto log = audit.open();
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&log, thread] {
                    for (int i = 0; i < 50; ++i) {
                        if (i % 2)
                            log->note(eventOf(QStringLiteral("%1-%2").arg(thread).arg(i)));
                        else
                            (void)log->append(eventOf(QStringLiteral("%1-%2").arg(thread).arg(i)), AuditLog::Durability::Written).isOk();
                    }
                });
        }
        const AuditReport report = audit.verify();
        QVERIFY(report.faults.isEmpty());
        QCOMPARE(report.entries, 200);
        QSet<QString> subjects;
        for (const QJsonObject& entry : audit.entries())
            subjects.insert(entry.value(QLatin1String("subject")).toString());
        QCOMPARE(subjects.size(), 200);
    }

    void processesThatAreKilledLeaveOneChain()
    {
        QTemporaryDir folder;
        constexpr int kRounds = 5, kWriters = 2;
        QSet<QString> told; // of which a process has said that they are there
        for (int round = 0; round < kRounds; ++round) {
            std::vector<std::unique_ptr<QProcess>> writers;
            for (int writer = 0; writer < kWriters; ++writer) {
                writers.push_back(std::make_unique<QProcess>());
                writers.back()->start(QCoreApplication::applicationFilePath(),
                                      {QStringLiteral("--add"), folder.path(), QStringLiteral("%1-%2").arg(round).arg(writer)});
            }
            for (const auto& writer : writers) {
                while (writer->bytesAvailable() < 100 && writer->waitForReadyRead(30'000)) {
                }
            }
            for (int writer = 0; writer < kWriters; ++writer) {
                writers[size_t(writer)]->kill();
                QVERIFY(writers[size_t(writer)]->waitForFinished());
                for (const QByteArray& line : writers[size_t(writer)]->readAllStandardOutput().split('\n')) {
                    if (!line.isEmpty())
                        told.insert(QStringLiteral("%1-%2 %3").arg(round).arg(writer).arg(QString::fromLatin1(line)));
                }
            }
        }
        const store::Opened opened = store::Database::open(store::Location::inFolder(folder.path()));
        QVERIFY(opened.database);
        const QString file = folder.filePath(QStringLiteral("audit.log"));
        const SystemClock clock;
        QVERIFY(AuditLog({file, QStringLiteral("here"), QStringLiteral("last")}, *opened.database, clock)
                    .append(eventOf(QStringLiteral("end")), AuditLog::Durability::Written)
                    .isOk());
        const std::optional<AuditLink> head = auditHeadOf(*opened.database, QStringLiteral("here")).value();
        QVERIFY(head); // it went on from what the killed ones had told, if they had
        const AuditReport report = verifyAuditLog(file, head).value();
        QVERIFY2(report.faults.isEmpty(), qPrintable(report.faults.isEmpty() ? QString() : report.faults.first().text));
        QVERIFY(told.size() > 100);
        const QList<QJsonObject> entries = lastAuditEntries(file, 10'000'000).value();
        for (const QJsonObject& entry : entries)
            told.remove(entry.value(QLatin1String("actor")).toString() + u' ' + entry.value(QLatin1String("subject")).toString());
        told.removeIf([](const QString& line) { return line.endsWith(u' '); });
        QVERIFY2(told.isEmpty(), qPrintable(told.isEmpty() ? QString() : *told.begin()));
    }

    void refusalsAreCountedBeyondTheirLimit()
    {
        Fixture audit;
        const auto refusal = [](const QString& peer) {
            return AuditEvent{.actor = QStringLiteral("anonymous"),
                              .action = QStringLiteral("auth.refused"),
                              .subject = QStringLiteral("/x"),
                              .outcome = AuditOutcome::Refused,
                              .requestId = {},
                              .peer = peer,
                              .details = {}};
        };
        {
            const auto log = audit.open();
            for (int i = 0; i < 5'000; ++i)
                log->noteRefusal(refusal(QStringLiteral("10.0.0.9")));
            log->noteRefusal(refusal(QStringLiteral("10.0.0.7"))); // is not hidden by the other
            audit.clock.set(kNow + std::chrono::minutes(1));
            log->noteRefusal(refusal(QStringLiteral("10.0.0.9")));
        }
        const QList<QJsonObject> entries = audit.entries();
        QCOMPARE(entries.size(), RefusalCounter::kEach + 1 + 1 + 1);
        QCOMPARE(entries[RefusalCounter::kEach].value(QLatin1String("peer")).toString(), QStringLiteral("10.0.0.7"));
        const QJsonObject counted = entries[RefusalCounter::kEach + 1].value(QLatin1String("details")).toObject();
        QCOMPARE(counted.value(QLatin1String("refusals")).toInt(), 5'000 - RefusalCounter::kEach);
        QCOMPARE(counted.value(QLatin1String("most")).toObject().value(QLatin1String("10.0.0.9")).toInt(), 5'000 - RefusalCounter::kEach);
        QVERIFY(audit.verify().faults.isEmpty());
    }

    void manyAddressesDoNotFillTheDiskEither()
    {
        RefusalCounter counter;
        int written = 0;
        for (int i = 0; i < 20'000; ++i)
            written += counter.admit(QStringLiteral("10.%1.%2.1").arg(i / 200).arg(i % 200), kNow) ? 1 : 0;
        QCOMPARE(written, RefusalCounter::kAll);
        QVERIFY(!counter.take(kNow));
        const std::optional<QJsonObject> counted = counter.take(kNow + std::chrono::minutes(1));
        QVERIFY(counted);
        QCOMPARE(counted->value(QLatin1String("refusals")).toInt(), 20'000 - RefusalCounter::kAll);
        QVERIFY(counted->value(QLatin1String("callers")).toInt() <= RefusalCounter::kCallers + 1);
        QVERIFY(counted->value(QLatin1String("most")).toObject().size() <= RefusalCounter::kNamed);
        QVERIFY(!counter.take(kNow + std::chrono::minutes(2)));
    }

    void theLastEntriesAreListed()
    {
        Fixture audit;
        QVERIFY(lastAuditEntries(audit.file(), 5).value().isEmpty());
        audit.fill(300);
        const QList<QJsonObject> entries = lastAuditEntries(audit.file(), 7).value();
        QCOMPARE(entries.size(), 7);
        QCOMPARE(entries.first().value(QLatin1String("seq")).toInt(), 294);
        QCOMPARE(entries.last().value(QLatin1String("seq")).toInt(), 300);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--add"))
        return addForEver(arguments[2], arguments[3]);
    AuditLogTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_auditlog.moc"
