// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/colors.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include <set>

using namespace atalaya::widgets;

namespace {

/// The icon's colour: that of its most opaque pixel.
QColor inkOf(const QPixmap& picture)
{
    const QImage image = picture.toImage().convertToFormat(QImage::Format_ARGB32);
    QColor ink(Qt::transparent);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor here = image.pixelColor(x, y);
            if (here.alpha() > ink.alpha())
                ink = here;
        }
    }
    return ink;
}

bool isClose(const QColor& one, const QColor& other)
{
    return qAbs(one.red() - other.red()) < 12 && qAbs(one.green() - other.green()) < 12
           && qAbs(one.blue() - other.blue()) < 12;
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreReadableOnTheirGround_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::addColumn<int>("role");
        QTest::addColumn<int>("ground");
        const auto add = [](const char* scheme, Scheme which) {
            for (const Role role : {Role::Text, Role::Muted, Role::Accent, Role::Good, Role::Warning, Role::Bad}) {
                for (const Role ground : {Role::Background, Role::Surface, Role::Raised, Role::AccentSoft})
                    QTest::addRow("%s %d on %d", scheme, int(role), int(ground)) << int(which) << int(role) << int(ground);
            }
        };
        add("light", Scheme::Light);
        add("dark", Scheme::Dark);
    }
    void wordsAreReadableOnTheirGround()
    {
        QFETCH(int, scheme);
        QFETCH(int, role);
        QFETCH(int, ground);
        const Colors& colors = colorsOf(Scheme(scheme));
        const double ratio = contrast(colors.text(Role(role), Role(ground)), colors[Role(ground)]);
        QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
    }

    // Room that is kept for a sorting arrow would push the heads of right-aligned columns off their numbers.
    void headsOfColumnsHaveTheWholeWidth()
    {
        QStandardItemModel model(1, 1);
        model.setHeaderData(0, Qt::Horizontal, QStringLiteral("Changes"));
        model.setHeaderData(0, Qt::Horizontal, Qt::AlignRight, Qt::TextAlignmentRole);
        QTableView table;
        table.setStyleSheet(styleSheetOf(colorsOf(Scheme::Light)));
        table.setModel(&model);
        table.setColumnWidth(0, 120);
        table.horizontalHeader()->resize(120, 30);
        const QImage head = table.horizontalHeader()->grab().toImage();
        const QRgb ground = head.pixel(head.width() / 8, head.height() / 2);
        int last = head.width() - 1;
        const auto isEmpty = [&](int x) {
            for (int y = 4; y < head.height() - 4; ++y) {
                if (head.pixel(x, y) != ground)
                    return false;
            }
            return true;
        };
        while (last > 0 && isEmpty(last))
            --last;
        QVERIFY2(last >= 120 - 11, qPrintable(QString::number(last)));
    }

    void aReadableColourIsLeftAsItIs()
    {
        const Colors& light = colorsOf(Scheme::Light);
        QCOMPARE(light.text(Role::Text), light[Role::Text]);
        QCOMPARE(light.text(Role::Bad), light[Role::Bad]);
        // Good on white is just too light, and moves just a little.
        QVERIFY(light.text(Role::Good) != light[Role::Good]);
        QVERIFY(contrast(light.text(Role::Good), light[Role::Surface]) < 5.0);
    }

    void contrastIsThatOfTheGuidelines()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(qAbs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.478) < 0.01);
    }

    void theSchemeIsReadFromAPalette()
    {
        QCOMPARE(schemeOf(paletteOf(Scheme::Dark)), Scheme::Dark);
        QCOMPARE(schemeOf(paletteOf(Scheme::Light)), Scheme::Light);
    }

    void modesHaveNames()
    {
        for (const ThemeMode mode : {ThemeMode::System, ThemeMode::Light, ThemeMode::Dark})
            QCOMPARE(themeModeFromName(themeModeName(mode)), std::optional(mode));
        QVERIFY(!themeModeFromName(u"purple"));
    }

    void aChangeOfModeReachesWidgetsThatAreThere()
    {
        Theme theme;
        theme.setMode(ThemeMode::Light);
        QLabel label;
        label.ensurePolished();
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(schemeOf(label.palette()), Scheme::Dark);
        QCOMPARE(qApp->styleSheet(), styleSheetOf(colorsOf(Scheme::Dark)));
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(changed.count(), 1);
        theme.setMode(ThemeMode::Light);
        QCOMPARE(schemeOf(label.palette()), Scheme::Light);
        QCOMPARE(changed.count(), 2);
    }

    void theSystemIsFollowedOnlyWhenAskedFor()
    {
        Theme theme;
        theme.setMode(ThemeMode::Dark);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.systemChanged();
        QCOMPARE(schemeOf(QApplication::palette()), Scheme::Dark);
        QCOMPARE(changed.count(), 0);
        theme.setMode(ThemeMode::System);
        const Scheme system = schemeOf(QApplication::palette());
        theme.systemChanged();
        QCOMPARE(schemeOf(QApplication::palette()), system);
    }

    void theStyleSheetKnowsAllItsColours()
    {
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark})
            QVERIFY(!styleSheetOf(colorsOf(scheme)).contains(u'@'));
    }

    void aLookIsAppliedAtOnce()
    {
        Theme theme;
        theme.setMode(ThemeMode::Light);
        QLabel label;
        label.ensurePolished();
        setLook(&label, QStringLiteral("muted"));
        QCOMPARE(label.palette().color(QPalette::WindowText), colorsOf(Scheme::Light)[Role::Muted]);
        setLook(&label, QString());
        QCOMPARE(label.palette().color(QPalette::WindowText), colorsOf(Scheme::Light)[Role::Text]);
    }

    void everyIconIsDrawnInsideItsSquareAndUnlikeTheOthers()
    {
        std::set<QByteArray> seen;
        for (int at = 0; at < kIconCount; ++at) {
            const QPixmap picture = iconPixmap(IconName(at), Qt::black, 16, 2);
            QCOMPARE(picture.size(), QSize(32, 32));
            const QImage image = picture.toImage().convertToFormat(QImage::Format_ARGB32);
            int inked = 0;
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x) {
                    const bool edge = x == 0 || y == 0 || x == 31 || y == 31;
                    QVERIFY2(!edge || image.pixelColor(x, y).alpha() < 128, qPrintable(QString::number(at)));
                    inked += image.pixelColor(x, y).alpha() > 128 ? 1 : 0;
                }
            }
            QVERIFY2(inked > 40, qPrintable(QString::number(at)));
            seen.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
        }
        // Close and cross are one sign in two sizes: still two drawings.
        QCOMPARE(int(seen.size()), kIconCount);
    }

    void anIconFollowsTheTheme()
    {
        Theme theme;
        theme.setMode(ThemeMode::Light);
        const QIcon shown = icon(IconName::Overview);
        QVERIFY(isClose(inkOf(shown.pixmap(32)), colorsOf(Scheme::Light)[Role::Muted]));
        QVERIFY(isClose(inkOf(shown.pixmap(32, QIcon::Normal, QIcon::On)), colorsOf(Scheme::Light)[Role::Accent]));
        QVERIFY(isClose(inkOf(shown.pixmap(32, QIcon::Disabled)), colorsOf(Scheme::Light)[Role::Faint]));
        theme.setMode(ThemeMode::Dark);
        QVERIFY(isClose(inkOf(shown.pixmap(32)), colorsOf(Scheme::Dark)[Role::Muted]));
        theme.setMode(ThemeMode::Light);
    }

    void theProgramHasAnIconInEverySize()
    {
        for (const int size : {16, 32, 256})
            QCOMPARE(appIcon().pixmap(size, size).width(), size);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
