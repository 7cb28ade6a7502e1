// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/query.h"
#include "delivery/versionpattern.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

QString shown(const std::optional<ParsedVersion>& version)
{
    if (!version)
        return QStringLiteral("no");
    QStringList numbers;
    for (int i = 0; i < version->count; ++i)
        numbers.append(QString::number(version->numbers[size_t(i)]));
    return version->prefix + u':' + numbers.join(u'.');
}

} // namespace

class VersionPatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesReleasesAndNoPreReleases_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("patched");
        const auto row = [](const char* text, const char* version, const char* patched) {
            QTest::newRow(*text ? text : "empty")
                << QString::fromUtf8(text) << QString::fromLatin1(version) << QString::fromLatin1(patched);
        };
        row("1.4", ":1.4", "no");
        row("1.4.2", ":1.4.2", ":1.4.1");
        row("v1.4.2", ":1.4.2", ":1.4.1");
        row("1.4.0", ":1.4.0", "no");
        row("1.4.2.3", ":1.4.2.3", ":1.4.2.2");
        row("1.4.2.0", ":1.4.2.0", "no");
        row("app-1.4.2", "app-:1.4.2", "app-:1.4.1");
        row("app/v1.4.2", "app/:1.4.2", "app/:1.4.1");
        row("App9_v2.0.10", "App9_:2.0.10", "App9_:2.0.9");
        row("0.0.1", ":0.0.1", ":0.0.0");
        row("1.04.2", ":1.4.2", ":1.4.1");
        for (const char* text : {"", "1", "v1", "1.2.3.4.5", "1.4.2-rc1", "1.4.2rc1", "1.4.2+build", "1.4.", ".1.4", "1..4", "release",
                                 "9app-1.2", "app.1.2.3", "a-b-1.2", "1.4.2 ", " 1.4.2", "1.4.2\n", "V1.4.2", "1.99999999999999999999",
                                 "１.４"})
            row(text, "no", "no");
    }
    void takesReleasesAndNoPreReleases()
    {
        QFETCH(QString, text);
        QFETCH(QString, version);
        QFETCH(QString, patched);
        const VersionPattern pattern = VersionPattern::compile(Rules().tagPattern).value();
        const std::optional<ParsedVersion> parsed = pattern.parse(text);
        QCOMPARE(shown(parsed), version);
        QCOMPARE(shown(parsed ? parsed->patchedFrom() : std::nullopt), patched);
    }

    void equalVersionsAreOneKey()
    {
        const VersionPattern pattern = VersionPattern::compile(Rules().tagPattern).value();
        QCOMPARE(*pattern.parse(QStringLiteral("v1.4.2")), *pattern.parse(QStringLiteral("1.4.2")));
        QCOMPARE(qHash(*pattern.parse(QStringLiteral("v1.4.2"))), qHash(*pattern.parse(QStringLiteral("1.4.2"))));
        QVERIFY(*pattern.parse(QStringLiteral("1.4")) != *pattern.parse(QStringLiteral("1.4.0")));
        QVERIFY(*pattern.parse(QStringLiteral("a-1.4")) != *pattern.parse(QStringLiteral("b-1.4")));
    }

    void refusesWhatIsNoPattern_data()
    {
        QTest::addColumn<QString>("pattern");
        for (const char* pattern : {"(", "^v(\\d+)$", "", "[a-"})
            QTest::newRow(*pattern ? pattern : "empty") << QString::fromLatin1(pattern);
    }
    void refusesWhatIsNoPattern()
    {
        QFETCH(QString, pattern);
        const auto compiled = VersionPattern::compile(pattern);
        QVERIFY(compiled.isError());
        QCOMPARE(compiled.error().code, ErrorCode::InvalidInput);
    }

    void anotherPatternIsTaken()
    {
        const VersionPattern pattern = VersionPattern::compile(QStringLiteral("^()build-(\\d+\\.\\d+)$")).value();
        QCOMPARE(shown(pattern.parse(QStringLiteral("build-3.7"))), QStringLiteral(":3.7"));
        QCOMPARE(shown(pattern.parse(QStringLiteral("3.7"))), QStringLiteral("no"));
    }
};

QTEST_GUILESS_MAIN(VersionPatternTest)
#include "tst_versionpattern.moc"
