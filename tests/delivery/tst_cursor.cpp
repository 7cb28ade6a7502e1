// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/cursor.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::delivery;

namespace {

const QStringList kPosition{QStringLiteral("1767571200000"), QStringLiteral("päyments 1.0"), QStringLiteral("42")};

QByteArray scope(const Query& query = {}, const QString& list = QStringLiteral("deployments"),
                 const QString& store = QStringLiteral("store"), const QStringList& more = {})
{
    return cursorScope(list, store, query, more);
}

bool refused(const Result<std::optional<QStringList>>& decoded)
{
    return decoded.isError() && decoded.error().code == ErrorCode::InvalidInput;
}

} // namespace

class CursorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesItsPositionBack()
    {
        const auto decoded = decodeCursor(scope(), encodeCursor(scope(), kPosition), 3);
        QVERIFY(decoded.isOk());
        QCOMPARE(*decoded.value(), kPosition);
    }

    void noCursorIsTheBeginning() { QVERIFY(!decodeCursor(scope(), QString(), 3).value()); }

    void isSafeInAnAddress()
    {
        const QString cursor = encodeCursor(scope(), kPosition);
        QVERIFY(std::all_of(cursor.begin(), cursor.end(), [](QChar c) {
            return (c.isLetterOrNumber() && c.unicode() < 128) || c == u'-' || c == u'_';
        }));
    }

    void isOfOneListOnly()
    {
        const QString cursor = encodeCursor(scope(), kPosition);
        Query other;
        other.services = {QStringLiteral("a")};
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        other = {};
        other.environment = QStringLiteral("staging");
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        other = {};
        other.team = QStringLiteral("red");
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        other = {};
        other.from = instantFromMs(1);
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        other.to = std::exchange(other.from, std::nullopt);
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        other = {};
        other.kinds = model::EdgeKind::Revert;
        QVERIFY(refused(decodeCursor(scope(other), cursor, 3)));
        QVERIFY(refused(decodeCursor(scope({}, QStringLiteral("incidents")), cursor, 3)));
        QVERIFY(refused(decodeCursor(scope({}, QStringLiteral("deployments"), QStringLiteral("another store")), cursor, 3)));
        QVERIFY(refused(decodeCursor(scope({}, QStringLiteral("deployments"), QStringLiteral("store"), {QStringLiteral("text")}),
                                     cursor, 3)));
        QVERIFY(refused(decodeCursor(scope(), cursor, 2)));
    }

    void goesOnAsTimePasses()
    {
        Query later;
        later.asOf = instantFromMs(5);
        later.timeZone = QTimeZone("Europe/Madrid");
        later.environment = QStringLiteral(" Production");
        QVERIFY(decodeCursor(scope(later), encodeCursor(scope(), kPosition), 3).isOk());
        Query first, second;
        first.services = {QStringLiteral("a"), QStringLiteral("b")};
        second.services = {QStringLiteral("b"), QStringLiteral("a")};
        QCOMPARE(scope(first), scope(second));
    }

    void everyChangeIsRefused()
    {
        const QString cursor = encodeCursor(scope(), kPosition);
        for (qsizetype i = 0; i < cursor.size(); ++i) {
            QVERIFY2(refused(decodeCursor(scope(), cursor.left(i), 3)) || i == 0, qPrintable(QString::number(i)));
            for (const char16_t other : std::u16string_view(u"AQgw_-9é= ")) {
                if (cursor[i] == other)
                    continue;
                QString changed = cursor;
                changed[i] = other;
                QVERIFY2(refused(decodeCursor(scope(), changed, 3)), qPrintable(changed));
            }
        }
        for (const QString& more : {QStringLiteral("="), QStringLiteral("A"), QStringLiteral(" "), QStringLiteral("AAAA")})
            QVERIFY(refused(decodeCursor(scope(), cursor + more, 3)));
        QVERIFY(refused(decodeCursor(scope(), QStringLiteral("nonsense"), 3)));
        QVERIFY(refused(decodeCursor(scope(), QString(100'000, u'A'), 3)));
    }
};

QTEST_GUILESS_MAIN(CursorTest)
#include "tst_cursor.moc"
