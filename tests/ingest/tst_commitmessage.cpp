// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/commitmessage.h"

#include <QTest>

using namespace atalaya;
using ingest::parseCommitMessage;

class CommitMessageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSubjectIsTheFirstLine_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("subject");
        QTest::newRow("one line") << QByteArray("Fix it\n") << QStringLiteral("Fix it");
        QTest::newRow("body") << QByteArray("Fix it\n\nBecause.\n") << QStringLiteral("Fix it");
        QTest::newRow("CRLF") << QByteArray("Fix it\r\n\r\nBecause.\r\n") << QStringLiteral("Fix it");
        QTest::newRow("blank before") << QByteArray("\n\n  Fix  it \nx") << QStringLiteral("Fix it");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("umlaut") << QByteArray("Gr\xC3\xB6\xC3\x9F" "e") << QStringLiteral("Größe");
        QTest::newRow("not UTF-8") << QByteArray("Gr\xF6\xDF" "e") << QStringLiteral("Größe");
    }
    void theSubjectIsTheFirstLine()
    {
        QFETCH(QByteArray, message);
        QTEST(parseCommitMessage(message).subject, "subject");
    }

    void theEncodingOfTheCommitIsUsed()
    {
        QCOMPARE(parseCommitMessage("caf\xE9", "ISO-8859-1").subject, QStringLiteral("café"));
        QCOMPARE(parseCommitMessage("caf\xC3\xA9", "no-such-thing").subject, QStringLiteral("cafÃ©"));
    }

    void aLongSubjectIsCutBetweenCharacters()
    {
        const QString faces = QString::fromUtf8("a") + QString::fromUtf8("\xF0\x9F\x98\x80").repeated(150);
        const QString subject = parseCommitMessage(faces.toUtf8()).subject;
        QCOMPARE(subject.size(), 199);
        QVERIFY(subject.at(198).isLowSurrogate());
        QCOMPARE(parseCommitMessage(QByteArray(500, 'x')).subject.size(), 200);
    }

    void revertsAreBodyLines_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QStringList>("reverts");
        const QString sha = QString(40, u'a');
        const QByteArray full = sha.toLatin1();
        QTest::newRow("git revert") << QByteArray("Revert \"x\"\n\nThis reverts commit " + full + ".\n") << QStringList{sha};
        QTest::newRow("seven digits") << QByteArray("x\n\nThis reverts commit abc1234.") << QStringList{QStringLiteral("abc1234")};
        QTest::newRow("six digits") << QByteArray("x\n\nThis reverts commit abc123.") << QStringList();
        QTest::newRow("41 digits") << QByteArray("x\n\nThis reverts commit " + full + "a") << QStringList();
        QTest::newRow("upper case") << QByteArray("x\n\nThis reverts commit ABC1234") << QStringList{QStringLiteral("abc1234")};
        QTest::newRow("two, one twice") << QByteArray("x\n\nThis reverts commit abc1234.\nThis reverts commit def5678.\n"
                                                      "This reverts commit abc1234.\n")
                                        << QStringList{QStringLiteral("abc1234"), QStringLiteral("def5678")};
        QTest::newRow("of a merge") << QByteArray("x\n\nThis reverts commit abc1234, reversing\nchanges made to def5678.\n")
                                    << QStringList{QStringLiteral("abc1234^def5678")};
        QTest::newRow("of a merge, in upper case and one line")
            << QByteArray("x\n\nThis reverts commit ABC1234, reversing changes made to DEF5678.\n")
            << QStringList{QStringLiteral("abc1234^def5678")};
        QTest::newRow("of a merge, the parent cut") << QByteArray("x\n\nThis reverts commit abc1234, reversing\nchanges made to def.")
                                                    << QStringList{QStringLiteral("abc1234")};
        QTest::newRow("quoted") << QByteArray("x\n\n> This reverts commit abc1234.") << QStringList();
        QTest::newRow("prose") << QByteArray("x\n\nNote that This reverts commit abc1234 was wrong") << QStringList();
        QTest::newRow("subject alone") << QByteArray("Revert \"x\"") << QStringList();
        QTest::newRow("no sha") << QByteArray("x\n\nThis reverts commit the-day") << QStringList();
    }
    void revertsAreBodyLines()
    {
        QFETCH(QByteArray, message);
        QTEST(parseCommitMessage(message).reverts, "reverts");
    }

    void picksAreFound()
    {
        const auto message = parseCommitMessage("Fix\n\n(cherry picked from commit abc1234)\n(cherry picked from commit DEF5678)\n");
        QCOMPARE(message.pickedFrom, (QStringList{QStringLiteral("abc1234"), QStringLiteral("def5678")}));
        QVERIFY(parseCommitMessage("Fix\n\ncherry picked from commit abc1234").pickedFrom.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CommitMessageTest)
#include "tst_commitmessage.moc"
