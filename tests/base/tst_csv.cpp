// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QTest>

using namespace atalaya;

namespace {

/// A device that gives one byte at a time, as a slow pipe does.
class Trickle : public QBuffer
{
public:
    using QBuffer::QBuffer;

protected:
    qint64 readData(char* data, qint64 length) override { return QBuffer::readData(data, std::min<qint64>(length, 1)); }
};

/// Records as "line|field|field", errors as "!text".
QStringList read(QIODevice& device)
{
    CsvReader reader(device);
    QStringList records;
    while (!reader.atEnd()) {
        const Result<CsvReader::Record> record = reader.next();
        if (record.isOk())
            records.append(QString::number(record.value().line) + u'|' + record.value().fields.join(u'|'));
        else
            records.append(u'!' + record.error().userText);
    }
    return records;
}

QStringList read(const QByteArray& text)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    return read(buffer);
}

} // namespace

class CsvTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRecords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("records");
        const auto row = [](const char* name, const char* text, const QStringList& records) {
            QTest::newRow(name) << QByteArray(text) << records;
        };
        row("nothing", "", {});
        row("only blank lines", "\n\r\n\n", {});
        row("no line end at the end", "a,b", {QStringLiteral("1|a|b")});
        row("LF and CRLF", "a,b\nc,d\r\ne,f\n", {QStringLiteral("1|a|b"), QStringLiteral("2|c|d"), QStringLiteral("3|e|f")});
        row("blank lines are skipped and counted", "a\n\n\r\nb\n", {QStringLiteral("1|a"), QStringLiteral("4|b")});
        row("empty fields", ",,\n", {QStringLiteral("1|||")});
        row("quoted commas, quotes and line breaks", "\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\"\nz\n",
            {QStringLiteral("1|a,b|say \"hi\"|x\r\ny"), QStringLiteral("3|z")});
        row("a quoted empty field is a record", "\"\"\nx", {QStringLiteral("1|"), QStringLiteral("2|x")});
        row("byte-order mark", "\xEF\xBB\xBFn\xC3\xBA,1\n", {QStringLiteral("1|nú|1")});
        row("only a byte-order mark", "\xEF\xBB\xBF", {});
        row("spaces are kept", " a , b \n", {QStringLiteral("1| a | b ")});
    }
    void readsRecords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, records);
        QCOMPARE(read(text), records);
        Trickle trickle;
        trickle.setData(text);
        trickle.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        QCOMPARE(read(trickle), records);
    }

    void namesTheTroubleAndGoesOn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const QByteArray& bad, const char* place, const char* word) {
            QTest::newRow(name) << "first,1\n" + bad << QString::fromLatin1(place) << QString::fromLatin1(word);
        };
        row("quote within a plain field", "a,b\"c,d\nnext,2\n", "line 2, column 2", "stray quote");
        row("text after a closing quote", "\"a\"b,c\nnext,2\n", "line 2, column 1", "stray quote");
        row("not UTF-8", "a,b,\xFF\xFE\nnext,2\n", "line 2, column 3", "UTF-8");
        row("not UTF-8, then more fields", "\xC3,b\nnext,2\n", "line 2, column 1", "UTF-8");
        row("too long", "a," + QByteArray((1 << 20) + 1, 'x') + ",z\nnext,2\n", "line 2, column 2", "1 MiB");
        row("too long and quoted", "a,\"" + QByteArray((1 << 20) + 1, 'x') + "\"\nnext,2\n", "line 2, column 2", "1 MiB");
    }
    void namesTheTroubleAndGoesOn()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        QFETCH(QString, word);
        const QStringList records = read(text);
        QCOMPARE(records.size(), 3);
        QVERIFY2(records.at(1).startsWith(u'!' + place + u':'), qPrintable(records.at(1)));
        QVERIFY2(records.at(1).contains(word), qPrintable(records.at(1)));
        QCOMPARE(records.at(2), QStringLiteral("3|next|2"));
    }

    void anUnclosedQuoteIsNamedByWhereItBegan()
    {
        const QStringList records = read("a\nb,\"never\nclosed\n");
        QCOMPARE(records.size(), 3);
        QVERIFY2(records.at(1).startsWith(QStringLiteral("!line 2, column 2:")), qPrintable(records.at(1)));
        QCOMPARE(records.at(2), QStringLiteral("3|closed"));
    }

    void anUnclosedQuoteCostsOneRecord_data()
    {
        QTest::addColumn<int>("another"); // row with the next quote, or none
        QTest::newRow("none follows") << 0;
        QTest::newRow("one follows much later") << 501;
    }
    void anUnclosedQuoteCostsOneRecord()
    {
        QFETCH(int, another);
        QByteArray text;
        for (int row = 1; row <= 1000; ++row)
            text += QByteArray::number(row) + (row == 4 ? ",\"open\n" : row == another ? ",\"x\"\n" : ",x\n");
        const QStringList records = read(text);
        QCOMPARE(records.size(), 1000);
        QVERIFY2(records.at(3).startsWith(QStringLiteral("!line 4, column 2:")), qPrintable(records.at(3)));
        QCOMPARE(records.at(4), QStringLiteral("5|5|x"));
        QCOMPARE(records.last(), QStringLiteral("1000|1000|x"));
    }

    void aFieldOfTheGreatestLengthIsTaken()
    {
        const QByteArray longest(CsvReader::kMaxField, 'x');
        QCOMPARE(read(longest + "\n").first().size(), longest.size() + 2);
    }

    void writesWhatItReads()
    {
        QRandomGenerator random(7);
        const QString letters = QStringLiteral("ab,\"\n\r é;'\t☃");
        for (int round = 0; round < 500; ++round) {
            QStringList fields(1 + random.bounded(4));
            for (QString& field : fields) {
                for (int length = random.bounded(6); length > 0; --length)
                    field += letters[random.bounded(int(letters.size()))];
                if (!field.isEmpty() && (field[0] == u'\t' || field[0] == u'\r'))
                    field.prepend(u'x'); // those get an apostrophe, tested below
            }
            const QStringList records = read(csvRecord(fields).toUtf8());
            QCOMPARE(records, QStringList{QStringLiteral("1|") + fields.join(u'|')});
        }
    }

    void formulasAreDefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("written");
        const auto row = [](const char* field, const char* written) {
            QTest::newRow(field) << QString::fromUtf8(field) << QString::fromUtf8(written);
        };
        row("=1+1", "'=1+1");
        row("+cmd", "'+cmd");
        row("@sum", "'@sum");
        row("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0");
        row("\tx", "'\tx");
        row("\rx", "\"'\rx\"");
        row("-5", "-5");
        row("-1.5e3", "-1.5e3");
        row("+2", "+2");
        row("a=b", "a=b");
        row("", "\"\"");
    }
    void formulasAreDefused()
    {
        QFETCH(QString, field);
        QFETCH(QString, written);
        QCOMPARE(csvRecord({field}), written + QStringLiteral("\r\n"));
    }
};

QTEST_GUILESS_MAIN(CsvTest)
#include "tst_csv.moc"
