// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/recordreader.h"

#include <QBuffer>
#include <QSet>
#include <QTest>

using namespace atalaya;

namespace {

using Make = std::unique_ptr<ingest::RecordReader> (*)(QIODevice&, Instant);

struct Rows {
    QList<model::PhaseEvent> events;
    QStringList problems;
    qint64 rows = 0;
    QString error; ///< of the file as a whole
};

Rows read(Make make, QByteArray bytes, Instant now = instantFromMs(1'700'000'000'000))
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto reader = make(buffer, now);
    Rows rows;
    for (;;) {
        const auto next = reader->next();
        if (next.isError()) {
            rows.error = next.error().userText;
            return rows;
        }
        if (!next.value())
            return rows;
        ++rows.rows;
        if (next.value()->problems.isEmpty())
            rows.events.append(next.value()->event);
        rows.problems += next.value()->problems;
    }
}

Rows csv(const QByteArray& bytes) { return read(ingest::csvRecords, bytes); }
Rows jsonl(const QByteArray& bytes) { return read(ingest::jsonLineRecords, bytes); }

const QByteArray kHeader = "cycle_id,feature_id,phase_name,decision,duration_seconds,created_at,metadata\n";
/// JSON with single quotes for double ones.
QByteArray json(const char* text) { return QByteArray(text).replace('\'', '"'); }

const QByteArray kGood = json("{'cycle_id':'c','feature_id':'f','phase_name':'deployment','decision':'go','duration_seconds':5}");

} // namespace

class RecordReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothFormsGiveTheSameEvents()
    {
        const Rows fromCsv = csv(QByteArray("\xEF\xBB\xBF") +
                                 "team,duration_seconds,cycle_id,decision,feature_id,phase_name,metadata,created_at,project,environment\r\n"
                                 "web,3600.5,\"c,1\",go,\"f \"\"x\"\"\nline two\",deployment,\"{\"\"sha\"\": \"\"abc1234\"\"}\",2026-01-31T08:15:00Z,shop,production\r\n"
                                 "\r\n"
                                 ",0,c2,fixed,f2,recovery,,1970-01-01,,\r\n");
        QVERIFY2(fromCsv.problems.isEmpty() && fromCsv.error.isEmpty(), qPrintable(fromCsv.problems.join(u'\n') + fromCsv.error));
        const Rows fromJson = jsonl(
            QByteArray("\xEF\xBB\xBF") +
            json("{'cycle_id':'c,1','feature_id':'f \\'x\\'\\nline two','phase_name':'deployment','decision':'go',"
                 "'duration_seconds':3600.5,'metadata':{'sha':'abc1234'},'created_at':'2026-01-31T08:15:00Z',"
                 "'project':'shop','team':'web','environment':'production'}\r\n\r\n"
                 "{'cycle_id':'c2','feature_id':'f2','phase_name':'recovery','decision':'fixed','duration_seconds':0,"
                 "'created_at':'1970-01-01'}"));
        QVERIFY2(fromJson.problems.isEmpty(), qPrintable(fromJson.problems.join(u'\n')));
        QCOMPARE(fromCsv.events.size(), 2);
        QCOMPARE(fromJson.events.size(), 2);
        for (int place : {0, 1}) {
            QCOMPARE(fromCsv.events[place].dedupKey, fromJson.events[place].dedupKey);
            QCOMPARE(toJson(fromCsv.events[place]), toJson(fromJson.events[place]));
        }
    }

    void badCsvRowsNameLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("problem");
        QTest::newRow("negative") << QByteArray("c,f,deployment,go,-1,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("no number") << QByteArray("c,f,deployment,go,soon,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("nan") << QByteArray("c,f,deployment,go,nan,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("infinite") << QByteArray("c,f,deployment,go,inf,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("too long") << QByteArray("c,f,deployment,go,1e12,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("no duration") << QByteArray("c,f,deployment,go,,,") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("phase") << QByteArray("c,f,launch,go,1,,") << QStringLiteral("line 2, column phase_name: ");
        QTest::newRow("decision") << QByteArray("c,f,deployment,maybe,1,,") << QStringLiteral("line 2, column decision: ");
        QTest::newRow("no cycle") << QByteArray(",f,deployment,go,1,,") << QStringLiteral("line 2, column cycle_id: ");
        QTest::newRow("long cycle") << QByteArray(300, 'c') + ",f,deployment,go,1,," << QStringLiteral("line 2, column cycle_id: ");
        QTest::newRow("NUL") << QByteArray("c\0c,f,deployment,go,1,,", 23) << QStringLiteral("line 2, column cycle_id: ");
        QTest::newRow("date") << QByteArray("c,f,deployment,go,1,31.1.2026,") << QStringLiteral("line 2, column created_at: ");
        QTest::newRow("before 1970") << QByteArray("c,f,deployment,go,1,1969-12-31,") << QStringLiteral("line 2, column created_at: ");
        QTest::newRow("metadata") << QByteArray("c,f,deployment,go,1,,{") << QStringLiteral("line 2, column metadata: ");
        QTest::newRow("metadata, a list") << QByteArray("c,f,deployment,go,1,,[]") << QStringLiteral("line 2, column metadata: ");
        QTest::newRow("too few fields") << QByteArray("c,f,deployment") << QStringLiteral("line 2, column 4: ");
        QTest::newRow("too many fields") << QByteArray("c,f,deployment,go,1,,,x") << QStringLiteral("line 2, column 8: ");
        QTest::newRow("not UTF-8") << QByteArray("c\xFF,f,deployment,go,1,,") << QStringLiteral("line 2, column 1: ");
        QTest::newRow("stray quote") << QByteArray("c\"x,f,deployment,go,1,,") << QStringLiteral("line 2, column 1: ");
        QTest::newRow("huge field") << QByteArray(2 << 20, 'x') + ",f,deployment,go,1,," << QStringLiteral("line 2, column 1: ");
    }
    void badCsvRowsNameLineAndColumn()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, problem);
        const Rows rows = csv(kHeader + row + "\nc,f,deployment,go,1,2100-01-01T00:00:00Z,\n");
        QCOMPARE(rows.problems.size(), 1);
        QVERIFY2(rows.problems.first().startsWith(problem), qPrintable(rows.problems.first()));
        QVERIFY(!rows.problems.first().contains(u'\n'));
        QCOMPARE(rows.rows, 2);
        QCOMPARE(rows.events.size(), 1); // and reading goes on
    }

    void linesAreCountedAcrossQuotedBreaks()
    {
        const Rows rows = csv(kHeader + "\"c\n\n\",f,deployment,go,1,,\n\nc,f,deployment,go,-1,,\n");
        QCOMPARE(rows.problems.size(), 1);
        QVERIFY2(rows.problems.first().startsWith(QLatin1String("line 6, ")), qPrintable(rows.problems.first()));
    }

    void aBadHeaderRefusesTheFile_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("empty");
        QTest::newRow("blank") << QByteArray("\n\r\n") << QStringLiteral("empty");
        QTest::newRow("missing") << QByteArray("cycle_id,feature_id,phase_name,decision\n") << QStringLiteral("duration_seconds is missing");
        QTest::newRow("unknown") << kHeader.trimmed() + ",colour\n" << QStringLiteral("colour is no column");
        QTest::newRow("semicolons") << QByteArray(kHeader).replace(',', ';') << QStringLiteral("separated by semicolons");
        QTest::newRow("quotes and semicolons") << QByteArray("\"cycle_id\";\"feature_id\"\n") << QStringLiteral("separated by semicolons");
        QTest::newRow("tabs") << QByteArray(kHeader).replace(',', '\t') << QStringLiteral("separated by tabs");
        QTest::newRow("twice") << kHeader.trimmed() + ",metadata\n" << QStringLiteral("metadata is there twice");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE" "c\0y\0", 6) << QStringLiteral("UTF-8");
        QTest::newRow("binary") << QByteArray("\0\0\0\0", 4) << QStringLiteral("line 1");
    }
    void aBadHeaderRefusesTheFile()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const Rows rows = csv(bytes);
        QVERIFY2(rows.error.contains(word), qPrintable(rows.error));
        QVERIFY(!rows.error.contains(u'\n'));
    }

    void aHeaderAloneIsAnEmptyFile() { QCOMPARE(csv(kHeader).rows, 0); }

    void badJsonLinesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("problem");
        QTest::newRow("not JSON") << QByteArray("{") << QStringLiteral("line 2: ");
        QTest::newRow("a list") << QByteArray("[]") << QStringLiteral("line 2: ");
        QTest::newRow("a number") << QByteArray("7") << QStringLiteral("line 2: ");
        QTest::newRow("two objects") << kGood + kGood << QStringLiteral("line 2: ");
        QTest::newRow("not UTF-8") << QByteArray("{\"cycle_id\":\"\xFF\"}") << QStringLiteral("line 2: not UTF-8");
        QTest::newRow("NUL") << QByteArray("{\"a\0", 4) << QStringLiteral("line 2: ");
        QTest::newRow("deep") << QByteArray("[").repeated(100'000) << QStringLiteral("line 2: ");
        QTest::newRow("huge") << QByteArray(3 << 20, 'x') << QStringLiteral("line 2: longer than 1 MiB");
        QTest::newRow("negative") << QByteArray(kGood).replace(":5", ":-5") << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("text for a number") << QByteArray(kGood).replace(":5", ":\"5\"")
                                           << QStringLiteral("line 2, column duration_seconds: ");
        QTest::newRow("unknown field") << QByteArray(kGood).replace("{", "{\"colour\":1,") << QStringLiteral("line 2, column colour: ");
    }
    void badJsonLinesAreNamed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, problem);
        const Rows rows = jsonl(kGood + '\n' + line + '\n' + kGood);
        QCOMPARE(rows.problems.size(), 1);
        QVERIFY2(rows.problems.first().startsWith(problem), qPrintable(rows.problems.first()));
        QCOMPARE(rows.events.size(), 2);
    }

    void equalRowsWithoutATimeStayApart()
    {
        const Rows rows = jsonl(kGood + '\n' + kGood + '\n');
        QCOMPARE(rows.events.size(), 2);
        QVERIFY(rows.events[0].dedupKey != rows.events[1].dedupKey);
        QCOMPARE(toMs(rows.events[0].createdAt), 1'700'000'000'000);
    }

    void rowsWithoutATimeAreTheSameWhenReadAgain()
    {
        const QByteArray other = QByteArray(kGood).replace(":5", ":6");
        const Rows first = jsonl(kGood + '\n' + other + '\n' + kGood);
        // Later, with more in front of, between and behind them, and bad rows, which count for nothing.
        const Rows grown = read(ingest::jsonLineRecords,
                                QByteArray(kGood).replace(":5", ":-5") + '\n' + other + '\n' + kGood + '\n' + other + '\n' +
                                    kGood + '\n' + kGood,
                                instantFromMs(1'800'000'000'000));
        QCOMPARE(grown.events.size(), 5);
        QCOMPARE(grown.events[1].dedupKey, first.events[0].dedupKey);
        QCOMPARE(grown.events[0].dedupKey, first.events[1].dedupKey);
        QCOMPARE(grown.events[3].dedupKey, first.events[2].dedupKey);
        QSet<QByteArray> keys;
        for (const model::PhaseEvent& event : grown.events)
            keys.insert(event.dedupKey);
        QCOMPARE(keys.size(), 5);
    }

    void rowsWithoutATimeAreTheSameInBothForms()
    {
        const Rows fromCsv = csv(kHeader + "c,f,deployment,go,5,,\nc,f,deployment,go,5,,\n");
        const Rows fromJson = jsonl(kGood + '\n' + kGood);
        QCOMPARE(fromCsv.events.size(), 2);
        for (int place : {0, 1})
            QCOMPARE(fromCsv.events[place].dedupKey, fromJson.events[place].dedupKey);
    }

    void rowsWithATimeAreTheSameAgain()
    {
        const QByteArray row = QByteArray(kGood).replace("{", json("{'created_at':'2026-01-01T00:00:00Z',"));
        const Rows rows = jsonl(row + '\n' + row);
        QCOMPARE(rows.events[0].dedupKey, rows.events[1].dedupKey);
    }
};

QTEST_GUILESS_MAIN(RecordReaderTest)
#include "tst_recordreader.moc"
