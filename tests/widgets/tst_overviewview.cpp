// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "widgets/charts/metriccard.h"
#include "widgets/charts/metricchart.h"
#include "widgets/common/chip.h"
#include "widgets/common/deploymentstable.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/views/deployments/deploymentsview.h"
#include "widgets/views/overview/overviewview.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;
using State = StatePanel::State;

class OverviewViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_view = std::make_unique<OverviewView>(m_fixture->delivery(), m_fixture->pool());
        m_view->resize(1000, 1200);
        m_view->show();
    }
    void cleanup()
    {
        m_view.reset();
        m_fixture.reset();
    }

    void anEmptyStoreSaysWhatToDo()
    {
        ask();
        QCOMPARE(m_view->state()->state(), State::Empty);
        QVERIFY(said().contains(QStringLiteral("No deployments yet")));
        QSignalSpy import(m_view.get(), &View::importWanted);
        QSignalSpy demo(m_view.get(), &View::demoWanted);
        QTest::mouseClick(button(QStringLiteral("Import a repository…")), Qt::LeftButton);
        QTest::mouseClick(button(QStringLiteral("Load the demo")), Qt::LeftButton);
        QCOMPARE(import.count(), 1);
        QCOMPARE(demo.count(), 1);
    }

    void askingDoesNotBlock()
    {
        m_fixture->fill();
        Filters filters;
        m_view->ask({filters, filters.toQuery(test::ConsoleFixture::now())});
        QCOMPARE(m_view->state()->state(), State::Loading);
        QVERIFY(!m_view->isSettled());
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(m_view->state()->state(), State::Ready);
    }

    void aFilterThatFitsNothingIsNamed()
    {
        m_fixture->fill();
        Filters filters;
        filters.team = QStringLiteral("nobody");
        ask(filters);
        QCOMPARE(m_view->state()->state(), State::Empty);
        QVERIFY2(said().contains(filters.nothingMatches()), qPrintable(said()));
        DeploymentsView list(m_fixture->delivery(), m_fixture->pool());
        list.setStore({.services = {QStringLiteral("payments")}});
        list.ask({filters, filters.toQuery(test::ConsoleFixture::now())});
        QTRY_VERIFY(list.isSettled());
        QCOMPARE(list.table()->subtitle(), QStringLiteral("none"));
        const QList<QLabel*> labels = list.table()->state()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [&filters](const QLabel* label) { return label->text() == filters.nothingMatches(); }));
        QSignalSpy reset(m_view.get(), &View::filtersReset);
        QTest::mouseClick(button(QStringLiteral("Reset the filters")), Qt::LeftButton);
        QCOMPARE(reset.count(), 1);
    }

    void anErrorCanBeTriedAgain()
    {
        m_fixture->fill();
        m_fixture->breakStore();
        ask();
        QCOMPARE(m_view->state()->state(), State::Error);
        QTest::mouseClick(button(QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(m_view->state()->state(), State::Loading);
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(m_view->state()->state(), State::Error);
    }

    void everyMetricHasItsCardAndItsPlot()
    {
        m_fixture->fill();
        ask();
        QCOMPARE(m_view->state()->state(), State::Ready);
        for (const delivery::Metric metric : delivery::kMetrics) {
            QVERIFY(m_view->card(metric)->isVisible());
            QVERIFY(m_view->chart(metric)->isVisible());
            QVERIFY(!m_view->chart(metric)->series().points.isEmpty());
            QVERIFY(!m_view->card(metric)->accessibleName().isEmpty());
        }
        QCOMPARE(m_view->card(delivery::Metric::ChangeFailRate)->words().detail.contains(QStringLiteral("1 of 12")), true);
        QCOMPARE(m_view->table()->total(), 13);
    }

    void standInsAreMarkedAndHaveNoScores_data()
    {
        QTest::addColumn<model::DeploymentSource>("source");
        QTest::addColumn<bool>("standIn");
        QTest::newRow("tags") << model::DeploymentSource::GitTag << false;
        QTest::newRow("merges") << model::DeploymentSource::GitMergeProxy << true;
        QTest::newRow("commits") << model::DeploymentSource::GitCommitProxy << true;
    }
    void standInsAreMarkedAndHaveNoScores()
    {
        QFETCH(model::DeploymentSource, source);
        QFETCH(bool, standIn);
        for (int number = 0; number < 20; ++number)
            m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("1.%1.0").arg(number),
                                     test::ConsoleFixture::now() - std::chrono::days(10 + number), source);
        ask();
        QVERIFY2(m_view->notes().contains(QStringLiteral("no release tags")) == standIn, qPrintable(m_view->notes()));
        const auto* card = m_view->card(delivery::Metric::DeploymentFrequency);
        QVERIFY(card->words().figure != noValue());
        QCOMPARE(card->words().score.isEmpty(), standIn);
    }

    void pooledServicesAreSaid()
    {
        m_fixture->fill(2);
        ask();
        QVERIFY2(m_view->notes().contains(QStringLiteral("pooled")), qPrintable(m_view->notes()));
        Filters one;
        one.services = {QStringLiteral("payments")};
        ask(one);
        QCOMPARE(m_view->notes(), QString());
    }

    void theTableShowsWholeRowsAndLeadsToAllOfThem()
    {
        m_fixture->fill();
        ask();
        const QTableView* table = m_view->table()->table();
        QVERIFY(!table->verticalScrollBar()->isVisible());
        const int row = table->rowHeight(0);
        QVERIFY(table->viewport()->height() >= 6 * row);
        QCOMPARE(table->viewport()->height() % row, 0);
        QSignalSpy wanted(m_view.get(), &View::deploymentsWanted);
        for (LinkButton* link : m_view->table()->findChildren<LinkButton*>()) {
            if (link->isVisible() && link->text() == QLatin1String("All deployments"))
                link->click();
        }
        QCOMPARE(wanted.count(), 1);
    }

    void theHeightThatIsLeftIsTheTables_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(968, 700), QSize(1240, 815), QSize(1400, 1100), QSize(2360, 1360)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void theHeightThatIsLeftIsTheTables()
    {
        QFETCH(QSize, size);
        m_fixture->fill(4);
        m_view->resize(size);
        ask();
        QCoreApplication::processEvents();
        const DeploymentsTable* table = m_view->table();
        const int row = table->table()->rowHeight(0);
        const int bottom = table->mapTo(m_view.get(), QPoint(0, table->height())).y();
        const int firstRow = table->table()->viewport()->mapTo(m_view.get(), QPoint(0, 0)).y();
        QCOMPARE(table->table()->viewport()->height() % row, 0);
        if (size.height() > 1000) {
            QVERIFY2(bottom <= size.height(), qPrintable(QString::number(bottom)));
            QVERIFY2(size.height() - bottom < row + 20, qPrintable(QString::number(size.height() - bottom))); // less than a row and the margin
        } else if (size.height() > 800) {
            QVERIFY2(firstRow + 2 * row <= size.height(), qPrintable(QString::number(firstRow)));
        }
        for (const delivery::Metric metric : delivery::kMetrics)
            QVERIFY(m_view->chart(metric)->height() >= 164);
    }

    void aBucketIsNoneOfTheCards()
    {
        m_fixture->fill();
        ask();
        const delivery::Metric metric = delivery::Metric::DeploymentFrequency;
        const delivery::SeriesPoint& point = m_view->chart(metric)->series().points.at(1);
        m_view->select(Subject::of(metric, point.start, point.end));
        QVERIFY(!m_view->card(metric)->isSelected());
        QCOMPARE(m_view->chart(metric)->selectedIndex(), std::optional(1));
        m_view->select({});
        QVERIFY(!m_view->chart(metric)->selectedIndex());
        m_view->select(Subject::of(m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.4.0"))));
        m_view->select({});
        QVERIFY(!m_view->table()->table()->selectionModel()->hasSelection());
        QVERIFY(!m_view->chart(metric)->selectedIndex());
    }

    void failuresAreFoundByTheirOutcome()
    {
        m_fixture->fill(2);
        ask();
        DeploymentsTable* table = m_view->table();
        QCOMPARE(table->outcomeChip()->value(), QStringLiteral("any"));
        QMap<QString, QAction*> choices;
        for (QAction* action : table->outcomeChip()->menu()->actions())
            choices.insert(action->text(), action);
        QCOMPARE(choices.size(), 5);
        choices.value(QStringLiteral("failed"))->trigger();
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(table->total(), 2);
        QCOMPARE(table->subtitle(), QStringLiteral("2 failed, newest first"));
        for (int row = 0; row < table->model()->rowCount(); ++row)
            QCOMPARE(table->model()->row(row).outcome, delivery::Outcome::Failed);
        QCOMPARE(m_view->tableFilter().outcome, std::optional(delivery::Outcome::Failed));
        QVERIFY(!table->outcomeChip()->isDefault());
        table->filterField()->setText(QStringLiteral("payments"));
        QTRY_VERIFY(m_view->isSettled() && table->total() == 1);
        choices.value(QStringLiteral("did not succeed"))->trigger();
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(table->total(), 0);
        QTest::mouseClick(button(QStringLiteral("Clear the filter")), Qt::LeftButton);
        QTRY_VERIFY(m_view->isSettled() && table->total() == 26);
        QVERIFY(table->outcomeChip()->isDefault());
    }

    void environmentsAreToldApart()
    {
        m_fixture->fill();
        ask();
        QVERIFY(m_view->table()->table()->isColumnHidden(DeploymentsModel::Environment));
        Filters any;
        any.environment.clear();
        ask(any);
        QVERIFY(!m_view->table()->table()->isColumnHidden(DeploymentsModel::Environment));
        ask();
        QVERIFY(m_view->table()->table()->isColumnHidden(DeploymentsModel::Environment));
    }

    void theTableHasTheUnitOfThePlot()
    {
        m_fixture->fill();
        ask();
        QCOMPARE(m_view->table()->model()->unit(), m_view->chart(delivery::Metric::ChangeLeadTime)->unit());
        QCOMPARE(m_view->table()->model()->unit(), DurationUnit::Hours); // the changes took 10 and 20 h
        QCOMPARE(m_view->card(delivery::Metric::ChangeLeadTime)->words().durations, std::optional(DurationUnit::Hours));
    }

    void theListHasTheUnitOfTheOverview()
    {
        m_fixture->fill();
        DeploymentsView list(m_fixture->delivery(), m_fixture->pool());
        list.table()->setUnit(DurationUnit::Seconds); // as for other filters
        const Filters filters;
        list.ask({filters, filters.toQuery(test::ConsoleFixture::now())});
        QTRY_VERIFY(list.isSettled());
        ask();
        QCOMPARE(list.table()->model()->unit(), m_view->table()->model()->unit());
    }

    void servicesAndEnvironmentsAreReadInFull()
    {
        m_fixture->fill();
        m_fixture->addDeployment(QStringLiteral("demo-notifications"), QStringLiteral("3.22.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(1));
        m_view->resize(856, 900); // a window of 1440 pixels with the inspector
        Filters any;
        any.environment.clear();
        ask(any);
        const QTableView* table = m_view->table()->table();
        const DeploymentsModel* model = m_view->table()->model();
        for (const int column : {int(DeploymentsModel::Service), int(DeploymentsModel::Environment)}) {
            QVERIFY(!table->isColumnHidden(column));
            QVERIFY(table->columnWidth(column) >= table->horizontalHeader()->sectionSizeHint(column));
            for (int row = 0; row < model->rowCount(); ++row) {
                const QModelIndex index = model->index(row, column);
                QVERIFY2(table->itemDelegate()->sizeHint({}, index).width() <= table->columnWidth(column),
                         qPrintable(index.data().toString()));
            }
        }
    }

    void guessesStandBesideInCardsOfOneHeight()
    {
        m_fixture->fill();
        ask();
        QVERIFY(m_view->card(delivery::Metric::ChangeFailRate)->words().sure.contains(QStringLiteral("without guesses")));
        const int height = m_view->card(delivery::Metric::ChangeFailRate)->height();
        for (const delivery::Metric metric : delivery::kMetrics)
            QCOMPARE(m_view->card(metric)->height(), height);
    }

    void theTableSaysHowManyTheCardsLeaveOut()
    {
        m_fixture->fill();
        ask();
        QCOMPARE(m_view->table()->subtitle(), QStringLiteral("13, newest first"));
        m_fixture->addDeployment(QStringLiteral("payments"), QStringLiteral("9.0.0"),
                                 test::ConsoleFixture::now() - std::chrono::days(3), model::DeploymentSource::PhaseEvent,
                                 model::DeploymentStatus::Failed);
        QSignalSpy shown(m_view.get(), &View::shownChanged);
        ask();
        QCOMPARE(m_view->table()->subtitle(), QStringLiteral("14, of which 1 did not succeed; newest first"));
        QCOMPARE(shown.last().first().toString(), QStringLiteral("14 deployment(s), 1 of them not successful")); // plurals: the translation
    }

    void cardsAreOfOneWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {420, 560, 760, 900, 968, 1400})
            QTest::addRow("%d", width) << width;
    }
    void cardsAreOfOneWidth()
    {
        QFETCH(int, width);
        m_fixture->fill();
        m_view->resize(width, 900);
        ask();
        const int first = m_view->card(delivery::kMetrics[0])->width();
        for (const delivery::Metric metric : delivery::kMetrics)
            QVERIFY2(std::abs(m_view->card(metric)->width() - first) <= 1, qPrintable(QString::number(m_view->card(metric)->width())));
    }

    void whatWasRepairedIsReadInFull()
    {
        m_fixture->fill();
        m_view->resize(968, 700); // a window of 1024 pixels
        ask();
        const QTableView* table = m_view->table()->table();
        const DeploymentsModel* model = m_view->table()->model();
        for (const int column : {int(DeploymentsModel::Version), int(DeploymentsModel::Fixes), int(DeploymentsModel::OutcomeColumn)}) {
            for (int row = 0; row < model->rowCount(); ++row) {
                const QModelIndex index = model->index(row, column);
                QVERIFY2(table->itemDelegate()->sizeHint({}, index).width() <= table->columnWidth(column) + 2,
                         qPrintable(index.data().toString()));
            }
        }
    }

    void aCardAsksWhy()
    {
        m_fixture->fill();
        ask();
        QSignalSpy opened(m_view.get(), &View::opened);
        QTest::keyClick(m_view->card(delivery::Metric::ChangeLeadTime), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().first().value<Subject>(), Subject::of(delivery::Metric::ChangeLeadTime));
        m_view->select(Subject::of(delivery::Metric::ChangeLeadTime));
        QVERIFY(m_view->card(delivery::Metric::ChangeLeadTime)->isSelected());
        QVERIFY(!m_view->card(delivery::Metric::ChangeFailRate)->isSelected());
    }

    void aSelectedDeploymentStandsInPlotAndTable()
    {
        m_fixture->fill();
        ask();
        m_view->select(Subject::of(m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.4.0"))));
        DeploymentsTable* table = m_view->table();
        const QModelIndex current = table->table()->currentIndex();
        QVERIFY(current.isValid());
        QCOMPARE(table->model()->row(current.row()).deployment.version, QStringLiteral("2.4.0"));
        QVERIFY(m_view->chart(delivery::Metric::DeploymentFrequency)->selectedIndex().has_value());
    }

    void aRefreshKeepsSelectionScrollAndFilter()
    {
        m_fixture->fill(20);
        ask();
        DeploymentsTable* table = m_view->table();
        table->filterField()->setText(QStringLiteral("payments"));
        QTRY_COMPARE(table->total(), 13);
        QTRY_VERIFY(m_view->isSettled());
        const Subject chosen = Subject::of(m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.2.0")));
        m_view->select(chosen);
        QScrollBar* bar = table->table()->verticalScrollBar();
        bar->setValue(bar->maximum());
        const int before = bar->value();
        m_fixture->addDeployment(QStringLiteral("service-2"), QStringLiteral("9.0.0"),
                                 test::ConsoleFixture::now() - std::chrono::hours(1));
        Filters filters;
        m_view->refresh({filters, filters.toQuery(test::ConsoleFixture::now())});
        QCOMPARE(m_view->state()->state(), State::Ready); // no flicker
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(table->filterField()->text(), QStringLiteral("payments"));
        QCOMPARE(table->total(), 13);
        const QModelIndex current = table->table()->currentIndex();
        QVERIFY(current.isValid());
        QVERIFY(Subject::of(table->model()->row(current.row()).deployment.id) == chosen);
        QCOMPARE(bar->value(), before);
    }

    void aFailedRefreshLeavesWhatWasShown()
    {
        m_fixture->fill();
        ask();
        QSignalSpy stale(m_view.get(), &View::wentStale);
        m_fixture->breakStore();
        Filters filters;
        m_view->refresh({filters, filters.toQuery(test::ConsoleFixture::now())});
        QTRY_COMPARE(stale.count(), 1);
        QCOMPARE(m_view->state()->state(), State::Ready);
        QTRY_VERIFY(m_view->isSettled());
        QCOMPARE(m_view->table()->model()->rowCount(), 13);
    }

    void theTableSaysWhichTextFitsNothing()
    {
        m_fixture->fill();
        ask();
        m_view->table()->filterField()->setText(QStringLiteral("zzz"));
        QTRY_VERIFY(m_view->isSettled() && m_view->table()->total() == 0);
        auto* clear = button(QStringLiteral("Clear the filter"));
        QVERIFY(clear);
        QTest::mouseClick(clear, Qt::LeftButton);
        QTRY_VERIFY(m_view->isSettled() && m_view->table()->total() == 13);
    }

    void nothingIsClippedWhateverTheWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {420, 560, 760, 1000, 1400})
            QTest::addRow("%d", width) << width;
    }
    void nothingIsClippedWhateverTheWidth()
    {
        QFETCH(int, width);
        m_fixture->fill();
        m_view->resize(width, 900);
        ask();
        for (const delivery::Metric metric : delivery::kMetrics) {
            for (QWidget* widget : {static_cast<QWidget*>(m_view->card(metric)), static_cast<QWidget*>(m_view->chart(metric))}) {
                QVERIFY2(widget->width() >= widget->minimumSizeHint().width(),
                         qPrintable(QStringLiteral("%1 has %2 of %3").arg(widget->accessibleName()).arg(widget->width()).arg(widget->minimumSizeHint().width())));
                QVERIFY(widget->mapTo(m_view.get(), QPoint(widget->width(), 0)).x() <= width);
            }
        }
    }

private:
    void ask(const Filters& filters = {})
    {
        m_view->ask({filters, filters.toQuery(test::ConsoleFixture::now())});
        QTRY_VERIFY(m_view->isSettled());
    }
    QPushButton* button(const QString& text) const
    {
        for (QPushButton* candidate : m_view->findChildren<QPushButton*>()) {
            if (candidate->text() == text && candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }
    QString said() const
    {
        QStringList texts;
        for (const QLabel* label : m_view->state()->findChildren<QLabel*>()) {
            if (label->isVisible())
                texts.append(label->text());
        }
        return texts.join(u'\n');
    }

    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<OverviewView> m_view;
};

QTEST_MAIN(OverviewViewTest)
#include "tst_overviewview.moc"
