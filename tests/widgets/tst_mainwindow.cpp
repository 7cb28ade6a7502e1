// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "testsupport/gitfolder.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/charts/metriccard.h"
#include "widgets/charts/metricchart.h"
#include "widgets/common/deploymentstable.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/statepanel.h"
#include "widgets/connect/connectdialog.h"
#include "widgets/inspector/inspector.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/models/filters.h"
#include "widgets/shell/importjob.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/navigation.h"
#include "widgets/shell/noticebar.h"
#include "widgets/shell/statusbar.h"
#include "widgets/views/overview/overviewview.h"
#include "widgets/views/overview/periodline.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <thread>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

QString csvFile(const QString& folder, const QByteArray& rows)
{
    const QString path = folder + QStringLiteral("/events.csv");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("cycle_id,feature_id,phase_name,decision,duration_seconds,created_at,project\n" + rows);
    return path;
}

const QByteArray kGoodRow = "c1,f1,deployment,success,3600,2026-11-20T10:00:00Z,payments\n";

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
    }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void itSettlesWithoutData()
    {
        open();
        QCOMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Empty);
    }

    void onlyViewsThatExistAreOffered()
    {
        open();
        QCOMPARE(MainWindow::viewIds(),
                 (QStringList{QStringLiteral("overview"), QStringLiteral("overview-why"), QStringLiteral("deployments"),
                              QStringLiteral("catalogue"), QStringLiteral("catalogue-query"), QStringLiteral("activity"),
                              QStringLiteral("connect")}));
        for (const QString& id : MainWindow::viewIds()) {
            m_window->showView(id);
            QTRY_VERIFY(m_window->isSettled());
            // What it explains is in this view, and not in one that has nothing to do with deliveries.
            QCOMPARE(child<Inspector>()->isVisible(), id == QLatin1String("overview-why") || id == QLatin1String("deployments"));
        }
        QVERIFY(child<ConnectDialog>()->isVisible());
    }

    void theInspectorOpensAndEscapeClosesIt()
    {
        m_fixture->fill();
        open();
        const int before = child<OverviewView>()->width();
        m_window->showView(QStringLiteral("overview-why"));
        QTRY_VERIFY(m_window->isSettled());
        Inspector* inspector = child<Inspector>();
        QVERIFY(inspector->isVisible());
        QVERIFY(child<OverviewView>()->width() <= before - Inspector::kWidth); // beside the data, never over them
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QVERIFY(!inspector->isVisible());
    }

    void aRowOpensItsDeployment()
    {
        m_fixture->fill();
        open();
        QTableView* table = child<OverviewView>()->table()->table();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(1, 0));
        QVERIFY(!child<Inspector>()->isVisible()); // moving is not asking
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(child<Inspector>()->isVisible());
        table->setCurrentIndex(table->model()->index(2, 0));
        QTRY_VERIFY(m_window->isSettled());
        const DeploymentsModel* model = child<OverviewView>()->table()->model();
        QVERIFY(child<Inspector>()->subject() == Subject::of(model->row(2).deployment.id)); // an open inspector follows
    }

    void theTableNeedsNoMouse()
    {
        m_fixture->fill();
        open();
        QTableView* table = child<OverviewView>()->table()->table();
        child<OverviewView>()->table()->filterField()->setFocus(Qt::ShortcutFocusReason);
        QVERIFY(!table->currentIndex().isValid());
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
        QCOMPARE(m_window->focusWidget(), table);
        QCOMPARE(table->currentIndex().row(), 0); // the keys have a row to start from
        QTest::keyClick(table, Qt::Key_End);
        QCOMPARE(table->currentIndex().row(), table->model()->rowCount() - 1);
        QTest::keyClick(table, Qt::Key_Home);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentIndex().row(), 1);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const DeploymentsModel* model = child<OverviewView>()->table()->model();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u'\t' + model->row(1).deployment.service + u'\t'));
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_VERIFY(m_window->isSettled());
        Inspector* inspector = child<Inspector>();
        QVERIFY(inspector->isVisible());
        QCOMPARE(m_window->focusWidget(), table); // reading on with the arrow keys
        inspector->findChild<QAbstractButton*>()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
        QVERIFY(!inspector->isVisible());
        QCOMPARE(m_window->focusWidget(), table);
    }

    void cardsAndPlotsAreHeard()
    {
        m_fixture->fill();
        open();
        const auto* view = child<OverviewView>();
        for (const delivery::Metric metric : delivery::kMetrics) {
            const QAccessibleInterface* card = QAccessible::queryAccessibleInterface(view->card(metric));
            QVERIFY(card);
            QCOMPARE(card->role(), QAccessible::Button);
            QVERIFY(card->text(QAccessible::Name).startsWith(metricTitle(metric)));
            QVERIFY(!card->text(QAccessible::Description).isEmpty());
            const auto* plot = view->chart(metric)->findChild<QWidget*>(QStringLiteral("plot"));
            QVERIFY(QAccessible::queryAccessibleInterface(const_cast<QWidget*>(plot))->text(QAccessible::Name).contains(QStringLiteral("arrow keys")));
        }
    }

    void anotherProcessImportAppearsByItself()
    {
        m_fixture->fill();
        open();
        OverviewView* view = child<OverviewView>();
        view->select(Subject::of(m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.3.0"))));
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("3.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::hours(1));
        QTRY_COMPARE_WITH_TIMEOUT(view->table()->total(), 14, 10'000);
        QTRY_VERIFY(m_window->isSettled());
        const QModelIndex current = view->table()->table()->currentIndex();
        QVERIFY(current.isValid());
        QCOMPARE(view->table()->model()->row(current.row()).deployment.version, QStringLiteral("2.3.0"));
    }

    void filtersAreRemembered()
    {
        m_fixture->fill();
        open();
        Filters filters;
        filters.services = {QStringLiteral("payments")};
        filters.range = {DateRange::Kind::LastDays, 30, {}, {}};
        filters.rangeChosen = true;
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        m_window->showView(QStringLiteral("deployments"));
        m_window->close();
        m_window.reset();
        open();
        QVERIFY(m_window->filters() == filters);
        QCOMPARE(m_window->windowTitle(), QStringLiteral("Deployments – Atalaya"));
    }

    void everyStoreHasItsOwnFilters()
    {
        m_fixture->fill(3);
        open();
        Filters filters = m_window->filters();
        filters.services = {QStringLiteral("payments"), QStringLiteral("service-2")};
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        m_window->close();
        m_window.reset();

        test::ConsoleFixture other;
        other.fill(1, 44);
        const ConsoleContext context = other.context();
        open({context.delivery, context.imports, context.catalog, context.tokens, context.activity, context.loadDemo, context.pool,
              m_fixture->settings()});
        QVERIFY(m_window->filters().services.isEmpty());
        QCOMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Ready);
        QCOMPARE(child<OverviewView>()->table()->total(), 45);
        m_window->close();
        m_window.reset();
        open();
        QCOMPARE(m_window->filters().services, filters.services);
    }

    void rememberedNamesThatAreGoneAreDropped()
    {
        m_fixture->fill();
        Filters filters;
        filters.services = {QStringLiteral("gone"), QStringLiteral("gone too")};
        filters.team = QStringLiteral("nobody");
        filters.environment = QStringLiteral("staging");
        filters.save(m_fixture->settings(), m_fixture->delivery().storeId());
        open();
        QVERIFY(m_window->filters().isReset());
        QCOMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Ready);
        QCOMPARE(child<OverviewView>()->table()->total(), 13);
        QVERIFY(Filters::load(m_fixture->settings(), m_fixture->delivery().storeId()).isReset());
    }

    void aFilterThatIsSetStaysThoughNothingMatches()
    {
        m_fixture->fill();
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        Filters filters;
        filters.services = {QStringLiteral("unheard-of")};
        m_window->setFilters(filters); // before the first look at the store, as `render --service` does
        m_window->show();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        QCOMPARE(m_window->filters().services, filters.services);
        QCOMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Empty);
    }

    void aResetGivesTheFiltersOfAFreshStore_data()
    {
        QTest::addColumn<bool>("byCommand");
        QTest::newRow("command") << true;
        QTest::newRow("button") << false;
    }
    void aResetGivesTheFiltersOfAFreshStore()
    {
        QFETCH(bool, byCommand);
        m_fixture->fill(2);
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(150));
        open();
        const Filters fresh = m_window->filters();
        QVERIFY(fresh.range == (DateRange{DateRange::Kind::LastDays, 90, {}, {}}));
        Filters filters = fresh;
        filters.services = {QStringLiteral("service-2")};
        filters.team = QStringLiteral("nobody");
        filters.environment.clear();
        filters.range = {DateRange::Kind::LastDays, 7, {}, {}};
        filters.rangeChosen = true;
        filters.timeZone = QStringLiteral("Europe/Madrid");
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        if (byCommand) {
            QVERIFY(child<CommandRegistry>()->run(QStringLiteral("filter.reset")));
        } else {
            QPushButton* button = visibleButton(QStringLiteral("Reset the filters"));
            QVERIFY(button);
            button->click();
        }
        QTRY_VERIFY(m_window->isSettled());
        Filters expected = fresh;
        expected.timeZone = filters.timeZone; // narrows nothing
        QVERIFY(m_window->filters() == expected);
        QCOMPARE(m_window->filters().environment, QStringLiteral("production"));
        QVERIFY(Filters::load(m_fixture->settings(), m_fixture->delivery().storeId()).isReset());
    }

    void whatNoResetShowsIsOffered()
    {
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("1.0.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(3), model::DeploymentSource::PhaseEvent,
                                 model::DeploymentStatus::Failed);
        open();
        QCOMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Empty);
        QVERIFY(!visibleButton(QStringLiteral("Reset the filters"))); // it would do nothing
        QPushButton* button = visibleButton(QStringLiteral("Show all environments"));
        QVERIFY(button);
        button->click();
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().environment.isEmpty());
        QVERIFY(visibleButton(QStringLiteral("Reset the filters")));
    }

    void theAgeIsThatOfTheData_data()
    {
        QTest::addColumn<bool>("filled");
        QTest::addColumn<int>("days"); ///< since the last change; -1: not known
        QTest::addColumn<QString>("text");
        QTest::newRow("never filled") << false << -1 << QStringLiteral("Data version 1");
        QTest::newRow("filled three days ago") << true << 3 << QStringLiteral("Data version 2 · 3 d ago");
        QTest::newRow("filled now") << true << 0 << QStringLiteral("Data version 2 · just now");
        QTest::newRow("by an older program") << true << -1 << QStringLiteral("Data version 2");
    }
    void theAgeIsThatOfTheData()
    {
        QFETCH(bool, filled);
        QFETCH(int, days);
        QFETCH(QString, text);
        if (filled) {
            m_fixture->fill();
            m_fixture->setDataChanged(days < 0 ? std::nullopt
                                               : std::optional(test::ConsoleFixture::now() - std::chrono::days(days)));
        }
        open();
        QString said = child<StatusBar>()->dataText();
        QCOMPARE(said.replace(QChar(0x202f), u' ').replace(QChar(0xa0), u' '), text);
    }

    void everyViewSaysTheSameOfWhatItShows()
    {
        m_fixture->fill();
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("9.0.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(3), model::DeploymentSource::PhaseEvent,
                                 model::DeploymentStatus::Failed);
        open();
        const QString said = QStringLiteral("14 deployment(s), 1 of them not successful"); // plurals: the translation
        QCOMPARE(child<StatusBar>()->shownText(), said);
        m_window->showView(QStringLiteral("deployments"));
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(child<StatusBar>()->shownText(), said);
        Filters filters = m_window->filters();
        filters.range = {DateRange::Kind::LastDays, 3, {}, {}};
        filters.rangeChosen = true;
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(child<StatusBar>()->shownText(), QStringLiteral("1 deployment(s)"));
    }

    void aRangeThatIsShownStaysWhenMoreArrives()
    {
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(500));
        open();
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
        m_fixture->fill(2, 20); // now a quarter would hold enough
        QTRY_COMPARE_WITH_TIMEOUT(child<OverviewView>()->table()->total(), 43, 10'000);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
        QVERIFY(!m_window->filters().rangeChosen);
    }

    void theRangeOfAnEmptyStoreGivesWay()
    {
        open();
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(500));
        QTRY_COMPARE_WITH_TIMEOUT(child<OverviewView>()->state()->state(), StatePanel::State::Ready, 10'000);
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
    }

    void anImportedRepositoryOnlyWidensTheRange_data()
    {
        QTest::addColumn<int>("firstDays");
        QTest::addColumn<DateRange::Kind>("before");
        QTest::newRow("all time stays") << 20 << DateRange::Kind::AllTime;
        QTest::newRow("a quarter becomes all time") << 150 << DateRange::Kind::LastDays;
    }
    void anImportedRepositoryOnlyWidensTheRange()
    {
        QFETCH(int, firstDays);
        QFETCH(DateRange::Kind, before);
        if (!test::GitFolder::isPossible())
            QSKIP("the git program is not there");
        m_fixture->fill();
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(firstDays));
        test::GitFolder folder(QStringLiteral("library")); // of long ago: a quarter holds nothing of it
        folder.init();
        folder.makeLine(4, 2);
        open();
        QVERIFY(m_window->filters().range.kind == before);
        m_window->importPath(folder.path());
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
        QCOMPARE(child<OverviewView>()->table()->total(), 2);
    }

    void itOpensWithTheRangeThatHoldsSomething_data()
    {
        QTest::addColumn<int>("ageDays");
        QTest::addColumn<int>("deployments");
        QTest::addColumn<int>("firstDays"); ///< how old the one deployment before them is; 0: there is none
        QTest::addColumn<DateRange>("range");
        const DateRange quarter{DateRange::Kind::LastDays, 90, {}, {}};
        const DateRange year{DateRange::Kind::LastMonths, 12, {}, {}};
        const DateRange allTime{DateRange::Kind::AllTime, 90, {}, {}};
        QTest::newRow("five in 90 days") << 1 << 5 << 91 << quarter;
        QTest::newRow("five in 90 days, the first of all among them") << 1 << 5 << 89 << allTime;
        QTest::newRow("nothing but five in 90 days") << 1 << 5 << 0 << allTime;
        QTest::newRow("four in 90 days") << 1 << 4 << 100 << allTime;
        QTest::newRow("five in a year") << 200 << 5 << 400 << year;
        QTest::newRow("nothing but five in a year") << 200 << 5 << 0 << allTime;
        QTest::newRow("an old repository") << 4000 << 50 << 0 << allTime;
    }
    void itOpensWithTheRangeThatHoldsSomething()
    {
        QFETCH(int, ageDays);
        QFETCH(int, deployments);
        QFETCH(int, firstDays);
        QFETCH(DateRange, range);
        if (firstDays > 0)
            m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                     test::ConsoleFixture::now() - std::chrono::days(firstDays));
        for (int number = 0; number < deployments; ++number)
            m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("1.%1.0").arg(number),
                                     test::ConsoleFixture::now() - std::chrono::days(ageDays) - std::chrono::hours(number));
        open();
        QVERIFY(m_window->filters().range == range);
        QVERIFY(!m_window->filters().rangeChosen);
        OverviewView* view = child<OverviewView>();
        QCOMPARE(view->state()->state(), StatePanel::State::Ready);
        QCOMPARE(view->table()->total(), deployments + (firstDays > 0 && range.kind == DateRange::Kind::AllTime ? 1 : 0));
        m_window->close();
        m_window.reset();
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("2.0.0"), test::ConsoleFixture::now());
        open(); // nobody chose: it follows the data
        QCOMPARE(m_window->filters().range.kind == DateRange::Kind::LastDays, ageDays < 90 && firstDays > 90);
    }

    void theRangeFitsTheServiceThatIsShown()
    {
        m_fixture->fill(2);
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.1.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(150));
        open();
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::LastDays);
        Filters filters = m_window->filters();
        filters.services = {QStringLiteral("service-2")};
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
        QCOMPARE(child<OverviewView>()->table()->total(), 13);
    }

    void theRangeIsSaidAndCanBeWidened()
    {
        m_fixture->fill();
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("1.0.0"), test::ConsoleFixture::now() - std::chrono::days(150));
        open();
        const auto* view = child<OverviewView>();
        const auto period = [view] { return QString(view->period()->text() + u'|' + view->period()->link()->text()); };
        QCOMPARE(period(), QStringLiteral("28 Aug – 25 Nov 2026 · the data begin on 28 Jun 2026, so there is no full period before"
                                          "|Show all since 28 Jun 2026"));
        for (const delivery::Metric metric : delivery::kMetrics)
            QCOMPARE(view->card(metric)->words().change, QString()); // half a period is not compared
        view->period()->link()->click();
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime && m_window->filters().rangeChosen);
        QCOMPARE(period(), QStringLiteral("28 Jun – 25 Nov 2026 · no period before to compare with|Compare: last 90 day(s)"));
        view->period()->link()->click();
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->filters().range == (DateRange{DateRange::Kind::LastDays, 90, {}, {}}));
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("0.9.0"), test::ConsoleFixture::now() - std::chrono::days(300));
        QTRY_VERIFY_WITH_TIMEOUT(period().contains(QStringLiteral("29 Jan")), 10'000);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(period(), QStringLiteral("28 Aug – 25 Nov 2026 · changes are against 30 May – 27 Aug 2026|Show all since 29 Jan 2026"));
        QVERIFY(!view->card(delivery::Metric::DeploymentFrequency)->words().change.isEmpty());
    }

    void aDroppedFileIsImported()
    {
        open();
        const QString path = csvFile(m_fixture->folder(), kGoodRow);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QVERIFY(!m_window->isSettled());
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY2(child<NoticeBar>()->text().contains(QStringLiteral("1 row")), qPrintable(child<NoticeBar>()->text()));
        QTRY_COMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Ready);
        QTRY_COMPARE(child<OverviewView>()->table()->total(), 1);
    }

    void theImportedRepositoryIsShown()
    {
        if (!test::GitFolder::isPossible())
            QSKIP("the git program is not there");
        m_fixture->fill();
        test::GitFolder folder(QStringLiteral("library"));
        folder.init();
        folder.makeLine(4, 2);
        Filters filters;
        filters.team = QStringLiteral("core");
        open();
        m_window->setFilters(filters);
        QTRY_VERIFY(m_window->isSettled());
        m_window->importPath(folder.path());
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_window->filters().services, QStringList{QStringLiteral("library")});
        QCOMPARE(child<OverviewView>()->table()->total(), 2);
        m_window->setFilters({});
        m_window->importPath(folder.path()); // with nothing new in it
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_window->filters().services, QStringList{QStringLiteral("library")});
    }

    void thereIsNoExportOfNothing()
    {
        open();
        QVERIFY(!child<CommandRegistry>()->run(QStringLiteral("export")));
        QToolButton* button = exportButton();
        QVERIFY(button && !button->isEnabled());
        m_fixture->fill();
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 10'000);
    }

    void aNarrowWindowLeavesTheRoomToTheView()
    {
        m_fixture->fill();
        open();
        QVERIFY(!child<Navigation>()->isCollapsed());
        m_window->resize(1024, 700);
        QTRY_VERIFY(child<Navigation>()->isCollapsed());
    }

    void theWholeListIsOneClickAway()
    {
        m_fixture->fill();
        open();
        Q_EMIT child<OverviewView>()->deploymentsWanted();
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_window->windowTitle(), QStringLiteral("Deployments – Atalaya"));
    }

    void aDropWithoutFilesIsRefused()
    {
        open();
        QMimeData data;
        data.setUrls({QUrl(QStringLiteral("https://example.org/x"))});
        QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void badRowsRefuseTheFileAndCanBeSkipped()
    {
        open();
        const QString path = csvFile(m_fixture->folder(), kGoodRow + "c2,f2,deployment,success,-5,,payments\n");
        m_window->importPath(path);
        QTRY_VERIFY(m_window->isSettled());
        auto* notice = child<NoticeBar>();
        QCOMPARE(notice->kind(), NoticeBar::Kind::Bad);
        QVERIFY2(notice->text().contains(QStringLiteral("line 3")), qPrintable(notice->text()));
        QAbstractButton* skip = nullptr;
        for (QAbstractButton* button : notice->findChildren<QAbstractButton*>()) {
            if (button->text() == QLatin1String("Import the rows that can be read"))
                skip = button;
        }
        QVERIFY(skip);
        skip->click();
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(notice->kind(), NoticeBar::Kind::Warning);
        QTRY_COMPARE(child<OverviewView>()->table()->total(), 1);
    }

    void whatCannotBeImportedIsSaid_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("nothing there") << QStringLiteral("/nowhere/at/all");
        QTest::newRow("no repository") << QStringLiteral("/usr/share");
        QTest::newRow("another file") << QStringLiteral("/etc/passwd");
    }
    void whatCannotBeImportedIsSaid()
    {
        QFETCH(QString, path);
        open();
        m_window->importPath(path);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(child<NoticeBar>()->kind(), NoticeBar::Kind::Bad);
        QVERIFY(!child<NoticeBar>()->text().isEmpty());
    }

    void theDemoFillsAnEmptyStore()
    {
        open();
        for (QPushButton* button : child<OverviewView>()->findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Load the demo"))
                button->click();
        }
        QVERIFY(child<StatusBar>()->hasJob());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30'000);
        QTRY_COMPARE(child<OverviewView>()->state()->state(), StatePanel::State::Ready);
        QTRY_VERIFY(m_window->isSettled());
    }

    void anEmptyPageSaysWhatIsBeingImported_data()
    {
        QTest::addColumn<QString>("view");
        QTest::newRow("overview") << QStringLiteral("overview");
        QTest::newRow("deployments") << QStringLiteral("deployments");
    }
    void anEmptyPageSaysWhatIsBeingImported()
    {
        QFETCH(QString, view);
        ConsoleContext context = m_fixture->context();
        QSemaphore reported;
        context.loadDemo = [&reported](const StopToken& stop, const Progress& progress) -> Result<qint64> {
            report(progress, QStringLiteral("Writing"), 1, 2);
            reported.release();
            while (!stop.stop_requested())
                std::this_thread::yield();
            return Cancelled{};
        };
        open(context);
        m_window->showView(view);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(visibleButton(QStringLiteral("Load the demo")));
        QVERIFY(child<CommandRegistry>()->run(QStringLiteral("import.demo")));
        QVERIFY(reported.tryAcquire(1, 5000));
        QTRY_VERIFY(saysVisibly(QStringLiteral("Loading the demo: Writing, 1 of 2")));
        QVERIFY(!visibleButton(QStringLiteral("Load the demo")));
        QVERIFY(!visibleButton(QStringLiteral("Import a repository…")));
        QVERIFY(!exportButton()->isEnabled());
        QVERIFY(child<CommandRegistry>()->run(QStringLiteral("import.cancel")));
        QTRY_VERIFY(m_window->isSettled());
        QTRY_VERIFY(visibleButton(QStringLiteral("Load the demo"))); // and again says what to do
        QVERIFY(visibleButton(QStringLiteral("Load the demo"))->isEnabled());
        QVERIFY(!exportButton()->isEnabled());
    }

    void anImportAtTheStartIsSaidFromTheBeginning()
    {
        if (!test::GitFolder::isPossible())
            QSKIP("the git program is not there");
        test::GitFolder folder(QStringLiteral("library"));
        folder.init();
        folder.makeLine(40, 10);
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        QList<StatePanel::State> states;
        const StatePanel* panel = child<OverviewView>()->state();
        connect(panel, &StatePanel::stateChanged, this, [&states](StatePanel::State state) { states.append(state); });
        m_window->show();
        m_window->importPath(folder.path());
        QVERIFY(!exportButton()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        QCOMPARE(panel->state(), StatePanel::State::Ready);
        QVERIFY(!states.contains(StatePanel::State::Empty)); // "No deployments yet" was never offered
        QTRY_VERIFY(exportButton()->isEnabled());
        QVERIFY(m_window->filters().range.kind == DateRange::Kind::AllTime);
    }

    void anImportCanBeCancelled()
    {
        ConsoleContext context = m_fixture->context();
        QSemaphore stopped;
        context.loadDemo = [&stopped](const StopToken& stop, const Progress& progress) -> Result<qint64> {
            report(progress, QStringLiteral("Working"), 1, 2);
            while (!stop.stop_requested())
                std::this_thread::yield();
            stopped.release();
            return Cancelled{};
        };
        open(context);
        QVERIFY(child<CommandRegistry>()->run(QStringLiteral("import.demo")));
        QVERIFY(child<StatusBar>()->hasJob());
        QVERIFY(!m_window->isSettled());
        QVERIFY(!child<CommandRegistry>()->run(QStringLiteral("import.git"))); // one at a time
        for (QPushButton* button : child<StatusBar>()->findChildren<QPushButton*>())
            button->click();
        QVERIFY(stopped.tryAcquire(1, 5000));
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(!child<StatusBar>()->hasJob());
        QVERIFY(child<NoticeBar>()->text().startsWith(QStringLiteral("Stopped")));
    }

    void closingInTheMiddleOfALoadIsSafe()
    {
        m_fixture->fill(30, 30);
        for (int time = 0; time < 5; ++time) {
            m_window = std::make_unique<MainWindow>(m_fixture->context());
            m_window->show();
            m_window->showView(QStringLiteral("overview-why"));
            for (int turn = 0; turn < time; ++turn)
                QCoreApplication::processEvents();
            m_window->close();
            m_window.reset();
        }
        m_fixture->pool().waitForDone();
        QCoreApplication::processEvents();
    }

    void closingInTheMiddleOfAnImportIsSafe()
    {
        open();
        QVERIFY(child<CommandRegistry>()->run(QStringLiteral("import.demo")));
        m_window->close();
        m_window.reset();
        m_fixture->pool().waitForDone();
        QCoreApplication::processEvents();
    }

    void everythingCanBeReachedByTab()
    {
        m_fixture->fill();
        open();
        m_window->showView(QStringLiteral("overview-why"));
        QTRY_VERIFY(m_window->isSettled());
        QSet<QWidget*> reached;
        for (int step = 0; step < 80; ++step) {
            QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : m_window.get(), Qt::Key_Tab);
            if (QWidget* focused = m_window->focusWidget()) {
                QVERIFY2(!focused->accessibleName().isEmpty() || !focused->property("text").toString().isEmpty() ||
                             !focused->toolTip().isEmpty(),
                         qPrintable(QString(QString::fromLatin1(focused->metaObject()->className()) + u' ' + focused->objectName())));
                reached.insert(focused);
            }
        }
        const auto reaches = [&reached](const QWidget* part) {
            return std::any_of(reached.begin(), reached.end(), [part](QWidget* focused) { return part == focused || part->isAncestorOf(focused); });
        };
        QVERIFY(reaches(child<Navigation>()));
        QVERIFY(reaches(child<OverviewView>()->table()->filterField()));
        QVERIFY(reaches(child<OverviewView>()->table()->table()));
        QVERIFY(reaches(child<Inspector>()));
    }

private:
    void open() { open(m_fixture->context()); }
    void open(const ConsoleContext& context)
    {
        m_window = std::make_unique<MainWindow>(context);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
    }
    QToolButton* exportButton() const
    {
        for (QToolButton* candidate : m_window->findChildren<QToolButton*>()) {
            if (candidate->text() == QLatin1String("Export"))
                return candidate;
        }
        return nullptr;
    }
    QPushButton* visibleButton(const QString& text) const
    {
        for (QPushButton* candidate : m_window->findChildren<QPushButton*>()) {
            if (candidate->text() == text && candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }
    /// In the page, not in the status bar.
    bool saysVisibly(const QString& text) const
    {
        for (const QLabel* label : m_window->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text() == text && !child<StatusBar>()->isAncestorOf(label))
                return true;
        }
        return false;
    }
    template<class T>
    T* child() const
    {
        return m_window->findChild<T*>();
    }

    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
