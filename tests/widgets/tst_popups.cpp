// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/calendar.h"
#include "widgets/common/chip.h"
#include "widgets/common/choicepopup.h"
#include "widgets/shell/filterbar.h"
#include "widgets/shell/rangepopup.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <set>

using namespace atalaya::widgets;

namespace {

QList<QRgb> colorsIn(const QImage& image, const QRect& rect)
{
    std::set<QRgb> seen;
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x)
            seen.insert(image.pixel(x, y));
    }
    return {seen.begin(), seen.end()};
}

QRgb rgb(const QColor& color)
{
    return color.rgba();
}

struct Behind {
    QWidget window;
    Chip* chip = new Chip(QStringLiteral("Environment"), &window);

    explicit Behind(QWidget* popup)
    {
        chip->setPopup(popup);
        window.resize(400, 80);
        window.show();
    }
};

ChoicePopup* environments()
{
    auto* popup = new ChoicePopup(ChoicesModel::Mode::One);
    popup->setWords(QStringLiteral("Environments"), QStringLiteral("any environment"));
    popup->model()->setChoices({QStringLiteral("production"), QStringLiteral("staging")});
    popup->model()->setChosen({QStringLiteral("production")});
    return popup;
}

QPushButton* preset(RangePopup& popup, bool chosen)
{
    for (QPushButton* button : popup.findChildren<QPushButton*>()) {
        if (button->isCheckable() && button->isChecked() == chosen)
            return button;
    }
    return nullptr;
}

} // namespace

/// What opens over the page, as it looks.
class PopupsTest : public QObject
{
    Q_OBJECT

    static void bothThemes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    const Colors& use(bool dark)
    {
        m_theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
        return colorsOf(dark ? Scheme::Dark : Scheme::Light);
    }

private Q_SLOTS:
    void aPanelStandsOutByALineAndIsRaised_data() { bothThemes(); }
    void aPanelStandsOutByALineAndIsRaised()
    {
        QFETCH(bool, dark);
        const Colors& colors = use(dark);
        RangePopup range;
        ChoicePopup* choice = environments();
        const Behind behind(choice);
        behind.chip->openPopup();
        QVERIFY(contrast(edgeOf(colors), colors[Role::Surface]) > contrast(colors[Role::Line], colors[Role::Surface]));
        for (QWidget* popup : {static_cast<QWidget*>(&range), static_cast<QWidget*>(choice)}) {
            const QImage image = popup->grab().toImage();
            for (const QPoint edge : {QPoint(image.width() / 2, 0), QPoint(image.width() / 2, image.height() - 1),
                                      QPoint(0, image.height() / 2), QPoint(image.width() - 1, image.height() / 2)})
                QCOMPARE(image.pixel(edge), rgb(edgeOf(colors)));
            QCOMPARE(image.pixel(image.width() / 2, 3), rgb(colors[Role::Raised]));
            QCOMPARE(image.pixel(3, image.height() / 2), rgb(colors[Role::Raised]));
        }
        // The list lies on the panel, not in a box of its own.
        auto* list = choice->findChild<QListView*>();
        QCOMPARE(list->grab().toImage().pixel(1, list->height() - 4), rgb(colors[Role::Raised]));
    }

    void aTimeZoneIsNoFilter()
    {
        FilterBar bar;
        Filters filters;
        filters.timeZone = QStringLiteral("Asia/Tokyo");
        bar.setFilters(filters, QDate(2026, 11, 25));
        const QList<Chip*> chips = bar.findChildren<Chip*>();
        QVERIFY(std::all_of(chips.begin(), chips.end(), [](const Chip* chip) { return chip->isDefault(); }));
        filters.team = QStringLiteral("core");
        bar.setFilters(filters, QDate(2026, 11, 25));
        QCOMPARE(std::count_if(chips.begin(), chips.end(), [](const Chip* chip) { return !chip->isDefault(); }), 1);
    }

    void aListIsAsHighAsItsRows()
    {
        ChoicePopup* popup = environments();
        const Behind behind(popup);
        behind.chip->openPopup();
        auto* list = popup->findChild<QListView*>();
        auto* field = popup->findChild<QLineEdit*>();
        const auto isFitted = [&] {
            const QRect last = list->visualRect(list->model()->index(list->model()->rowCount() - 1, 0));
            return last.bottom() + 1 == list->viewport()->height() && field->y() == 8 && list->y() == field->geometry().bottom() + 7
                   && popup->height() == list->geometry().bottom() + 9;
        };
        QVERIFY(isFitted());
        const int height = popup->height();
        QTest::keyClicks(field, QStringLiteral("stag"));
        QTRY_VERIFY(isFitted());
        QVERIFY(popup->height() < height);
        QTest::keyClicks(field, QStringLiteral("x"));
        QVERIFY(!list->isVisible());
        const QList<QLabel*> labels = popup->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() && label->text() == QStringLiteral("Nothing matches “stagx”");
        }));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!popup->isVisible());
        popup->model()->setChoices({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")});
        behind.chip->openPopup();
        QVERIFY(popup->height() > height);
        QVERIFY(isFitted());
    }

    void oneRowIsMarkedAndItIsTheChosenOneAtFirst()
    {
        ChoicePopup* popup = environments();
        const Behind behind(popup);
        behind.chip->openPopup();
        auto* list = popup->findChild<QListView*>();
        QCOMPARE(list->currentIndex().data().toString(), QStringLiteral("production"));
        QTest::mouseMove(list->viewport(), list->visualRect(list->model()->index(1, 0)).center());
        QTest::mouseMove(list->viewport(), list->visualRect(list->model()->index(2, 0)).center());
        QTRY_COMPARE(list->currentIndex().row(), 2);
        QCOMPARE(list->selectionModel()->selectedIndexes().size(), 1);
    }

    void theChosenPresetHasTheFocusAtFirst()
    {
        RangePopup popup;
        popup.setRange({DateRange::Kind::LastDays, 90, {}, {}}, QDate(2026, 11, 25));
        QCOMPARE(popup.focusProxy(), preset(popup, true));
        QVERIFY(!preset(popup, true)->icon().isNull());
        QVERIFY(preset(popup, false)->icon().isNull());
        popup.setRange({DateRange::Kind::Dates, 90, QDate(2026, 6, 1), QDate(2026, 6, 30)}, QDate(2026, 11, 25));
        QVERIFY(!preset(popup, true));
        QVERIFY(qobject_cast<QDateEdit*>(popup.focusProxy()));
    }

    void focusIsARingAndNoFrameInside_data() { bothThemes(); }
    void focusIsARingAndNoFrameInside()
    {
        QFETCH(bool, dark);
        const Colors& colors = use(dark);
        RangePopup popup;
        popup.setRange({DateRange::Kind::LastDays, 90, {}, {}}, QDate(2026, 11, 25));
        popup.show();
        popup.activateWindow();
        popup.setAttribute(Qt::WA_KeyboardFocusChange);
        QPushButton* button = preset(popup, false);
        preset(popup, true)->setFocus(Qt::TabFocusReason);
        const QRect inside = button->rect().adjusted(4, 4, -4, -4);
        const QImage without = button->grab().toImage();
        QTRY_VERIFY(popup.isActiveWindow());
        button->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(button->hasFocus());
        const QImage with = button->grab().toImage();
        QCOMPARE(with.pixel(with.width() / 2, 0), rgb(colors[Role::Accent]));
        QVERIFY(without.pixel(with.width() / 2, 0) != rgb(colors[Role::Accent]));
        QCOMPARE(with.copy(inside), without.copy(inside));
        // The chosen one is filled, and without focus has no ring.
        const QImage chosen = preset(popup, true)->grab().toImage();
        QCOMPARE(chosen.pixel(chosen.width() / 2, 0), rgb(colors[Role::AccentSoft]));
        QCOMPARE(chosen.pixel(chosen.width() / 2, 3), rgb(colors[Role::AccentSoft]));
    }

    void arrowsAreChevronsWithoutABox_data() { bothThemes(); }
    void arrowsAreChevronsWithoutABox()
    {
        QFETCH(bool, dark);
        const Colors& colors = use(dark);
        QDateEdit date(QDate(2026, 6, 1));
        date.setCalendarPopup(true);
        QComboBox combo;
        combo.addItem(QStringLiteral("one"));
        for (QWidget* field : {static_cast<QWidget*>(&date), static_cast<QWidget*>(&combo)}) {
            field->resize(160, 32);
            const QImage image = field->grab().toImage();
            const QRect arrow(image.width() - 26, 8, 22, image.height() - 16);
            const QRect above(image.width() - 26, 2, 22, 5), below(image.width() - 26, image.height() - 7, 22, 5);
            const QList<QRgb> ground{rgb(colors[Role::Surface])};
            QCOMPARE(colorsIn(image, above), ground);
            QCOMPARE(colorsIn(image, below), ground);
            QCOMPARE(colorsIn(image, QRect(image.width() - 4, 8, 2, image.height() - 16)), ground);
            QVERIFY(colorsIn(image, arrow).size() > 1); // something is drawn
            for (const QRgb here : colorsIn(image, arrow)) // and nothing stronger than the muted colour
                QVERIFY(contrast(QColor(here), colors[Role::Surface]) <= contrast(colors[Role::Muted], colors[Role::Surface]) + 0.2);
        }
    }

    void aDateIsWholeAndAClickBesideItChangesNothing()
    {
        use(false);
        RangePopup popup;
        popup.setRange({DateRange::Kind::Dates, 90, QDate(2028, 6, 20), QDate(2028, 8, 28)}, QDate(2028, 11, 25));
        popup.show();
        auto* field = popup.findChild<QDateEdit*>();
        for (QDateEdit* each : popup.findChildren<QDateEdit*>()) {
            const auto* line = each->findChild<QLineEdit*>();
            QVERIFY(line->fontMetrics().horizontalAdvance(line->text()) + line->textMargins().left() + 4 <= line->width());
        }
        const int middle = field->height() / 2;
        for (const QPoint beside : {QPoint(4, middle), QPoint(field->width() / 2, 2), QPoint(field->width() / 2, field->height() - 3),
                                    QPoint(field->width() - 28, middle)}) {
            QWidget* hit = field->childAt(beside) ? field->childAt(beside) : field;
            QTest::mouseClick(hit, Qt::LeftButton, {}, hit->mapFrom(field, beside));
            QCOMPARE(field->date(), QDate(2028, 6, 20));
        }
        QTest::mouseClick(field, Qt::LeftButton, {}, QPoint(field->width() - 13, middle));
        QTRY_VERIFY(field->calendarWidget()->isVisible());
        QCOMPARE(field->date(), QDate(2028, 6, 20));
    }

    void iconsOfStyleSheetsAreOursAndFollowTheTheme()
    {
        QVERIFY(QIcon(QStringLiteral(":/chevron-sideways.themed")).pixmap(16).isNull());
        for (const char16_t* name : {u"chevron-down", u"chevron-up", u"chevron-left", u"chevron-right", u"check"}) {
            const QIcon icon(QStringLiteral(":/%1.themed").arg(QStringView(name)));
            use(false);
            const QImage light = icon.pixmap(32).toImage();
            use(true);
            QVERIFY(light != icon.pixmap(32).toImage());
            QVERIFY(colorsIn(light, light.rect()).size() > 1);
        }
    }

    void theCalendarHasNoRedDaysAndMarksOneDay_data() { bothThemes(); }
    void theCalendarHasNoRedDaysAndMarksOneDay()
    {
        QFETCH(bool, dark);
        const Colors& colors = use(dark);
        Calendar calendar;
        calendar.setSelectedDate(QDate(2026, 6, 10));
        calendar.resize(320, 260);
        const QImage image = calendar.grab().toImage();
        QCOMPARE(image.pixel(image.width() / 2, 0), rgb(edgeOf(colors)));
        QCOMPARE(image.pixel(4, image.height() / 2), rgb(colors[Role::Raised]));
        bool marked = false;
        for (const QRgb here : colorsIn(image, image.rect())) {
            const QColor color(here);
            QVERIFY2(color.red() - std::max(color.green(), color.blue()) < 60, qPrintable(color.name()));
            marked = marked || here == rgb(colors[Role::AccentSoft]);
        }
        QVERIFY(marked);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(PopupsTest)
#include "tst_popups.moc"
