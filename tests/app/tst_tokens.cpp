// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace atalaya::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TokensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsShownOnceAndKeptOnlyAsAHash()
    {
        Program program;
        const Outcome created = program.run(words("token create --name ci --role operator --rate 5/50 --expires 7"));
        QCOMPARE(created.code, 0);
        static const QRegularExpression form(QStringLiteral("^atl_[A-Za-z0-9_-]{40,}\n$"));
        QVERIFY2(form.match(QString::fromUtf8(created.out)).hasMatch(), created.out.constData());

        const Outcome list = program.run(words("token list --json"));
        const QJsonArray tokens = list.json().value(QLatin1String("tokens")).toArray();
        QCOMPARE(tokens.size(), 1);
        const QJsonObject token = tokens.first().toObject();
        QCOMPARE(token.value(QLatin1String("name")).toString(), QStringLiteral("ci"));
        QCOMPARE(token.value(QLatin1String("role")).toString(), QStringLiteral("operator"));
        QCOMPARE(token.value(QLatin1String("state")).toString(), QStringLiteral("active"));
        QCOMPARE(token.value(QLatin1String("rate")).toObject().value(QLatin1String("per_hour")).toInt(), 50);
        QVERIFY(token.value(QLatin1String("expires_at")).isString());
        QVERIFY(token.value(QLatin1String("last_used_at")).isNull());

        const QByteArray secret = created.out.trimmed();
        QVERIFY(!list.out.contains(secret));
        for (const char* name : {"/atalaya.db", "/atalaya.db-wal", "/logs/application.log"}) {
            QFile file(program.dataDir() + QLatin1String(name));
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains(secret), name);
        }
    }

    void aNameIsTakenUntilItIsRevoked()
    {
        Program program;
        QCOMPARE(program.run(words("token create --name me --role viewer")).code, 0);
        const Outcome again = program.run(words("token create --name me --role viewer"));
        QCOMPARE(again.code, 1);
        QVERIFY2(again.saysOneLine(), again.err.constData());
        QCOMPARE(program.run(words("token revoke me")).code, 0);
        const Outcome twice = program.run(words("token revoke me"));
        QCOMPARE(twice.code, 1);
        QVERIFY2(twice.saysOneLine(), twice.err.constData());
        QCOMPARE(program.run(words("token create --name me --role admin")).code, 0);

        const QByteArray table = program.run(words("token list")).out;
        QVERIFY(table.contains("revoked"));
        QVERIFY(table.contains("active"));
        QCOMPARE(table.count('\n'), 3);
    }

    void anEmptyListSaysHowToMakeOne()
    {
        Program program;
        const Outcome outcome = program.run(words("token list"));
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
        QCOMPARE(program.run(words("token list --json")).json().value(QLatin1String("tokens")).toArray().size(), 0);
    }
};

QTEST_GUILESS_MAIN(TokensTest)
#include "tst_tokens.moc"
