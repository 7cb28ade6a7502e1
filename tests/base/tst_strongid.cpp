// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/strongid.h"

#include <QTest>

#include <unordered_set>

using namespace atalaya;
using Id = StrongId<struct TestTag>;

class StrongIdTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsSixteenHexDigits()
    {
        QCOMPARE(Id{1}.text(), QStringLiteral("0000000000000001"));
        QCOMPARE(Id{0xFEDCBA9876543210}.text(), QStringLiteral("fedcba9876543210"));
        for (const quint64 value : {quint64(1), quint64(0x8000000000000000), ~quint64(0)})
            QCOMPARE(Id::fromText(Id{value}.text())->value, value);
    }

    void otherTextIsNoId_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "1", "000000000000001", "00000000000000001", "000000000000000g", "0000000000000000",
                                 "0x00000000000001", " 000000000000001", "-000000000000001", "+000000000000001"})
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text);
    }
    void otherTextIsNoId()
    {
        QFETCH(QString, text);
        QVERIFY(!Id::fromText(text));
    }

    void onlyZeroIsNull()
    {
        QVERIFY(Id{}.isNull());
        QVERIFY(!Id{1}.isNull());
        QVERIFY(Id{1} < Id{2});
        QCOMPARE(std::unordered_set<Id>({Id{1}, Id{1}, Id{2}}).size(), size_t(2));
    }

    void contentDecidesTheId()
    {
        // The first eight bytes of SHA-256("a\0b\0"), from coreutils' sha256sum.
        QCOMPARE(contentId({u"a", u"b"}), quint64(0x8FB20EF63CED4145ULL));
        QCOMPARE(contentId({u"a", u"b"}), contentId({u"a", u"b"}));
        QVERIFY(contentId({u"ab"}) != contentId({u"a", u"b"}));
        QVERIFY(contentId({u"a", u""}) != contentId({u"a"}));
        QVERIFY(contentId({u"ü"}) != contentId({u"u"}));
    }
};

QTEST_GUILESS_MAIN(StrongIdTest)
#include "tst_strongid.moc"
