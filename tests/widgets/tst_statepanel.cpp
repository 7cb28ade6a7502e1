// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"
#include "widgets/common/statepanel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

QStringList wordsOf(const QWidget& panel)
{
    QStringList words;
    for (const QLabel* label : panel.findChildren<QLabel*>()) {
        if (label->isVisible())
            words << label->text();
    }
    return words;
}

QPushButton* buttonNamed(const QWidget& panel, const QString& text)
{
    for (QPushButton* button : panel.findChildren<QPushButton*>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

const QString kWords = QStringLiteral("Counting deployments…");

} // namespace

class StatePanelTest : public QObject
{
    Q_OBJECT

private:
    struct Shown {
        StatePanel panel;
        QLabel* content = new QLabel(QStringLiteral("the content"));
        Shown()
        {
            panel.setContent(content);
            panel.resize(500, 300);
            panel.show();
        }
    };

private Q_SLOTS:
    void emptySaysWhyAndOffersWhatToDo()
    {
        Shown shown;
        QAction import(QStringLiteral("Import a repository…"));
        QAction demo(QStringLiteral("Load the demo"));
        demo.setEnabled(false);
        QSignalSpy triggered(&import, &QAction::triggered);
        shown.panel.showEmpty(QStringLiteral("Nothing was imported yet."), {&import, &demo});

        QCOMPARE(shown.panel.state(), StatePanel::State::Empty);
        QVERIFY(!shown.content->isVisible());
        QCOMPARE(wordsOf(shown.panel), QStringList(QStringLiteral("Nothing was imported yet.")));
        QPushButton* button = buttonNamed(shown.panel, import.text());
        QVERIFY(button);
        QCOMPARE(button->property("look").toString(), QStringLiteral("primary"));
        QVERIFY(button->focusPolicy() & Qt::TabFocus);
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(triggered.count(), 1);

        QPushButton* other = buttonNamed(shown.panel, demo.text());
        QVERIFY(other && !other->isEnabled());
        demo.setEnabled(true);
        QVERIFY(other->isEnabled());
    }

    void anActionThatEndsLeavesADeadButtonBehind()
    {
        Shown shown;
        auto action = std::make_unique<QAction>(QStringLiteral("Go"));
        shown.panel.showEmpty(QStringLiteral("Nothing."), {action.get()});
        action.reset();
        QPushButton* button = buttonNamed(shown.panel, QStringLiteral("Go"));
        QVERIFY(button && !button->isEnabled());
    }

    void loadingIsQuietAtFirst()
    {
        Shown shown;
        shown.panel.showLoading(kWords);
        QCOMPARE(shown.panel.state(), StatePanel::State::Loading);
        QVERIFY(!shown.panel.showsContent());
        QVERIFY(!shown.content->isVisible());
        QVERIFY(!wordsOf(shown.panel).contains(kWords));
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(shown.panel).contains(kWords), 5000);
    }

    void whatIsReadyInTimeNeverShowsWords()
    {
        Shown shown;
        shown.panel.showLoading(kWords);
        shown.panel.showReady();
        QVERIFY(shown.content->isVisible());
        QTest::qWait(400);
        QVERIFY(!wordsOf(shown.panel).contains(kWords));
    }

    void progressHasAnEndInSight()
    {
        Shown shown;
        shown.panel.showLoading(kWords);
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(shown.panel).contains(kWords), 5000);
        auto* bar = shown.panel.findChild<QProgressBar*>();
        QVERIFY(bar && !bar->isVisible());
        shown.panel.setProgress(3'000'000'000, 12'000'000'000);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->value() * 4, bar->maximum());
        shown.panel.setProgress(0, 0);
        QVERIFY(!bar->isVisible());
    }

    void olderContentStaysWhereItIsWhileLoading()
    {
        Shown shown;
        shown.panel.showReady();
        QCoreApplication::sendPostedEvents();
        const QRect before = shown.content->geometry();
        shown.panel.showLoading(kWords);
        QVERIFY(shown.panel.showsContent());
        QVERIFY(shown.content->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(shown.panel).contains(kWords), 5000);
        QVERIFY(shown.content->isVisible());
        QCOMPARE(shown.content->geometry(), before);
    }

    void anErrorSaysWhatHappenedWhatIsSafeAndWhatToDo()
    {
        Shown shown;
        shown.panel.showReady();
        QAction again(QStringLiteral("Try again"));
        const Error error{ErrorCode::Io, QStringLiteral("The disk is full."), QStringLiteral("SQLITE_FULL 13")};
        shown.panel.showError(troubleOf(error, QStringLiteral("Nothing was changed."), QStringLiteral("Free some space.")),
                              {&again});
        QCOMPARE(shown.panel.state(), StatePanel::State::Error);
        QVERIFY(!shown.content->isVisible());
        QCOMPARE(wordsOf(shown.panel), (QStringList{QStringLiteral("The disk is full."), QStringLiteral("Nothing was changed."),
                                                    QStringLiteral("Free some space.")}));
        QVERIFY(buttonNamed(shown.panel, again.text()));
        QPushButton* copy = buttonNamed(shown.panel, QStringLiteral("Copy details"));
        QVERIFY(copy);
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), error.detail);
    }

    void withoutDetailsThereIsNothingToCopy()
    {
        Shown shown;
        shown.panel.showError({QStringLiteral("No."), {}, {}, {}});
        QVERIFY(!buttonNamed(shown.panel, QStringLiteral("Copy details")));
        QCOMPARE(wordsOf(shown.panel), QStringList(QStringLiteral("No.")));
    }

    void afterAnErrorOldContentIsNotShownAsIfItWereNew()
    {
        Shown shown;
        shown.panel.showReady();
        shown.panel.showError({QStringLiteral("No."), {}, {}, {}});
        shown.panel.showLoading(kWords);
        QVERIFY(!shown.panel.showsContent());
    }

    void everyStateIsToldOnce()
    {
        Shown shown;
        QSignalSpy changed(&shown.panel, &StatePanel::stateChanged);
        shown.panel.showLoading(kWords);
        shown.panel.showLoading(QStringLiteral("Still counting…"));
        shown.panel.showReady();
        shown.panel.showReady();
        QCOMPARE(changed.count(), 2);
    }
};

QTEST_MAIN(StatePanelTest)
#include "tst_statepanel.moc"
