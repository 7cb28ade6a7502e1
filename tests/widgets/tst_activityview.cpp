// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "widgets/common/chip.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/clientsmodel.h"
#include "widgets/models/requestsmodel.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/viewrender.h"
#include "widgets/views/activity/activityview.h"
#include "widgets/views/activity/figurecard.h"
#include "widgets/views/activity/livetable.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;
using services::ApiRequest;

namespace {

ApiRequest request(const QString& client, int status, double ms = 12.5)
{
    ApiRequest item;
    item.at = test::ConsoleFixture::now();
    item.client = client;
    item.peer = QStringLiteral("127.0.0.1");
    item.method = QStringLiteral("GET");
    item.path = QStringLiteral("/api/v1/dora/summary/");
    item.operation = QStringLiteral("getSummary");
    item.requestId = QStringLiteral("r-1");
    item.status = status;
    item.durationMs = ms;
    item.bytes = 1234;
    return item;
}

/// What several clients might ask in a day.
void fill(services::Activity& activity, int rounds)
{
    const struct
    {
        const char* client;
        const char* method;
        const char* path;
        const char* operation;
        int status;
        double ms;
        qint64 bytes;
    } kinds[] = {
        {"claude-desktop", "POST", "/mcp", "tools/call query_dataset", 200, 41.7, 18'340},
        {"claude-desktop", "POST", "/mcp", "tools/list", 200, 2.1, 15'902},
        {"ci", "GET", "/api/v1/dora/metrics/?days=90&limit=1000", "listMetrics", 200, 18.2, 190'422},
        {"ci", "POST", "/api/v1/dora/metrics/", "createMetric", 201, 6.4, 142},
        {"notebook", "POST", "/api/v1/dora/data-catalog/query/", "queryDataset", 400, 1.3, 611},
        {"notebook", "POST", "/api/v1/dora/data-catalog/query/", "queryDataset", 200, 132, 48'210},
        {"", "GET", "/api/v1/dora/summary/", "getSummary", 401, 0.4, 380},
        {"notebook", "GET", "/api/v1/dora/export/csv/", "exportCsv", 429, 0.2, 402},
        {"ci", "GET", "/api/v1/dora/dashboard/", "dashboard", 503, 5002, 377},
        {"claude-desktop", "POST", "/mcp", "tools/call delivery_metrics", 200, 9.8, 6'120},
    };
    for (int round = 0; round < rounds; ++round) {
        int place = 0;
        for (const auto& kind : kinds) {
            if (kind.status == 503 && round % 7 != 0)
                continue;
            ApiRequest item = request(QString::fromLatin1(kind.client), kind.status, kind.ms + round % 5);
            item.at = test::ConsoleFixture::now() - std::chrono::seconds(13 * (rounds - round)) + std::chrono::milliseconds(700 * place++);
            item.method = QString::fromLatin1(kind.method);
            item.path = QString::fromLatin1(kind.path);
            item.operation = QString::fromLatin1(kind.operation);
            item.bytes = kind.bytes;
            activity.add(item);
        }
    }
}

} // namespace

class ActivityViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_fixture->fill();
    }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void theModelsKeepTheRulesOfModels()
    {
        RequestsModel requests;
        RequestsFilter filter;
        filter.setSourceModel(&requests);
        ClientsModel clients;
        const QAbstractItemModelTester one(&requests), two(&filter), three(&clients);
        services::Activity activity;
        fill(activity, 20);
        requests.add(activity.since(0));
        clients.setClients(activity.clients(), QTimeZone::utc(), test::ConsoleFixture::now());
        QCOMPARE(clients.rowCount(), 4);
        filter.setAnswered(Answered::Limited);
        QCOMPARE(filter.rowCount(), 20);
        fill(activity, 1);
        requests.add(activity.since(requests.lastNumber()));
        QCOMPARE(filter.rowCount(), 21);
        filter.setClient(QString());
        QCOMPARE(filter.rowCount(), 0);
        filter.setAnswered(std::nullopt);
        QCOMPARE(filter.rowCount(), 21);
        clients.setClients({}, QTimeZone::utc(), test::ConsoleFixture::now());
        QCOMPARE(clients.rowCount(), 0);
    }

    void atMostFiveThousandRequestsAreKept()
    {
        RequestsModel model;
        const QAbstractItemModelTester tester(&model);
        QList<ApiRequest> many;
        for (int number = 1; number <= 7000; ++number) {
            many.append(request(QStringLiteral("ci"), 200));
            many.last().number = quint64(number);
        }
        model.add(many.first(4000));
        model.add(many.mid(4000));
        QCOMPARE(model.rowCount(), RequestsModel::kMost);
        QCOMPARE(model.request(0).number, 7000u);
        QCOMPARE(model.request(model.rowCount() - 1).number, 2001u);
        model.add(many);
        QCOMPARE(model.rowCount(), RequestsModel::kMost);
    }

    void clientsKeepTheirRows()
    {
        services::Activity activity;
        activity.add(request(QStringLiteral("a"), 200));
        ApiRequest second = request(QStringLiteral("b"), 200);
        second.at += std::chrono::seconds(1);
        activity.add(second);
        ClientsModel model;
        model.setClients(activity.clients(), QTimeZone::utc(), test::ConsoleFixture::now());
        QCOMPARE(model.client(0).client, QStringLiteral("a"));
        ApiRequest later = request(QStringLiteral("c"), 429);
        later.at += std::chrono::minutes(1);
        activity.add(later);
        activity.add(request(QStringLiteral("a"), 500));
        model.setClients(activity.clients(), QTimeZone::utc(), test::ConsoleFixture::now());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.client(0).client, QStringLiteral("a"));
        QCOMPARE(model.client(0).failed, 1);
        QCOMPARE(model.client(2).client, QStringLiteral("c"));
        QCOMPARE(model.client(2).limited, 1);
    }

    void statusesAreSaid_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        QTest::newRow("ok") << 200 << QStringLiteral("200 ok");
        QTest::newRow("304") << 304 << QStringLiteral("304 not modified");
        QTest::newRow("401") << 401 << QStringLiteral("401 no valid token");
        QTest::newRow("rare") << 418 << QStringLiteral("418 refused");
        QTest::newRow("429") << 429 << QStringLiteral("429 limited");
        QTest::newRow("500") << 500 << QStringLiteral("500 failed");
    }
    void statusesAreSaid()
    {
        QFETCH(int, status);
        QTEST(statusText(status), "text");
    }

    void withoutRequestsItSaysWhyAndOffersToConnect()
    {
        open();
        QCOMPARE(m_view->state()->state(), StatePanel::State::Empty);
        m_window->setApiStatus({.why = QStringLiteral("The address is in use.")});
        QVERIFY(says(QStringLiteral("The address is in use.")));
        m_window->setApiStatus({.url = QUrl(QStringLiteral("http://127.0.0.1:8787"))});
        QVERIFY(says(QStringLiteral("http://127.0.0.1:8787")));
        QSignalSpy wanted(m_view, &View::connectWanted);
        m_view->state()->findChildren<QPushButton*>().last()->click();
        QCOMPARE(wanted.count(), 1);
    }

    void newRequestsAppearByThemselves()
    {
        open();
        m_fixture->activity().add(request(QStringLiteral("claude"), 200));
        QTRY_COMPARE_WITH_TIMEOUT(m_view->requests()->rowCount(), 1, 5'000); // within a second or so
        QCOMPARE(m_view->state()->state(), StatePanel::State::Ready);
        QCOMPARE(m_view->clients()->rowCount(), 1);
        QCOMPARE(m_view->card(0)->figure(), QStringLiteral("1"));
    }

    void whatIsNotLookedAtIsNotAskedFor()
    {
        open();
        QVERIFY(m_view->isLooking());
        m_window->showView(QStringLiteral("overview"));
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(!m_view->isLooking());
        fill(m_fixture->activity(), 3);
        m_window->showView(QStringLiteral("activity"));
        QVERIFY(m_view->requests()->rowCount() > 20);
    }

    void theCardsCount()
    {
        fill(m_fixture->activity(), 14);
        open();
        QCOMPARE(m_view->card(0)->figure(), QStringLiteral("128"));
        QCOMPARE(m_view->card(1)->figure(), QStringLiteral("4"));
        QCOMPARE(m_view->card(2)->figure(), QStringLiteral("14"));
        QCOMPARE(m_view->card(3)->figure(), QStringLiteral("2"));
        QVERIFY(m_view->card(3)->detail().contains(u'%'));
    }

    void theListIsNarrowedAndSaysWhenNothingFits()
    {
        fill(m_fixture->activity(), 3);
        open();
        Q_EMIT m_view->clientChip()->aboutToOpen();
        const QList<QAction*> clients = m_view->clientChip()->menu()->actions();
        QCOMPARE(clients.size(), 5);
        action(clients, QStringLiteral("ci"))->trigger();
        QVERIFY(!m_view->clientChip()->isDefault());
        for (int row = 0; row < m_view->filter()->rowCount(); ++row)
            QCOMPARE(m_view->filter()->index(row, RequestsModel::Client).data().toString(), QStringLiteral("ci"));
        action(m_view->statusChip()->menu()->actions(), QStringLiteral("limited"))->trigger();
        QCOMPARE(m_view->filter()->rowCount(), 0);
        QVERIFY(says(QStringLiteral("None of the")));
        action(m_view->statusChip()->menu()->actions(), QStringLiteral("any"))->trigger();
        QVERIFY(m_view->filter()->rowCount() > 0);
    }

    void pausedTheListStandsStillAndCountsOn()
    {
        fill(m_fixture->activity(), 1);
        open();
        const int rows = m_view->requests()->rowCount();
        m_view->setPaused(true);
        m_fixture->activity().add(request(QStringLiteral("late"), 200));
        m_view->look();
        QCOMPARE(m_view->requests()->rowCount(), rows);
        QCOMPARE(m_view->card(0)->figure(), QString::number(rows + 1)); // the figures are not the list's
        m_view->setPaused(false);
        QCOMPARE(m_view->requests()->rowCount(), rows + 1);
    }

    void nothingMovesUnderTheMouse()
    {
        fill(m_fixture->activity(), 30);
        open();
        LiveTable* list = m_view->list();
        const auto topRow = [list] { return list->indexAt(QPoint(5, 5)).siblingAtColumn(0); };
        const auto numberOf = [this](const QModelIndex& index) { return m_view->requests()->request(m_view->filter()->mapToSource(index).row()).number; };
        quint64 before = numberOf(topRow());
        add(3);
        QVERIFY(numberOf(topRow()) > before); // nobody looks: it follows
        before = numberOf(topRow());
        list->viewport()->setAttribute(Qt::WA_UnderMouse);
        add(4);
        QCOMPARE(numberOf(topRow()), before);
        QCOMPARE(list->held(), 4);
        add(2);
        QCOMPARE(numberOf(topRow()), before);
        QCOMPARE(list->held(), 6);
        list->viewport()->setAttribute(Qt::WA_UnderMouse, false);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(list->viewport(), &leave);
        QCOMPARE(list->held(), 0);
        QVERIFY(numberOf(topRow()) > before);
        // Scrolled away by a person, or with a chosen row, it stays too.
        list->verticalScrollBar()->setValue(300);
        before = numberOf(topRow());
        add(5);
        QCOMPARE(numberOf(topRow()), before);
        list->verticalScrollBar()->setValue(0);
        QCOMPARE(list->held(), 0);
        list->selectRow(0);
        before = numberOf(topRow());
        add(1);
        QCOMPARE(numberOf(topRow()), before);
        QCOMPARE(list->currentIndex().row(), 1);
    }

    void rowsAreCopiedInFull()
    {
        fill(m_fixture->activity(), 1);
        open();
        m_view->list()->setFocus();
        m_view->list()->selectRow(0);
        QTest::keyClick(m_view->list(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.at(0).section(u'\t', 0, 1), QStringLiteral("at\tclient"));
        QVERIFY(lines.at(1).contains(QStringLiteral("tools/call delivery_metrics\t200\t")));
    }

    void itBecomesAPicture_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1280, 800), QSize(1600, 1000)}) {
            for (const bool dark : {false, true})
                QTest::addRow("activity-full-%d-%s", size.width(), dark ? "dark" : "light") << dark << size;
        }
    }
    void itBecomesAPicture()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        fill(m_fixture->activity(), 60);
        RenderOptions options{.view = QStringLiteral("activity"), .size = size, .theme = dark ? ThemeMode::Dark : ThemeMode::Light};
        const auto picture = renderView(m_fixture->context(), options);
        QVERIFY(picture.isOk());
        QCOMPARE(picture.value().size(), size);
        const QString folder = qEnvironmentVariable("ATALAYA_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(picture.value().save(QStringLiteral("%1/%2.png").arg(folder, QString::fromUtf8(QTest::currentDataTag()))));
    }

private:
    void open()
    {
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        m_window->resize(1600, 1000);
        m_window->show();
        m_window->showView(QStringLiteral("activity"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        m_view = m_window->findChild<ActivityView*>();
        QVERIFY(m_view->isVisible());
    }
    bool says(const QString& words) const
    {
        const auto labels = m_view->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
    }
    static QAction* action(const QList<QAction*>& actions, const QString& text)
    {
        const auto found = std::find_if(actions.begin(), actions.end(), [&](const QAction* item) { return item->text() == text; });
        return found == actions.end() ? nullptr : *found;
    }
    void add(int count)
    {
        for (int number = 0; number < count; ++number)
            m_fixture->activity().add(request(QStringLiteral("ci"), 200));
        m_view->look();
    }

    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
    ActivityView* m_view = nullptr;
};

QTEST_MAIN(ActivityViewTest)
#include "tst_activityview.moc"
