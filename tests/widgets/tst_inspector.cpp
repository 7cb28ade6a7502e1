// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "widgets/common/linkbutton.h"
#include "widgets/common/statepanel.h"
#include "widgets/inspector/deploymentpage.h"
#include "widgets/inspector/edgechain.h"
#include "widgets/inspector/inspector.h"
#include "widgets/inspector/longtable.h"
#include "widgets/inspector/metricpage.h"
#include "widgets/models/changesmodel.h"
#include "widgets/models/explanationmodel.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;
using delivery::Metric;

class InspectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_fixture->fill(2);
        m_inspector = std::make_unique<Inspector>(m_fixture->delivery(), m_fixture->pool());
        m_inspector->resize(Inspector::kWidth, 900);
        m_inspector->show();
    }
    void cleanup()
    {
        m_inspector.reset();
        m_fixture.reset();
    }

    void everyMetricExplainsItself_data()
    {
        QTest::addColumn<Metric>("metric");
        QTest::addColumn<int>("rows");
        QTest::newRow("frequency") << Metric::DeploymentFrequency << 26;
        QTest::newRow("lead time") << Metric::ChangeLeadTime << 48; // the two baselines' changes have none
        QTest::newRow("fail rate") << Metric::ChangeFailRate << 2;
        QTest::newRow("recovery") << Metric::FailedDeploymentRecoveryTime << 2;
        QTest::newRow("rework") << Metric::DeploymentReworkRate << 2;
    }
    void everyMetricExplainsItself()
    {
        QFETCH(Metric, metric);
        QFETCH(int, rows);
        inspect(Subject::of(metric));
        QCOMPARE(m_inspector->state()->state(), StatePanel::State::Ready);
        MetricPage* page = m_inspector->metricPage();
        auto* model = qobject_cast<ExplanationModel*>(page->table()->model());
        QCOMPARE(model->rowCount(), rows);
        for (int row = 0; row < model->rowCount(); ++row) {
            QVERIFY2(!model->item(row).leadsTo.isNull(), qPrintable(model->item(row).label));
            QVERIFY(model->item(row).label.contains(u' ')); // a name, not an id
        }
        QVERIFY(page->title().startsWith(QStringLiteral("Why ")));
        QVERIFY(page->asText().contains(model->item(0).id));
    }

    void theFigureCanBeComputedFromTheCopiedIds()
    {
        inspect(Subject::of(Metric::ChangeFailRate));
        const QJsonObject copied = QJsonDocument::fromJson(m_inspector->metricPage()->asJson()).object();
        const double numerator = double(copied.value(QStringLiteral("numerator_ids")).toArray().size());
        const double denominator = double(copied.value(QStringLiteral("denominator_ids")).toArray().size());
        QCOMPARE(copied.value(QStringLiteral("value")).toDouble(), numerator / denominator);
    }

    void aRowLeadsToItsDeploymentAndBack()
    {
        inspect(Subject::of(Metric::ChangeFailRate));
        QTableView* table = m_inspector->metricPage()->table();
        QSignalSpy chosen(m_inspector.get(), &Inspector::chosen);
        Q_EMIT table->activated(table->model()->index(0, 0));
        QTRY_VERIFY(m_inspector->isSettled());
        QCOMPARE(chosen.count(), 1);
        QVERIFY(m_inspector->subject().deployment.has_value());
        QCOMPARE(m_inspector->deploymentPage()->title(), QStringLiteral("service-2 2.10.0"));
        QVERIFY(m_inspector->canGoBack());
        m_inspector->back();
        QTRY_VERIFY(m_inspector->isSettled());
        QVERIFY(m_inspector->subject() == Subject::of(Metric::ChangeFailRate));
        m_inspector->forward();
        QTRY_VERIFY(m_inspector->isSettled());
        QCOMPARE(m_inspector->deploymentPage()->title(), QStringLiteral("service-2 2.10.0"));
    }

    void aDeploymentShowsItsChainAndItsChanges()
    {
        const model::DeploymentId cause = m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.10.0"));
        const model::DeploymentId fix = m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.10.1"));
        inspect(Subject::of(cause));
        DeploymentPage* page = m_inspector->deploymentPage();
        QCOMPARE(page->chain()->targets(), QList<model::DeploymentId>{fix});
        QVERIFY(page->chain()->accessibleDescription().contains(QStringLiteral("hotfix")));
        QCOMPARE(page->changes()->rowCount(), 2);
        QTest::keyClick(page->chain(), Qt::Key_Return);
        QTRY_VERIFY(m_inspector->isSettled());
        QVERIFY(m_inspector->subject() == Subject::of(fix));
        QCOMPARE(page->chain()->targets(), QList<model::DeploymentId>{cause});
        QVERIFY(page->asText().contains(QStringLiteral("2.10.1")));
    }

    void aBucketIsExplainedByItself()
    {
        const Instant start = test::ConsoleFixture::now() - std::chrono::days(12);
        inspect(Subject::of(Metric::DeploymentFrequency, start, start + std::chrono::days(2)));
        const auto* model = qobject_cast<ExplanationModel*>(m_inspector->metricPage()->table()->model());
        QCOMPARE(model->rowCount(), 4);
        for (int row = 1; row < model->rowCount(); ++row)
            QVERIFY(*model->item(row - 1).finished >= *model->item(row).finished); // newest first
        QVERIFY2(m_inspector->metricPage()->asText().contains(QStringLiteral("13 Nov")), qPrintable(m_inspector->metricPage()->asText()));
        QVERIFY(m_inspector->metricPage()->asText().contains(QStringLiteral("15 Nov 2026: 4 deployment")));
    }

    void everythingThatMakesAFigureAgainIsTold()
    {
        const Instant start = *parseInstant(u"2026-11-13");
        inspect(Subject::of(Metric::DeploymentFrequency, start, start + std::chrono::days(2)));
        const QString text = m_inspector->metricPage()->asText();
        for (const auto* said : {"From: 2026-11-13T00:00:00Z", "To, not included: 2026-11-15T00:00:00Z", "As of: 2026-11-25T12:00:00Z",
                                 "Environment: production", "Kinds of cause: all", "Rules version: 1", "Data version: "})
            QVERIFY2(text.contains(QLatin1String(said)), said);
    }

    void guessesAreSaid()
    {
        inspect(Subject::of(Metric::ChangeFailRate)); // each of the two failures is blamed by a hotfix alone
        QVERIFY2(m_inspector->metricPage()->asText().contains(QStringLiteral("Without guesses")),
                 qPrintable(m_inspector->metricPage()->asText()));
        inspect(Subject::of(Metric::DeploymentReworkRate));
        QVERIFY(m_inspector->metricPage()->asText().contains(QStringLiteral("Without guesses")));
        inspect(Subject::of(Metric::DeploymentFrequency));
        QVERIFY(!m_inspector->metricPage()->asText().contains(QStringLiteral("Without guesses")));
    }

    void poolingIsCautionedAgainstOnce()
    {
        inspect(Subject::of(Metric::ChangeFailRate));
        int cautions = 0;
        for (const QLabel* label : m_inspector->metricPage()->findChildren<QLabel*>()) {
            cautions += int(label->text().count(QStringLiteral("ne service at a time")));
            QVERIFY(!label->text().contains(QStringLiteral("pooled")));
        }
        QCOMPARE(cautions, 1);
    }

    void thePageHasOneScrollBarAndLeadsToEveryRow()
    {
        inspect(Subject::of(Metric::DeploymentFrequency));
        LongTable* list = m_inspector->metricPage()->list();
        QCOMPARE(list->view()->verticalScrollBarPolicy(), Qt::ScrollBarAlwaysOff);
        const int before = list->view()->height();
        QVERIFY(list->more()->isVisible());
        list->more()->click();
        QVERIFY(list->view()->height() >= before + 20 * list->view()->rowHeight(0)); // 26 rows instead of 6
        QVERIFY(!list->more()->isVisible());
        inspect(Subject::of(Metric::ChangeFailRate)); // two rows
        QVERIFY(!list->more()->isVisible());
        QCOMPARE(m_inspector->deploymentPage()->list()->view()->verticalScrollBarPolicy(), Qt::ScrollBarAlwaysOff);
    }

    void nothingOfAListIsCovered()
    {
        for (const int height : {500, 900, 1600}) { // with and without a scroll bar beside the page
            for (const Metric metric : {Metric::DeploymentFrequency, Metric::ChangeLeadTime}) {
                m_inspector->resize(Inspector::kWidth, height);
                inspect(Subject::of(metric));
                LongTable* list = m_inspector->metricPage()->list();
                QTRY_VERIFY(list->more()->isVisible());
                for (int words = 1; words < 120; ++words) { // at some of these lengths a further word makes a further line
                    auto* sentence = m_inspector->metricPage()->findChild<QLabel*>();
                    sentence->setText(QStringLiteral("word ").repeated(words));
                    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
                    QVERIFY2(list->height() >= list->minimumSizeHint().height(), qPrintable(QString::number(words)));
                    QVERIFY2(list->more()->y() > list->view()->geometry().bottom(), qPrintable(QString::number(words)));
                }
            }
        }
    }

    void withoutAFigureTheHeadSaysSo()
    {
        const Instant now = test::ConsoleFixture::now();
        inspect(Subject::of(Metric::DeploymentFrequency, now - std::chrono::hours(2), now - std::chrono::hours(1)));
        QCOMPARE(m_inspector->metricPage()->title(), QStringLiteral("Why there is no rate"));
        QVERIFY(!m_inspector->metricPage()->asText().contains(QStringLiteral("of a full week"))); // there is none
        const Instant monday = *parseInstant(u"2026-11-16");
        inspect(Subject::of(Metric::DeploymentFrequency, monday, monday + std::chrono::weeks(1)));
        const QString text = m_inspector->metricPage()->asText();
        QVERIFY2(text.contains(QStringLiteral("There was one on 1 day(s) of a full week.")), qPrintable(text));
    }

    void aLeadTimeIsSaidInBothUnits()
    {
        inspect(Subject::of(m_fixture->id(QStringLiteral("payments"), QStringLiteral("2.9.0"))));
        const QString text = m_inspector->deploymentPage()->asText().replace(QChar(0x00A0), u' ');
        QVERIFY2(text.contains(QStringLiteral("15.0 h (0.6 d)")), qPrintable(text)); // of 10 h and 20 h
    }

    void whatIsGoneIsAnErrorAndTheWayBackStays()
    {
        inspect(Subject::of(Metric::ChangeFailRate));
        inspect(Subject::of(model::DeploymentId{12345}));
        QCOMPARE(m_inspector->state()->state(), StatePanel::State::Error);
        m_inspector->back();
        QTRY_VERIFY(m_inspector->isSettled());
        QCOMPARE(m_inspector->state()->state(), StatePanel::State::Ready);
    }

    void closingInTheMiddleIsSafe()
    {
        Filters filters;
        m_inspector->inspect(Subject::of(Metric::ChangeLeadTime), {filters, filters.toQuery(test::ConsoleFixture::now())});
        m_inspector.reset();
        m_fixture->pool().waitForDone();
        QCoreApplication::processEvents();
    }

private:
    void inspect(const Subject& subject)
    {
        Filters filters;
        m_inspector->inspect(subject, {filters, filters.toQuery(test::ConsoleFixture::now())});
        QTRY_VERIFY(m_inspector->isSettled());
    }

    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<Inspector> m_inspector;
};

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
