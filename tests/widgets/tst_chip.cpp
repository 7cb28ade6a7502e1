// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/badge.h"
#include "widgets/common/card.h"
#include "widgets/common/chip.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/linkbutton.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace atalaya::widgets;

namespace {

struct Row {
    QWidget window;
    Chip* chip = new Chip(QStringLiteral("Service"), &window);
    QLineEdit* field = nullptr;

    Row()
    {
        auto* layout = new QHBoxLayout(&window);
        layout->addWidget(chip);
        layout->addStretch();
        chip->setValue(QStringLiteral("all 12"));
        window.resize(400, 80);
        window.show();
    }
    QWidget* givePopup()
    {
        auto* popup = new QWidget;
        field = new QLineEdit(popup);
        popup->setFocusProxy(field);
        popup->resize(200, 100);
        chip->setPopup(popup);
        return popup;
    }
};

} // namespace

/// The small pieces: chip, card, link, badge, elided label.
class ChipTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.setMode(ThemeMode::Light); }

    void aChipSaysItsNameAndItsValue()
    {
        Row row;
        QCOMPARE(row.chip->accessibleName(), QStringLiteral("Service: all 12"));
        const int width = row.chip->sizeHint().width();
        row.chip->setValue(QStringLiteral("payments"));
        QCOMPARE(row.chip->accessibleName(), QStringLiteral("Service: payments"));
        QVERIFY(row.chip->sizeHint().width() > width);
        QVERIFY(row.chip->toolTip().isEmpty());
    }

    void aLongValueIsElidedAndWholeInTheToolTip()
    {
        Row row;
        const QString value = QStringLiteral("payments, checkout, search, accounts, warehouse, invoices, mail and 5 more");
        row.chip->setValue(value);
        QVERIFY(row.chip->sizeHint().width() < 340);
        QCOMPARE(row.chip->toolTip(), value);
    }

    void aValueThatIsNotTheDefaultLooksDifferent()
    {
        Row row;
        const QImage before = row.chip->grab().toImage();
        row.chip->setDefault(false);
        QVERIFY(row.chip->grab().toImage() != before);
        row.chip->setDefault(true);
        QCOMPARE(row.chip->grab().toImage(), before);
    }

    void thePopupOpensByKey_data()
    {
        QTest::addColumn<int>("key");
        for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Down})
            QTest::addRow("%d", int(key)) << int(key);
    }
    void thePopupOpensByKey()
    {
        QFETCH(int, key);
        Row row;
        QWidget* popup = row.givePopup();
        QSignalSpy about(row.chip, &Chip::aboutToOpen);
        QTest::keyClick(row.chip, Qt::Key(key));
        QVERIFY(popup->isVisible());
        QCOMPARE(about.count(), 1);
        QTest::keyClick(popup, Qt::Key_Escape);
        QVERIFY(!popup->isVisible());
    }

    void thePopupOpensBelowTheChipByMouse()
    {
        Row row;
        QWidget* popup = row.givePopup();
        QSignalSpy about(row.chip, &Chip::aboutToOpen);
        QTest::mouseClick(row.chip, Qt::LeftButton);
        QVERIFY(popup->isVisible());
        QCOMPARE(about.count(), 1);
        QVERIFY(popup->y() >= row.chip->mapToGlobal(QPoint(0, row.chip->height())).y());
        QTest::mouseClick(popup, Qt::LeftButton, {}, QPoint(-500, -500));
        QVERIFY(!popup->isVisible());
    }

    void theMouseThatLeftWhileThePopupWasOpenIsGone()
    {
        Row row;
        QVERIFY(QTest::qWaitForWindowExposed(&row.window));
        row.givePopup();
        const auto closeWithMouseAt = [&](QPoint position) {
            row.chip->setAttribute(Qt::WA_UnderMouse); // as the Enter before the press has left it
            row.chip->openPopup();
            QCursor::setPos(row.chip->mapToGlobal(position));
            row.chip->popup()->close();
        };
        closeWithMouseAt(QPoint(300, 60));
        QVERIFY(!row.chip->underMouse());
        closeWithMouseAt(QPoint(5, 5));
        QVERIFY(row.chip->underMouse());
    }

    void pressingTheChipAgainClosesThePopup()
    {
        Row row;
        QWidget* popup = row.givePopup();
        QTest::mouseClick(row.chip, Qt::LeftButton);
        QVERIFY(popup->isVisible());
        const QPoint onChip = popup->mapFromGlobal(row.chip->mapToGlobal(row.chip->rect().center()));
        QTest::mouseClick(popup->windowHandle(), Qt::LeftButton, {}, onChip);
        // Qt hands a press that closed a popup on to what is below it, by the event queue.
        QCoreApplication::processEvents();
        QVERIFY(!popup->isVisible());
    }

    void aMenuWorksToo()
    {
        Row row;
        QMenu menu;
        menu.addAction(QStringLiteral("any"));
        row.chip->setMenu(&menu);
        QSignalSpy about(row.chip, &Chip::aboutToOpen);
        bool shown = false;
        connect(&menu, &QMenu::aboutToShow, &menu, [&] {
            shown = true;
            QCOMPARE(about.count(), 1);
            QTimer::singleShot(0, &menu, &QMenu::close);
        });
        QTest::keyClick(row.chip, Qt::Key_Space);
        QVERIFY(shown);
        shown = false;
        about.clear();
        QTest::mouseClick(row.chip, Qt::LeftButton);
        QVERIFY(shown);
    }

    void aCardsSubtitleGivesWay()
    {
        Card card(QStringLiteral("Deployments"));
        card.setSubtitle(QStringLiteral("83, newest first, of twelve services in production"));
        card.resize(180, 100);
        card.show();
        ElidedLabel* subtitle = nullptr;
        for (ElidedLabel* label : card.findChildren<ElidedLabel*>()) {
            QVERIFY(label->text() != card.title() || label->width() >= label->sizeHint().width());
            if (label->text() == card.subtitle())
                subtitle = label;
        }
        QVERIFY(subtitle);
        QCOMPARE(subtitle->toolTip(), card.subtitle());
        card.resize(900, 100);
        QTRY_VERIFY(subtitle->toolTip().isEmpty());
        QCOMPARE(card.accessibleName(), QStringLiteral("Deployments"));
    }

    void aShorterTextTakesTheRoomThatThereIs()
    {
        ElidedLabel label(Role::Muted);
        label.setDispensable(true);
        label.show(); // resize events come to what is shown
        const QString whole = QStringLiteral("median, p25–p90 band"), shorter = QStringLiteral("p25–p90 band");
        label.setText(whole, shorter);
        const int wide = label.sizeHint().width();
        label.resize(wide, 20);
        QCOMPARE(label.shownText(), whole);
        label.resize(wide - 5, 20);
        QCOMPARE(label.shownText(), shorter);
        QCOMPARE(label.toolTip(), whole);
        label.resize(30, 20);
        QCOMPARE(label.shownText(), QString());
        label.setText(whole);
        label.resize(wide - 5, 20);
        QVERIFY(label.shownText().endsWith(u'…'));
    }

    void aLinkIsAButton()
    {
        LinkButton link(QStringLiteral("Why this number"));
        QSignalSpy clicked(&link, &LinkButton::clicked);
        QTest::keyClick(&link, Qt::Key_Return);
        QTest::keyClick(&link, Qt::Key_Space);
        QTest::mouseClick(&link, Qt::LeftButton);
        QCOMPARE(clicked.count(), 3);
    }

    void anEmptyBadgeIsNotThere()
    {
        QWidget window;
        Badge badge({}, &window);
        window.show();
        QVERIFY(!badge.isVisible());
        badge.setText(QStringLiteral("8.0"));
        QVERIFY(badge.isVisible());
        QVERIFY(badge.sizeHint().width() >= badge.sizeHint().height());
    }

private:
    Theme m_theme;
};

QTEST_MAIN(ChipTest)
#include "tst_chip.moc"
