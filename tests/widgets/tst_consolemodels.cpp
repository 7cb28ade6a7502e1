// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/changesmodel.h"
#include "widgets/models/choicesmodel.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/models/explanationmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

ListedDeployment deployment(int number)
{
    ListedDeployment listed;
    listed.row.deployment.id = {quint64(number) + 1};
    listed.row.deployment.service = QStringLiteral("payments");
    listed.row.deployment.version = QStringLiteral("2.%1.0").arg(number);
    listed.row.deployment.finished = instantFromMs(1'000'000'000'000 + qint64(number) * 86'400'000);
    listed.row.changes = number;
    listed.row.leadTimeP50Hours = 24.123456789;
    return listed;
}

/// Newest first, from `newest` down to 0.
QList<ListedDeployment> deployments(int newest)
{
    QList<ListedDeployment> rows;
    for (int number = newest; number >= 0; --number)
        rows.append(deployment(number));
    return rows;
}

/// Hands out a list in pages; the cursor is the place.
DeploymentsModel::Load loaderOf(const QList<ListedDeployment>& rows)
{
    return [rows](const delivery::PageRequest& request, const StopToken&) -> Result<delivery::Page<ListedDeployment>> {
        const qsizetype place = request.cursor.toLongLong();
        delivery::Page<ListedDeployment> page{rows.mid(place, request.limit), rows.size(), {}};
        if (place + page.rows.size() < rows.size())
            page.nextCursor = QString::number(place + page.rows.size());
        return page;
    };
}

DeploymentsModel::Load failing()
{
    return [](const delivery::PageRequest&, const StopToken&) -> Result<delivery::Page<ListedDeployment>> {
        return Error{ErrorCode::Io, QStringLiteral("The disk is gone.")};
    };
}

} // namespace

class ConsoleModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deploymentsArriveInPages()
    {
        DeploymentsModel model(m_pool);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        model.setSource(loaderOf(deployments(249)), QTimeZone::utc());
        QCOMPARE(model.rowCount(), 0); // never blocks
        QVERIFY(loaded.wait());
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(model.total(), 250);
        model.fetchMore({}); // as a view does (the tester does it, too)
        QVERIFY(!model.canFetchMore({})); // one page at a time
        QTRY_VERIFY((model.fetchMore({}), model.rowCount() == 250));
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(model.row(249).deployment.version, QStringLiteral("2.0.0"));
    }

    void aRefreshKeepsTheRowsThatStayed()
    {
        DeploymentsModel model(m_pool);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QSignalSpy reset(&model, &DeploymentsModel::modelReset);
        model.setSource(loaderOf(deployments(19)), QTimeZone::utc());
        QVERIFY(loaded.wait());
        reset.clear();
        const QPersistentModelIndex kept(model.indexOf(deployment(10).row.deployment.id));
        QVERIFY(kept.isValid());
        QList<ListedDeployment> later = deployments(22); // three are new,
        later.removeAt(5);                               // one is gone (2.17.0),
        later[10].row.outcome = delivery::Outcome::Failed; // one changed
        QSignalSpy changed(&model, &DeploymentsModel::dataChanged);
        model.refresh(loaderOf(later));
        QVERIFY(loaded.wait());
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.rowCount(), later.size());
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.row(row).deployment.id, later.at(row).row.deployment.id);
        QCOMPARE(kept.data().toString(), QStringLiteral("2.10.0"));
    }

    void anotherOrderIsTakenOver()
    {
        DeploymentsModel model(m_pool);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QList<ListedDeployment> rows = deployments(5);
        model.setSource(loaderOf(rows), QTimeZone::utc());
        QVERIFY(loaded.wait());
        rows.swapItemsAt(0, 4);
        model.refresh(loaderOf(rows));
        QVERIFY(loaded.wait());
        QCOMPARE(model.row(0).deployment.id, rows.at(0).row.deployment.id);
        QCOMPARE(model.row(4).deployment.id, rows.at(4).row.deployment.id);
    }

    void afterAFailureNothingIsAskedByItself()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QSignalSpy failed(&model, &DeploymentsModel::failed);
        model.setSource(loaderOf(deployments(249)), QTimeZone::utc());
        QVERIFY(loaded.wait());
        model.refresh(failing());
        QVERIFY(failed.wait());
        QCOMPARE(model.rowCount(), 100); // what was shown stays
        QVERIFY(!model.canFetchMore({}));
    }

    void theNewestQuestionWins()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        model.setSource(loaderOf(deployments(9)), QTimeZone::utc());
        model.setSource(loaderOf(deployments(2)), QTimeZone::utc());
        QVERIFY(loaded.wait());
        m_pool.waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(loaded.count(), 1);
        QCOMPARE(model.rowCount(), 3);
    }

    void copiesAreExact()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QList<ListedDeployment> rows = deployments(1);
        rows[1].row.leadTimeP50Hours.reset();
        rows[0].row.deployment.version = QStringLiteral("tab\there");
        model.setSource(loaderOf(rows), QTimeZone::utc());
        QVERIFY(loaded.wait());
        const QStringList lines =
            model.tsv({model.index(1, 0), model.index(0, 3), model.index(0, 0)}).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.at(0).count(u'\t'), int(DeploymentsModel::ColumnCount) - 1);
        QCOMPARE(lines.at(1).split(u'\t').at(DeploymentsModel::LeadTime), QStringLiteral("24.123456789"));
        QCOMPARE(lines.at(1).split(u'\t').at(DeploymentsModel::Version), QStringLiteral("tab here"));
        QCOMPARE(lines.at(2).split(u'\t').at(DeploymentsModel::LeadTime), QString()); // null is not 0
    }

    void numbersStandAtTheRight()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        model.setSource(loaderOf(deployments(0)), QTimeZone::utc());
        QVERIFY(loaded.wait());
        for (int column = 0; column < model.columnCount(); ++column) {
            const bool right = column == DeploymentsModel::Changes || column == DeploymentsModel::LeadTime;
            QCOMPARE(bool(model.index(0, column).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight), right);
        }
        QVERIFY(model.headerData(DeploymentsModel::LeadTime, Qt::Horizontal).toString().contains(QStringLiteral(", d")));
    }

    void leadTimesHaveOneUnit()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QList<ListedDeployment> rows = deployments(2);
        for (ListedDeployment& listed : rows)
            listed.row.leadTimeP50Hours = 12.2;
        rows[0].row.leadTimeP50Hours = 57;
        model.setSource(loaderOf(rows), QTimeZone::utc());
        QVERIFY(loaded.wait());
        const auto shown = [&model](int row) { return model.index(row, DeploymentsModel::LeadTime).data().toString(); };
        QCOMPARE(model.unit(), DurationUnit::Hours); // of most rows
        QCOMPARE(shown(0), QStringLiteral("57.0"));
        QCOMPARE(shown(1), QStringLiteral("12.2"));
        QSignalSpy changed(&model, &DeploymentsModel::dataChanged);
        model.setUnit(DurationUnit::Days); // of what stands beside it
        QCOMPARE(changed.count(), 1);
        QCOMPARE(shown(1), QStringLiteral("0.5"));
        QVERIFY(model.headerData(DeploymentsModel::LeadTime, Qt::Horizontal).toString().endsWith(QStringLiteral(", d")));
        model.setUnit(std::nullopt);
        QCOMPARE(shown(1), QStringLiteral("12.2"));
    }

    void severalEnvironmentsAreNoticed()
    {
        DeploymentsModel model(m_pool);
        QSignalSpy loaded(&model, &DeploymentsModel::loaded);
        QVERIFY(!model.hasEnvironments());
        QList<ListedDeployment> rows = deployments(2);
        for (ListedDeployment& listed : rows)
            listed.row.deployment.environment = QStringLiteral("production");
        model.setSource(loaderOf(rows), QTimeZone::utc());
        QVERIFY(loaded.wait());
        QVERIFY(!model.hasEnvironments());
        rows[1].row.deployment.environment = QStringLiteral("staging");
        model.refresh(loaderOf(rows));
        QVERIFY(loaded.wait());
        QVERIFY(model.hasEnvironments());
        QCOMPARE(model.index(1, DeploymentsModel::Environment).data().toString(), QStringLiteral("staging"));
    }

    void outcomesAreWords_data()
    {
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QString>("words");
        QTest::newRow("healthy") << int(delivery::Outcome::Healthy) << QStringLiteral("healthy");
        QTest::newRow("new") << int(delivery::Outcome::TooNew) << QStringLiteral("too new to judge");
        QTest::newRow("failed") << int(delivery::Outcome::Failed) << QStringLiteral("failed: reverted in 2.1.1");
        QTest::newRow("run") << int(delivery::Outcome::NotSuccessful) << QStringLiteral("run failed");
    }
    void outcomesAreWords()
    {
        QFETCH(int, outcome);
        ListedDeployment listed = deployment(1);
        listed.row.outcome = delivery::Outcome(outcome);
        model::RemediationEdge edge;
        edge.kind = model::EdgeKind::Revert;
        edge.fix = {77};
        listed.row.blamedBy = {edge};
        listed.neighbours.insert({77}, QStringLiteral("2.1.1"));
        QTEST(outcomeText(listed), "words");
    }

    void changesAreAModel()
    {
        ChangesModel model(m_pool);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy loaded(&model, &ChangesModel::loaded);
        const auto load = [](const delivery::PageRequest& request, const StopToken&) -> Result<delivery::Page<model::Change>> {
            delivery::Page<model::Change> page{{}, 150, request.cursor.isEmpty() ? QStringLiteral("more") : QString()};
            for (int number = 0; number < (request.cursor.isEmpty() ? 100 : 50); ++number) {
                model::Change change;
                change.sha = QStringLiteral("abcdef0123");
                page.rows.append(change);
            }
            return page;
        };
        model.setSource(load, QTimeZone::utc());
        QVERIFY(loaded.wait());
        QTRY_VERIFY((model.fetchMore({}), model.rowCount() == 150));
        QCOMPARE(model.index(0, ChangesModel::Sha).data().toString(), QStringLiteral("abcdef0"));
        QCOMPARE(model.index(0, ChangesModel::Lines).data().toString(), QString(QChar(0x2013))); // not known is not 0
        model.setSource(load, QTimeZone::utc());
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(loaded.wait());
    }

    void explanationsAreAModel()
    {
        ExplanationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ExplainedFigure figure;
        figure.explanation.metric = delivery::Metric::ChangeFailRate;
        ExplainedItem item;
        item.label = QStringLiteral("payments 2.1.0");
        item.edge = model::RemediationEdge();
        item.edge->kind = model::EdgeKind::Hotfix;
        item.edge->confidence = 0.5;
        figure.items = {item, item};
        model.setFigure(figure, QTimeZone::utc());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ExplanationModel::Item).data().toString(), item.label);
        QCOMPARE(model.index(0, ExplanationModel::Reason).data().toString(), QStringLiteral("hotfix"));
        QCOMPARE(model.index(0, ExplanationModel::Value).data().toString(), QStringLiteral("0.50"));
        model.setFigure({}, QTimeZone::utc());
        QCOMPARE(model.rowCount(), 0);
    }

    void exclusionsAreCountedByReason()
    {
        delivery::Explanation explanation;
        explanation.excluded = {{QStringLiteral("1"), {}, QStringLiteral("not_successful")}}; // the list was cut
        explanation.excludedByReason = {{QStringLiteral("not_successful"), 5}, {QStringLiteral("unjudged"), 40}};
        const QList<ExclusionCount> counts = countExclusions(explanation);
        QCOMPARE(counts.size(), 2);
        QCOMPARE(counts.at(0).reason, QStringLiteral("unjudged"));
        QCOMPARE(counts.at(0).count, 40);
        QCOMPARE(counts.at(1).count, 5);
    }

    void choicesAreNarrowedAndChosen()
    {
        ChoicesModel model(ChoicesModel::Mode::Many, QStringLiteral("all"));
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QStringList names;
        for (int number = 0; number < 1000; ++number)
            names.append(QStringLiteral("service-%1").arg(number));
        model.setChoices(names);
        QCOMPARE(model.rowCount(), 1001);
        model.setFilter(QStringLiteral("ICE-99"));
        QCOMPARE(model.rowCount(), 11); // 99 and 990 to 999
        model.toggle(0);
        QCOMPARE(model.chosen(), QStringList{QStringLiteral("service-99")});
        model.setFilter({});
        model.toggle(1);
        QCOMPARE(model.chosen().size(), 2);
        model.toggle(0); // "all"
        QVERIFY(model.chosen().isEmpty());
    }

    void oneChoiceReplacesTheOther()
    {
        ChoicesModel model(ChoicesModel::Mode::One, QStringLiteral("any"));
        model.setChoices({QStringLiteral("b"), QStringLiteral("a")});
        model.toggle(1);
        QCOMPARE(model.chosen(), QStringList{QStringLiteral("a")});
        model.toggle(2);
        QCOMPARE(model.chosen(), QStringList{QStringLiteral("b")});
    }

    void whatIsChosenStaysThoughTheStoreLacksIt()
    {
        ChoicesModel model(ChoicesModel::Mode::Many, QStringLiteral("all"));
        model.setChosen({QStringLiteral("gone")});
        model.setChoices({QStringLiteral("here")});
        QCOMPARE(model.chosen(), QStringList{QStringLiteral("gone")});
        QCOMPARE(model.rowCount(), 3);
    }

private:
    QThreadPool m_pool;
};

QTEST_MAIN(ConsoleModelsTest)
#include "tst_consolemodels.moc"
