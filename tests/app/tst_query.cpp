// SPDX-License-Identifier: GPL-3.0-or-later
#include "events.h"
#include "program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace atalaya::test;

namespace {

constexpr int kEvents = 250;

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

QByteArray plain(const QByteArray& text)
{
    return QString::fromUtf8(text).replace(QChar(0x00A0), u' ').replace(QChar(0x202F), u' ').toUtf8();
}

} // namespace

class QueryTest : public QObject
{
    Q_OBJECT

private:
    Program m_program;
    int m_events = 0;

    Outcome query(const QStringList& arguments) { return m_program.run(QStringList{QStringLiteral("query")} + arguments); }
    Outcome query(const char* arguments) { return query(words(arguments)); }
    Outcome queryText(const char* json, const char* more = "") { return query(QStringList{QString::fromUtf8(json)} + words(more)); }

private Q_SLOTS:
    void initTestCase()
    {
        const QString file = m_program.write(QStringLiteral("events.csv"), toCsv(randomEvents(kEvents, 3)));
        const Outcome read = m_program.run({QStringLiteral("import"), QStringLiteral("csv"), file});
        QVERIFY2(read.code == 0, read.err.constData());
        m_events =
            queryText(R"({"dataset":"dora_metrics","aggregate":[{"fn":"count"}]})").json().value(QLatin1String("data"))[0][0].toInt();
        QVERIFY(m_events > 200);
    }

    void withoutArgumentsItListsTheDatasets()
    {
        const Outcome list = query("");
        QCOMPARE(list.code, 0);
        QVERIFY2(list.out.startsWith("Dataset") && list.out.contains("\ndora_metrics ") && list.out.contains("\nquality_metrics "),
                 list.out.constData());
        QVERIFY2(plain(list.out).contains(QByteArray(QByteArray::number(m_events) + "  Phase events of")), list.out.constData());
        const QJsonObject json = query("--json").json();
        const QJsonArray datasets = json.value(QLatin1String("datasets")).toArray();
        QCOMPARE(datasets.size(), json.value(QLatin1String("total_datasets")).toInt());
        QCOMPARE(datasets[0][QLatin1String("dataset_id")].toString(), QStringLiteral("dora_metrics"));
        QCOMPARE(datasets[0][QLatin1String("record_count")].toInt(), m_events);
    }

    void theFieldsOfADatasetAreExplained()
    {
        const Outcome fields = query("--dataset dora_metrics --fields");
        QCOMPARE(fields.code, 0);
        QVERIFY2(fields.out.contains("duration_seconds  number") && fields.out.contains("One of: planning, development"),
                 fields.out.constData());
        const QJsonObject json = query("--dataset dora_metrics --fields --json").json();
        QVERIFY(json.value(QLatin1String("schema"))[QLatin1String("fields")].toArray().size() > 5);
    }

    void inAPipeTheAnswerIsTheObjectOfTheApi()
    {
        const Outcome answer = queryText(R"({"dataset":"dora_metrics","select":["id","phase_name"],"order_by":["id"],"limit":2})");
        QCOMPARE(answer.code, 0);
        const QJsonObject json = answer.json();
        QCOMPARE(json.value(QLatin1String("data")).toArray().size(), 2);
        QCOMPARE(json.value(QLatin1String("data"))[0][0].toInt(), 1);
        QCOMPARE(json.value(QLatin1String("columns"))[1][QLatin1String("name")].toString(), QStringLiteral("phase_name"));
        QCOMPARE(json.value(QLatin1String("metadata"))[QLatin1String("total_records")].toInt(), m_events);
        QCOMPARE(json.value(QLatin1String("truncated")).toBool(), true);
        QVERIFY2(plain(answer.err).contains(QByteArray("Rows: 2 of " + QByteArray::number(m_events))) && answer.err.contains("--all"),
                 answer.err.constData());
        QJsonObject next = json.value(QLatin1String("query")).toObject();
        next.insert(QStringLiteral("cursor"), json.value(QLatin1String("next_cursor")));
        const QByteArray text = QJsonDocument(next).toJson(QJsonDocument::Compact);
        QCOMPARE(queryText(text.constData()).json().value(QLatin1String("data"))[0][0].toInt(), 3);
    }

    void allPagesToTheEnd_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format : {"json", "ndjson", "csv", "table"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }
    void allPagesToTheEnd()
    {
        QFETCH(QString, format);
        const Outcome all = query({QStringLiteral("--dataset"), QStringLiteral("dora_metrics"), QStringLiteral("--all"),
                                   QStringLiteral("--limit"), QStringLiteral("30"), QStringLiteral("--format"), format});
        QCOMPARE(all.code, 0);
        QVERIFY2(all.err.isEmpty(), all.err.constData());
        if (format == QLatin1String("json")) {
            QCOMPARE(all.json().value(QLatin1String("data")).toArray().size(), m_events);
            QCOMPARE(all.json().value(QLatin1String("returned")).toInt(), m_events);
            QCOMPARE(all.json().value(QLatin1String("truncated")).toBool(), false);
        } else if (format == QLatin1String("ndjson")) {
            QCOMPARE(all.out.count('\n'), m_events);
            for (const QByteArray& line : all.out.trimmed().split('\n'))
                QVERIFY(QJsonDocument::fromJson(line).object().contains(QLatin1String("cycle_id")));
        } else if (format == QLatin1String("csv")) {
            QCOMPARE(all.out.count("\r\n"), m_events + 1);
            QVERIFY(all.out.startsWith("id,cycle_id,feature_id,") && all.out.count("cycle_id") == 1);
        } else {
            QCOMPARE(all.out.count('\n'), m_events + 3); // names, a blank line and the total
            QVERIFY2(plain(all.out).endsWith(QByteArray("Rows: " + QByteArray::number(m_events) + ".\n")), all.out.right(80).constData());
        }
    }

    void aFilterIsAQuery()
    {
        const QJsonObject answer = query({QStringLiteral("--dataset"), QStringLiteral("dora_metrics"), QStringLiteral("--filter"),
                                          QStringLiteral("phase_name = deployment AND duration_seconds >= 0")})
                                       .json();
        QVERIFY(answer.value(QLatin1String("total")).toInt() > 0);
        QCOMPARE(answer.value(QLatin1String("query"))[QLatin1String("where")].toArray().size(), 2);
    }

    void theStandardInputIsRead()
    {
        const auto process =
            m_program.start({QStringLiteral("--data-dir"), m_program.dataDir(), QStringLiteral("query"), QStringLiteral("-")});
        const Outcome nothing = outcomeOf(*process);
        QCOMPARE(nothing.code, 2); // no query on /dev/null
        QVERIFY2(nothing.saysOneLine(), nothing.err.constData());
        QProcess piped;
        piped.setProcessEnvironment(m_program.environment);
        piped.start(qEnvironmentVariable("ATALAYA_TEST_BINARY", QStringLiteral(ATALAYA_BINARY)),
                    {QStringLiteral("--data-dir"), m_program.dataDir(), QStringLiteral("query"), QStringLiteral("-"),
                     QStringLiteral("--format"), QStringLiteral("csv")});
        piped.write(R"({"dataset":"services","select":["name"]})");
        piped.closeWriteChannel();
        const Outcome answer = outcomeOf(piped);
        QCOMPARE(answer.code, 0);
        QVERIFY2(answer.out.startsWith("name\r\n"), answer.out.constData());
    }

    void mistakesAreSaidInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const QStringList& arguments, const char* says) {
            QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << QByteArray(says);
        };
        const auto one = [](const char* text) { return QStringList{QString::fromUtf8(text)}; };
        row(one(R"({"dataset":"dora_metric"})"), "did you mean 'dora_metrics'?");
        row(one(R"({"dataset":"dora_metrics","selct":[]})"), "did you mean 'select'?");
        row(one("{"), "");
        row(one("[]"), "A query is a JSON object");
        row(one(R"({"dataset":"dora_metrics","cursor":"abc"})"), "cursor");
        row(words("--dataset dora_metrics --filter phase=x"), "did you mean 'phase_name'?");
        row(words("--filter id=1"), "--filter needs --dataset");
        row(words("--fields"), "--fields needs --dataset");
        row(words("--dataset deploymets --fields"), "did you mean \"deployments\"?");
        row(words("{} --dataset services"), "leave out --dataset");
        row(words("--all"), "name a query");
        row(words("--dataset services --limit 0"), "1 to 10000");
        row(words("--dataset services --format xml"), "xml");
    }
    void mistakesAreSaidInOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const Outcome outcome = query(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.saysOneLine() && outcome.err.contains(says), outcome.err.constData());
    }

    void aStoreThatIsNotThereIsNotMade()
    {
        Program other;
        const Outcome outcome =
            other.runBare({QStringLiteral("--data-dir"), other.path(QStringLiteral("nowhere")), QStringLiteral("query")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QVERIFY(!QFile::exists(other.path(QStringLiteral("nowhere"))));
    }

    void whatATerminalWouldObeyIsNotPrinted()
    {
        Program other;
        const QString file = other.write(
            QStringLiteral("events.jsonl"),
            "{\"cycle_id\":\"a\\u001b[2Jb\\nc\",\"feature_id\":\"f\",\"phase_name\":\"testing\",\"decision\":\"go\",\"duration_seconds\":1.5}\n");
        QCOMPARE(other.run({QStringLiteral("import"), QStringLiteral("jsonl"), file}).code, 0);
        const Outcome table = other.run(words("query --dataset dora_metrics --format table"));
        QCOMPARE(table.code, 0);
        QVERIFY2(!table.out.contains('\033') && table.out.contains("a [2Jb c") && table.out.contains("1.5"), table.out.constData());
    }

    void aReaderWarnsOfAnEmptyAnswer()
    {
        const Outcome outcome = query("--dataset dora_metrics --filter team=nobody --format csv");
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.err.contains("Mind: No row fits the filter.") && outcome.err.contains("In no row 'team' is 'nobody'."),
                 outcome.err.constData());
    }

    void ctrlCEndsIt()
    {
        Program large;
        const QString file = large.write(QStringLiteral("events.csv"), toCsv(randomEvents(20'000, 5)));
        QCOMPARE(large.run({QStringLiteral("import"), QStringLiteral("csv"), file}).code, 0);
        const auto process =
            large.start({QStringLiteral("--data-dir"), large.dataDir(), QStringLiteral("query"), QStringLiteral("--dataset"),
                         QStringLiteral("dora_metrics"), QStringLiteral("--all"), QStringLiteral("--limit"), QStringLiteral("1"),
                         QStringLiteral("--format"), QStringLiteral("ndjson")});
        QVERIFY(waitWhileRunning(*process, [&] { return process->bytesAvailable() > 0; })); // pages come
        QCOMPARE(::kill(pid_t(process->processId()), SIGINT), 0);
        const Outcome outcome = outcomeOf(*process);
        QCOMPARE(outcome.code, 130);
        QVERIFY2(outcome.err.contains("Stopped."), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(QueryTest)
#include "tst_query.moc"
