// SPDX-License-Identifier: GPL-3.0-or-later
// How long the GUI thread is busy with one event, on many deployments. Reported, not asserted: a busy machine would
// fail it. ATALAYA_STALLS=1000x1000 measures as many services and deployments of each.
#include "consolefixture.h"
#include "widgets/common/deploymentstable.h"
#include "widgets/inspector/inspector.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/models/filters.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/views/activity/activityview.h"
#include "widgets/views/catalogue/catalogueview.h"
#include "widgets/views/catalogue/querypage.h"
#include "widgets/views/overview/overviewview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

#include <ctime>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Measures every event that the loop delivers, with all that it causes.
class MeasuringApplication : public QApplication
{
public:
    using QApplication::QApplication;

    struct Longest
    {
        double wallMs = 0;
        double cpuMs = 0;
        QString what;
    };

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0 || receiver->thread() != thread())
            return QApplication::notify(receiver, event);
        const QString what = QStringLiteral("%1, event %2")
                                 .arg(QString::fromLatin1(receiver->metaObject()->className()))
                                 .arg(int(event->type()));
        QElapsedTimer clock;
        clock.start();
        const double before = threadMs();
        ++m_depth;
        const bool handled = QApplication::notify(receiver, event);
        --m_depth;
        const double cpu = threadMs() - before;
        if (cpu > m_longest.cpuMs)
            m_longest = {double(clock.nsecsElapsed()) / 1e6, cpu, what};
        return handled;
    }

    Longest take() { return std::exchange(m_longest, Longest()); }

private:
    int m_depth = 0;
    Longest m_longest;
};

} // namespace

class StallsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyDeployments()
    {
        const QStringList sizes = qEnvironmentVariable("ATALAYA_STALLS", QStringLiteral("200x60")).split(u'x');
        QVERIFY2(sizes.size() == 2 && sizes[0].toInt() > 0 && sizes[1].toInt() > 0, "ATALAYA_STALLS is not like 200x60");
        test::ConsoleFixture fixture;
        fixture.fill(sizes[0].toInt(), sizes[1].toInt());
        const auto window = std::make_unique<MainWindow>(fixture.context());
        window->resize(1600, 1000);
        const auto settle = [&window] { QTRY_VERIFY_WITH_TIMEOUT(window->isSettled(), 30'000); };
        window->show();
        settle();
        report("first load");
        auto* view = window->findChild<OverviewView*>();
        for (const int days : {7, 30, 180}) {
            Filters filters;
            filters.range.count = days;
            filters.rangeChosen = true;
            window->setFilters(filters);
            settle();
        }
        report("another range");
        Filters filters = window->filters();
        filters.services = {QStringLiteral("payments")};
        window->setFilters(filters);
        settle();
        filters.services.clear();
        window->setFilters(filters);
        settle();
        report("another service");
        window->showView(QStringLiteral("overview-why"));
        settle();
        report("inspector opens");
        for (const delivery::Metric metric : delivery::kMetrics) {
            Q_EMIT view->opened(Subject::of(metric));
            settle();
        }
        report("inspector goes through the metrics");
        QTest::keyClick(window.get(), Qt::Key_Escape);
        settle();
        report("inspector closes");
        view->table()->filterField()->setText(QStringLiteral("service-1"));
        settle();
        report("table is filtered");
        window->showView(QStringLiteral("deployments"));
        settle();
        report("another view");
        const auto* list = window->findChildren<DeploymentsTable*>().last();
        for (int page = 0; page < 20; ++page) {
            list->table()->scrollToBottom();
            QTRY_VERIFY(!list->model()->isBusy());
        }
        settle();
        report("2 000 rows are scrolled through");
        QVERIFY(list->model()->rowCount() > 1000);
        window->showView(QStringLiteral("catalogue"));
        settle();
        report("the catalogue");
        auto* catalogue = window->findChild<CatalogueView*>();
        for (const catalog::Dataset& dataset : catalog::datasets())
            catalogue->open(dataset.id());
        report("every dataset is opened");
        catalogue->open(QStringLiteral("changes"));
        catalogue->query()->setDraft({.dataset = QStringLiteral("changes"), .limit = 10'000});
        catalogue->showTab(CatalogueView::Tab::Query);
        catalogue->query()->run();
        settle();
        report("10 000 rows are asked for");
        for (int number = 0; number < 5000; ++number)
            fixture.activity().add({.at = test::ConsoleFixture::now(), .client = QStringLiteral("client-%1").arg(number % 150), .status = 200});
        window->showView(QStringLiteral("activity"));
        settle();
        report("5 000 requests are listed");
        for (int number = 0; number < 1000; ++number)
            fixture.activity().add({.at = test::ConsoleFixture::now(), .client = QStringLiteral("client-%1").arg(number % 150), .status = 429});
        window->findChild<ActivityView*>()->look();
        report("1 000 more in a second");
        window->showView(QStringLiteral("deployments"));
        settle();
        window->setTheme(ThemeMode::Dark);
        settle();
        report("another theme");
        window->resize(1100, 800);
        settle();
        report("another size");
        window->showView(QStringLiteral("overview"));
        settle();
        report("back to the overview");
    }

private:
    static void report(const char* step)
    {
        QTest::qWait(50); // what is painted a moment later belongs to the step
        const auto longest = static_cast<MeasuringApplication*>(qApp)->take();
        qInfo("%-36s longest event %6.1f ms (%6.1f ms of the processor): %s", step, longest.wallMs, longest.cpuMs,
              qPrintable(longest.what));
    }
};

int main(int argc, char** argv)
{
    MeasuringApplication application(argc, argv);
    StallsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_stalls.moc"
