// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <QTest>

#include <cmath>

using namespace atalaya;

class JsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotKnownIsNull()
    {
        QVERIFY(jsonOf(std::optional<double>()).isNull());
        QVERIFY(jsonOf(std::optional<Instant>()).isNull());
        QVERIFY(jsonOf(QString()).isNull());
        QCOMPARE(jsonOf(std::optional(0.0)), QJsonValue(0.0));
        QCOMPARE(jsonOf(std::optional(instantFromMs(0))), QJsonValue(QStringLiteral("1970-01-01T00:00:00Z")));
        QCOMPARE(jsonOf(QStringLiteral("x")), QJsonValue(QStringLiteral("x")));
    }

    void equalObjectsGiveEqualBytes()
    {
        QJsonObject first, second;
        first.insert(QStringLiteral("a"), 1);
        first.insert(QStringLiteral("b"), 0.1);
        second.insert(QStringLiteral("b"), 0.1);
        second.insert(QStringLiteral("a"), 1);
        QCOMPARE(compactJson(first), QByteArray(R"({"a":1,"b":0.1})"));
        QCOMPARE(compactJson(second), compactJson(first));
        QCOMPARE(parseJson(readableJson(first)).value(), QJsonValue(second));
    }

    void parses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("object") << QByteArray(R"({"a":[1,{"b":null}]})");
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("brackets in a text") << "{\"a\":\"" + QByteArray(500, '[') + "\\\"{[\",\"b\":\"\\\\\"}";
        QTest::newRow("100 levels") << QByteArray(100, '[') + QByteArray(100, ']');
        QTest::newRow("wide, not deep") << "[" + QByteArray("[],").repeated(500) + "[]]";
    }
    void parses()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(parseJson(bytes).isOk());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("byte");
        QTest::newRow("cut off") << QByteArray(R"({"a":)") << QStringLiteral("byte");
        QTest::newRow("two documents") << QByteArray("{}{}") << QStringLiteral("byte");
        QTest::newRow("not JSON") << QByteArray("<html>") << QStringLiteral("byte 1");
        QTest::newRow("single quotes") << QByteArray("{'a':1}") << QStringLiteral("byte");
        QTest::newRow("NaN") << QByteArray(R"({"a":NaN})") << QStringLiteral("byte");
        QTest::newRow("bad UTF-8") << QByteArray("{\"a\":\"\xFF\"}") << QStringLiteral("byte");
        QTest::newRow("101 levels") << QByteArray(101, '[') + QByteArray(101, ']') << QStringLiteral("100 levels");
        QTest::newRow("a million levels") << QByteArray(1'000'000, '[') << QStringLiteral("100 levels");
        QTest::newRow("open quote, many brackets") << "[\"" + QByteArray(500, '[') << QStringLiteral("byte");
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const Result<QJsonValue> parsed = parseJson(bytes);
        QVERIFY(parsed.isError());
        QCOMPARE(parsed.error().code, ErrorCode::InvalidInput);
        QVERIFY2(parsed.error().userText.contains(word), qPrintable(parsed.error().userText));
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "tst_json.moc"
