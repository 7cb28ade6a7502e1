// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard as a browser shows it, on the real program: the console's figures and words, in every size, theme and state.
#include "app/wiring/engine.h"
#include "site.h"
#include "widgets/charts/metricwords.h"
#include "widgets/charts/seriestable.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/views/overview/periodline.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <QUrlQuery>

#include <cmath>

using namespace atalaya;
using namespace atalaya::test;

namespace {

const QString kDashboard = QStringLiteral("/api/v1/dora/dashboard/");
const QString kSettled = QStringLiteral("document.documentElement.dataset.settled === 'true'");

/// Without the program's catalogue Qt leaves "1 deployment(s)" as it is.
QString plurals(QString text)
{
    static const QRegularExpression one(QStringLiteral("(^|[^\\d\\x{202f}])1 ([a-z ]+)\\(s\\)"));
    return text.replace(one, QStringLiteral("\\11 \\2")).replace(QLatin1String("(s)"), QLatin1String("s")).simplified();
}

/// Words that stick out of the page, or out of a box that hides what does not fit.
const QString kClipped = QStringLiteral(R"((() => {
    const out = [];
    for (const node of document.querySelectorAll("main *, header *, footer *")) {
        const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
        if (!own || node.closest("[hidden], .hidden, option, select, .skip") || !node.getClientRects().length)
            continue;
        const box = node.getBoundingClientRect();
        if (box.right > innerWidth + 1 || box.left < -1)
            out.push("beyond the page: " + node.textContent.trim());
        for (let outer = node; outer && outer !== document.body; outer = outer.parentElement) {
            const style = getComputedStyle(outer);
            if (style.overflowX === "hidden" && outer.scrollWidth > outer.clientWidth + 1)
                out.push("cut off: " + node.textContent.trim());
        }
    }
    return out;
})())");

/// How many pixels each plot has in the colour of its series, by the plot's id.
const QString kInk = QStringLiteral(R"((() => {
    const out = {};
    for (const figure of document.querySelectorAll("figure.chart")) {
        const canvas = figure.querySelector("canvas");
        if (canvas.hidden)
            continue;
        const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
            const [red, green, blue, alpha] = data.subarray(at, at + 4);
            if (alpha > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60)
                ++count;
        }
        out[figure.id] = count;
    }
    return out;
})())");

const QString kShift = QStringLiteral(R"(new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
}))");

} // namespace

class DashboardTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Site> m_site;
    std::unique_ptr<Browser> m_browser;

    void show(const QString& query = {}, const Site* other = nullptr)
    {
        const Site& site = other ? *other : *m_site;
        m_browser->setHeaders({{QStringLiteral("Authorization"), QLatin1String("Bearer ") + QString::fromLatin1(site.token)}});
        m_browser->open(site.url(kDashboard + query));
        QVERIFY(m_browser->waitUntil(kSettled));
    }

    /// The query of the page's own request for the five metrics, which others are asked as of the same moment as.
    delivery::Query asked() const
    {
        delivery::Query query;
        for (const QString& request : m_browser->requests()) {
            const QUrl url(request);
            const QUrlQuery parts(url);
            if (!url.path().endsWith(QLatin1String("/delivery/series")))
                continue;
            query.from = parseInstant(parts.queryItemValue(QStringLiteral("from")));
            query.to = parseInstant(parts.queryItemValue(QStringLiteral("to")));
            query.asOf = parseInstant(parts.queryItemValue(QStringLiteral("as_of"), QUrl::FullyDecoded)).value_or(Instant());
            if (const QString service = parts.queryItemValue(QStringLiteral("service"), QUrl::FullyDecoded); !service.isEmpty())
                query.services = QStringList{service};
        }
        return query;
    }

    void compareCards(const services::Overview& overview);
    void comparePlots(const services::Overview& overview);
    void compareRows(services::DeliveryService& delivery, const services::Overview& overview);

private Q_SLOTS:
    void initTestCase();
    void cleanup() { if (m_browser) m_browser->answerInstead({}); }
    void theTitleIsThatOfTheContract();
    void itSaysWhatTheConsoleSays_data();
    void itSaysWhatTheConsoleSays();
    void numbersReadAsInTheConsole();
    void theIactFiguresAreThoseOfTheApi();
    void itFits_data();
    void itFits();
    void everyPlotIsDrawnAndHasATable();
    void theKeysReadAPlot();
    void filtersLiveInTheAddress();
    void theThemeFollowsTheSystemUntilChosen();
    void waitingIsSaid();
    void aFailingApiIsSaidAndTriedAgain();
    void oldFiguresStayWhenAskingAgainFails();
    void aLimitIsSaidAndWaitedFor();
    void anEndedSessionIsSaid();
    void nothingThatMatchesIsSaid();
    void anEmptyStoreSaysWhatToDo();
    void exportsAreOfTheSameDays();
};

void DashboardTest::initTestCase()
{
    if (!hasBrowser())
        QSKIP("no Chromium");
    QLocale::setDefault(QLocale::c());
    m_site = std::make_unique<Site>(QStringList{QStringLiteral("demo"), QStringLiteral("--days"), QStringLiteral("150"),
                                                QStringLiteral("--projects"), QStringLiteral("3")});
    QVERIFY(m_site->service->isListening());
    m_browser = std::make_unique<Browser>();
    QVERIFY2(m_browser->isRunning(), "Chromium does not start");
    m_browser->setSize(1440, 900);
    m_browser->setDark(false);
}

void DashboardTest::theTitleIsThatOfTheContract()
{
    show();
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.title")).toString(), QStringLiteral("DORA Metrics Dashboard"));
    for (const QString& request : m_browser->requests())
        QVERIFY2(request.startsWith(m_site->service->url() + u'/'), qPrintable(request));
    QVERIFY(m_browser->requests().size() > 20);
    QCOMPARE(m_browser->complaints().join(u'\n'), QString());
}

void DashboardTest::itSaysWhatTheConsoleSays_data()
{
    QTest::addColumn<QString>("query");
    QTest::newRow("30 days") << QString();
    QTest::newRow("7 days") << QStringLiteral("?days=7");
    QTest::newRow("a year, longer than the data") << QStringLiteral("?days=365");
    const QString day = QDateTime::currentDateTimeUtc().date().addDays(-60).toString(Qt::ISODate);
    QTest::newRow("one day") << QStringLiteral("?start_date=%1&end_date=%1").arg(day);
    const QJsonArray services = m_site ? m_site->json(QStringLiteral("/api/v1/delivery/services")).value(QLatin1String("services")).toArray() : QJsonArray();
    QTest::newRow("one service") << QString(QLatin1String("?days=90&project=") + services.first().toObject().value(QLatin1String("name")).toString());
}

void DashboardTest::itSaysWhatTheConsoleSays()
{
    QFETCH(QString, query);
    show(query);
    app::GlobalOptions options;
    options.dataDir = m_site->program.dataDir();
    const auto engine = app::Engine::open(options, app::Engine::NoStore::Refuse);
    QVERIFY2(engine.isOk(), engine.isOk() ? "" : qPrintable(engine.error().userText));
    services::DeliveryService& delivery = engine.value()->delivery();
    const auto overview = delivery.overview(asked());
    QVERIFY(overview.isOk());
    if (overview.value().current.deployments == 0)
        QSKIP("the demo deployed nothing then");
    compareCards(overview.value());
    comparePlots(overview.value());
    compareRows(delivery, overview.value());
    QCOMPARE(m_browser->complaints().join(u'\n'), QString());
}

void DashboardTest::compareCards(const services::Overview& overview)
{
    const std::optional<delivery::Metrics> previous = widgets::coversPrevious(overview) ? overview.previous : std::nullopt;
    for (const delivery::Metric metric : delivery::kMetrics) {
        const widgets::MetricWords words = widgets::metricWords(metric, overview.current, previous, QLocale::c());
        const QString card = QLatin1String("#card-") + delivery::metricName(metric);
        const QString said = m_browser->evaluate(QStringLiteral("document.querySelector('%1').getAttribute('aria-label')").arg(card)).toString();
        QCOMPARE(said.simplified(), plurals(words.sentence));
        QCOMPARE(m_browser->text(card + QLatin1String(" .figure b")), words.figure.simplified());
        QStringList lines;
        for (const QString& line : {words.interval, words.detail, words.sure}) {
            if (!line.isEmpty())
                lines.append(plurals(line));
        }
        QCOMPARE(m_browser->texts(card + QLatin1String(" .lines span")), lines);
        QCOMPARE(m_browser->text(card + QLatin1String(" .change b")), words.change.simplified());
    }
}

void DashboardTest::comparePlots(const services::Overview& overview)
{
    for (const delivery::Metric metric : delivery::kMetrics) {
        const widgets::MetricWords words = widgets::metricWords(metric, overview.current, {}, QLocale::c());
        const delivery::Series& series = overview.series.value(metric);
        if (series.bucket > delivery::Bucket::Month)
            continue; // the API has none longer
        widgets::SeriesModel model;
        model.setSeries(series, QTimeZone::utc(), words.durations);
        const QString plot = QLatin1String("#plot-") + delivery::metricName(metric);
        const QJsonArray rows =
            m_browser
                ->evaluate(QStringLiteral("[...document.querySelectorAll('%1 tbody tr')].map(row => [...row.children].map(cell => cell.textContent))").arg(plot))
                .toArray();
        QCOMPARE(rows.size(), model.rowCount());
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList wanted;
            for (int column = 0; column < widgets::SeriesModel::ColumnCount; ++column) {
                const bool isBar = metric == delivery::Metric::DeploymentFrequency;
                if (!isBar || column == widgets::SeriesModel::Period || column == widgets::SeriesModel::Value)
                    wanted.append(model.data(model.index(row, column), Qt::DisplayRole).toString());
            }
            QStringList shown;
            for (const QJsonValue& cell : rows[row].toArray())
                shown.append(cell.toString());
            QCOMPARE(shown, wanted);
        }
        QVERIFY(m_browser->text(plot + QLatin1String(" figcaption")).startsWith(widgets::plotWords(series, widgets::CutOff::Nothing, words.durations).title));
    }
}

void DashboardTest::compareRows(services::DeliveryService& delivery, const services::Overview& overview)
{
    const auto page = widgets::listDeployments(delivery, overview.current.query, {}, {50, {}}, {});
    QVERIFY(page.isOk());
    const QJsonArray rows =
        m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('#rows tbody tr')].map(row => [...row.children].map(cell => cell.textContent.trim()))"))
            .toArray();
    QCOMPARE(rows.size(), std::min<qsizetype>(10, page.value().rows.size()));
    for (qsizetype at = 0; at < rows.size(); ++at) {
        const widgets::ListedDeployment& listed = page.value().rows[at];
        QStringList shown;
        for (const QJsonValue& cell : rows[at].toArray())
            shown.append(cell.toString().simplified());
        QCOMPARE(shown.first(), widgets::nameOf(listed.row.deployment));
        QVERIFY(shown.contains(listed.row.deployment.service));
        QVERIFY(shown.contains(widgets::momentText(listed.row.deployment.finished, QTimeZone::utc(), overview.current.window.asOf, QLocale::c())));
        QVERIFY(shown.contains(widgets::countText(listed.row.changes, QLocale::c())));
        // The console looks up neighbours that are not on the page.
        const QString outcome = shown.last().section(u' ', 1);
        QVERIFY2(widgets::outcomeText(listed).startsWith(outcome.section(u':', 0, 0)), qPrintable(outcome));
    }
}

void DashboardTest::numbersReadAsInTheConsole()
{
    show();
    QJsonArray given{0, 0.5, 1, 1.25, 2.25, 2.5, 9.95, 12.5, 99.95, 100.5, 1234.5, 1e6, 0.0996, 0.095, 0.00949, 0.9995, 1e-12, 23.99, 24, 0.0166};
    QRandomGenerator random(7);
    for (int at = 0; at < 3000; ++at)
        given.append(std::pow(10.0, random.bounded(9.0) - 5) * (at % 3 == 0 ? 1 : random.bounded(1.0)));
    for (int at = 0; at < 500; ++at)
        given.append(random.bounded(8000) / 8.0); // ties of all kinds
    const QJsonArray shown =
        m_browser
            ->evaluate(QStringLiteral("import('/assets/current/format.js').then(f => %1.map((value, at, all) => { const next = all[(at + 1) % all.length];"
                                      " return [f.numberText(value), f.fixedText(value, 2), f.percentFigure(value), f.durationText(value),"
                                      " f.relativeChangeText(value, next), f.pointsChangeText(value, next), f.durationChangeText(value, next),"
                                      " f.numberIntervalText([value, next])]; }))")
                           .arg(QString::fromUtf8(QJsonDocument(given).toJson(QJsonDocument::Compact))))
            .toArray();
    QCOMPARE(shown.size(), given.size());
    for (qsizetype at = 0; at < given.size(); ++at) {
        const double value = given[at].toDouble();
        const double next = given[(at + 1) % given.size()].toDouble();
        const QStringList wanted{widgets::numberText(value),
                                 widgets::fixedText(value, 2),
                                 widgets::percentFigure(value),
                                 widgets::durationText(value),
                                 widgets::relativeChangeText(value, next),
                                 widgets::pointsChangeText(value, next),
                                 widgets::durationChangeText(value, next),
                                 widgets::numberIntervalText(value, next)};
        QStringList said;
        for (const QJsonValue& text : shown[at].toArray())
            said.append(text.toString());
        QVERIFY2(said == wanted, qPrintable(QStringLiteral("%1: %2, not %3").arg(value, 0, 'g', 17).arg(said.join(u'|'), wanted.join(u'|'))));
    }
}

void DashboardTest::theIactFiguresAreThoseOfTheApi()
{
    show(QStringLiteral("?days=365")); // longer than the data, so that nothing leaves the window meanwhile
    const QJsonObject summary = m_site->json(QStringLiteral("/api/v1/dora/summary/?days=365"));
    QVERIFY(summary.value(QLatin1String("deployment_frequency")).toInt() > 100);
    const auto figure = [this](const char* key) { return m_browser->text(QStringLiteral("#iact-%1 .figure b").arg(QLatin1String(key))); };
    QCOMPARE(figure("deployment_frequency"), widgets::countText(summary.value(QLatin1String("deployment_frequency")).toInt()).simplified());
    for (const char* key : {"lead_time_hours", "change_failure_rate", "mttr_hours"})
        QCOMPARE(figure(key), widgets::fixedText(summary.value(QLatin1String(key)).toDouble(), 2).simplified());
    QCOMPARE(m_browser->text(QStringLiteral("#iact-level .level")), summary.value(QLatin1String("dora_classification")).toString());
    for (const char* name : {"deployment-frequency", "lead-time-trends", "change-failure-rate", "mttr"}) {
        const QJsonObject chart = m_site->json(QStringLiteral("/api/v1/dora/charts/%1/?days=365").arg(QLatin1String(name)));
        const QJsonArray data = chart.value(QLatin1String("data")).toArray();
        const QJsonArray empty = chart.value(QLatin1String("empty")).toArray();
        const QJsonArray cells =
            m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('#iact-plot-%1 tbody td')].map(cell => cell.textContent)").arg(QLatin1String(name)))
                .toArray();
        QCOMPARE(cells.size(), data.size());
        for (qsizetype at = 0; at < data.size(); ++at) {
            const bool isCount = qstrcmp(name, "deployment-frequency") == 0;
            const QString wanted = empty.contains(chart.value(QLatin1String("labels")).toArray()[at]) ? widgets::noValue()
                                   : isCount ? widgets::countText(qint64(data[at].toDouble()))
                                             : widgets::fixedText(data[at].toDouble(), 2);
            QCOMPARE(cells[at].toString(), wanted);
        }
    }
}

void DashboardTest::itFits_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<bool>("dark");
    for (const auto& [width, height] : {std::pair{360, 740}, {768, 1024}, {1440, 900}, {3840, 2160}}) {
        for (const bool dark : {false, true})
            QTest::addRow("%d %s", width, dark ? "dark" : "light") << width << height << dark;
    }
}

void DashboardTest::itFits()
{
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(bool, dark);
    m_browser->setSize(width, height);
    m_browser->setDark(dark);
    show(QStringLiteral("?days=90"));
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.documentElement.scrollWidth")).toInt(), width);
    QCOMPARE(m_browser->evaluate(kClipped).toArray(), QJsonArray());
    const QString background = m_browser->evaluate(QStringLiteral("getComputedStyle(document.body).backgroundColor")).toString();
    QCOMPARE(background, dark ? QStringLiteral("rgb(20, 24, 31)") : QStringLiteral("rgb(246, 247, 249)"));
    const double shift = m_browser->evaluate(kShift).toDouble(-1);
    QVERIFY2(shift >= 0 && shift < 0.05, qPrintable(QString::number(shift)));
    const QImage picture = m_browser->picture();
    QCOMPARE(picture.width(), width);
    if (const QString folder = qEnvironmentVariable("ATALAYA_TEST_PICTURES"); !folder.isEmpty())
        QVERIFY(picture.save(QStringLiteral("%1/dashboard-%2-%3.png").arg(folder).arg(width).arg(dark ? QLatin1String("dark") : QLatin1String("light"))));
    QCOMPARE(m_browser->complaints().join(u'\n'), QString());
    m_browser->setSize(1440, 900);
    m_browser->setDark(false);
}

void DashboardTest::everyPlotIsDrawnAndHasATable()
{
    show(QStringLiteral("?days=90"));
    const QJsonObject ink = m_browser->evaluate(kInk).toObject();
    QCOMPARE(ink.size(), 9);
    for (auto plot = ink.begin(); plot != ink.end(); ++plot)
        QVERIFY2(plot.value().toInt() > 60, qPrintable(plot.key()));
    m_browser->click(QStringLiteral("#plot-change_lead_time figcaption button"));
    QVERIFY(m_browser->evaluate(QStringLiteral("document.querySelector('#plot-change_lead_time .plot').hidden")).toBool());
    QVERIFY(m_browser->evaluate(QStringLiteral("document.querySelector('#plot-change_lead_time table').offsetHeight")).toInt() > 100);
    m_browser->click(QStringLiteral("#plot-change_lead_time figcaption button"));
    QVERIFY(m_browser->evaluate(kInk).toObject().value(QLatin1String("plot-change_lead_time")).toInt() > 60);
}

void DashboardTest::theKeysReadAPlot()
{
    show(QStringLiteral("?days=90"));
    m_browser->evaluate(QStringLiteral("document.querySelector('#plot-deployment_frequency .plot').focus()"));
    m_browser->press(QStringLiteral("ArrowLeft"));
    const QString last = m_browser->text(QStringLiteral("#said"));
    m_browser->press(QStringLiteral("ArrowLeft"));
    const QString before = m_browser->text(QStringLiteral("#said"));
    QVERIFY2(last.contains(QLatin1String("deployment")), qPrintable(last));
    QVERIFY(before != last);
    const QString row = m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('#plot-deployment_frequency tbody tr')].at(-2).firstChild.textContent")).toString();
    QVERIFY2(before.startsWith(row), qPrintable(before));
}

void DashboardTest::filtersLiveInTheAddress()
{
    show();
    const QString all = m_browser->text(QStringLiteral("#card-deployment_frequency .figure b"));
    const QString name = m_browser->evaluate(QStringLiteral("document.querySelector('[name=project]').options[1].value")).toString();
    QVERIFY(!name.isEmpty());
    const QString choose = QStringLiteral("(() => { const field = document.querySelector('[name=%1]'); field.value = '%2';"
                                          " field.dispatchEvent(new Event('change')); })()");
    m_browser->evaluate(choose.arg(QStringLiteral("project"), name));
    QVERIFY(m_browser->waitUntil(kSettled));
    m_browser->evaluate(choose.arg(QStringLiteral("range"), QStringLiteral("90")));
    QVERIFY(m_browser->waitUntil(kSettled));
    QCOMPARE(QUrlQuery(m_browser->evaluate(QStringLiteral("location.search.slice(1)")).toString()).queryItemValue(QStringLiteral("project")), name);
    QVERIFY(m_browser->evaluate(QStringLiteral("location.search")).toString().contains(QLatin1String("days=90")));
    const QString one = m_browser->text(QStringLiteral("#card-deployment_frequency .figure b"));
    QVERIFY(one != all);
    // The address alone gives the same page, and the way back the first one.
    show(m_browser->evaluate(QStringLiteral("location.search")).toString());
    QCOMPARE(m_browser->text(QStringLiteral("#card-deployment_frequency .figure b")), one);
    m_browser->evaluate(choose.arg(QStringLiteral("project"), QString()));
    QVERIFY(m_browser->waitUntil(kSettled));
    m_browser->evaluate(QStringLiteral("history.back()"));
    QVERIFY(m_browser->waitUntil(QStringLiteral("location.search.includes('project') && ") + kSettled));
    QCOMPARE(m_browser->text(QStringLiteral("#card-deployment_frequency .figure b")), one);
}

void DashboardTest::theThemeFollowsTheSystemUntilChosen()
{
    const QString background = QStringLiteral("getComputedStyle(document.body).backgroundColor");
    m_browser->setDark(true);
    show();
    QCOMPARE(m_browser->evaluate(background).toString(), QStringLiteral("rgb(20, 24, 31)"));
    m_browser->click(QStringLiteral("[data-theme-toggle]"));
    QCOMPARE(m_browser->evaluate(background).toString(), QStringLiteral("rgb(246, 247, 249)"));
    show();
    QCOMPARE(m_browser->evaluate(background).toString(), QStringLiteral("rgb(246, 247, 249)"));
    m_browser->evaluate(QStringLiteral("localStorage.clear()"));
    m_browser->setDark(false);
}

void DashboardTest::waitingIsSaid()
{
    m_browser->answerInstead(QStringLiteral("/api/v1/delivery/metrics"), 0);
    m_browser->setHeaders({{QStringLiteral("Authorization"), QLatin1String("Bearer ") + QString::fromLatin1(m_site->token)}});
    m_browser->open(m_site->url(kDashboard));
    QVERIFY(m_browser->waitUntil(QStringLiteral("!document.querySelector('#delivery .state').hidden")));
    QCOMPARE(m_browser->text(QStringLiteral("#delivery .state")), QStringLiteral("Computing the five metrics…"));
    QVERIFY(m_browser->evaluate(QStringLiteral("document.querySelector('#delivery').hasAttribute('aria-busy')")).toBool());
    m_browser->answerInstead({});
    QVERIFY(m_browser->waitUntil(kSettled));
    QVERIFY(!m_browser->evaluate(QStringLiteral("document.querySelector('#delivery').hasAttribute('aria-busy')")).toBool());
}

void DashboardTest::aFailingApiIsSaidAndTriedAgain()
{
    m_browser->answerInstead(QStringLiteral("/api/v1/delivery/metrics"), 503,
                             R"({"status": 503, "detail": "The store is busy; try again.", "title": "Unavailable"})");
    show();
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.querySelector('#delivery').dataset.state")).toString(), QStringLiteral("error"));
    QCOMPARE(m_browser->text(QStringLiteral("#delivery .state p")), QStringLiteral("The store is busy; try again. Nothing was changed."));
    // The other parts stand on their own.
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.querySelector('#iact').dataset.state")).toString(), QStringLiteral("ready"));
    m_browser->answerInstead({});
    m_browser->click(QStringLiteral("#delivery .state button"));
    QVERIFY(m_browser->waitUntil(QStringLiteral("document.querySelector('#delivery').dataset.state === 'ready'")));
    QVERIFY(m_browser->waitUntil(kSettled));
}

void DashboardTest::oldFiguresStayWhenAskingAgainFails()
{
    show();
    const QString figure = m_browser->text(QStringLiteral("#card-change_lead_time .figure b"));
    m_browser->answerInstead(QStringLiteral("/api/v1/delivery/metrics"), 503, "no JSON");
    m_browser->click(QStringLiteral("#refresh"));
    QVERIFY(m_browser->waitUntil(QStringLiteral("document.querySelector('#delivery').dataset.state === 'stale'")));
    QCOMPARE(m_browser->text(QStringLiteral("#card-change_lead_time .figure b")), figure);
    QVERIFY(m_browser->text(QStringLiteral("#delivery .state p")).contains(QLatin1String("These figures are those of")));
}

void DashboardTest::aLimitIsSaidAndWaitedFor()
{
    const QByteArray slow = m_site->program
                                .run({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--name"), QStringLiteral("slow"),
                                      QStringLiteral("--role"), QStringLiteral("viewer"), QStringLiteral("--rate"), QStringLiteral("6/1000")})
                                .out.trimmed();
    m_browser->setHeaders({{QStringLiteral("Authorization"), QLatin1String("Bearer ") + QString::fromLatin1(slow)}});
    m_browser->open(m_site->url(kDashboard));
    QVERIFY(m_browser->waitUntil(QStringLiteral("document.querySelector('#age').textContent.startsWith('Asked too often; goes on in ')")));
    QVERIFY(m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('[data-state]')].every(part => part.dataset.state !== 'error')")).toBool());
}

void DashboardTest::anEndedSessionIsSaid()
{
    m_browser->answerInstead(QStringLiteral("/api/v1/delivery/"), 401, R"({"status": 401, "detail": "Send a token", "title": "Unauthorized"})");
    show();
    QCOMPARE(m_browser->text(QStringLiteral("#delivery .state a")), QStringLiteral("Sign in again"));
}

void DashboardTest::nothingThatMatchesIsSaid()
{
    show(QStringLiteral("?team=nobody"));
    QCOMPARE(m_browser->text(QStringLiteral("#delivery .state p")),
             QStringLiteral("No deployment matches: team nobody, environment production, last 30 days."));
    m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('#delivery .state button')].at(-1).click()"));
    QVERIFY(m_browser->waitUntil(kSettled));
    QCOMPARE(m_browser->evaluate(QStringLiteral("location.search")).toString(), QString());
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.querySelector('#delivery').dataset.state")).toString(), QStringLiteral("ready"));
}

void DashboardTest::anEmptyStoreSaysWhatToDo()
{
    const Site empty({});
    QVERIFY(empty.service->isListening());
    for (const int width : {360, 1440}) {
        m_browser->setSize(width, 900);
        show({}, &empty);
        QVERIFY(m_browser->text(QStringLiteral("#delivery .state")).contains(QLatin1String("atalaya import git PATH")));
        QVERIFY(m_browser->text(QStringLiteral("#iact .state")).contains(QLatin1String("atalaya import csv FILE")));
        QCOMPARE(m_browser->evaluate(QStringLiteral("document.documentElement.scrollWidth")).toInt(), width);
        QCOMPARE(m_browser->complaints().join(u'\n'), QString());
    }
}

void DashboardTest::exportsAreOfTheSameDays()
{
    show(QStringLiteral("?start_date=2026-01-01&end_date=2026-01-31&team=core"));
    const QStringList formats{QStringLiteral("csv"), QStringLiteral("excel"), QStringLiteral("pdf")};
    for (const QString& format : formats) {
        const QUrl link(m_browser->evaluate(QStringLiteral("document.querySelector('[data-export=%1]').href").arg(format)).toString());
        QCOMPARE(link.path(), QString(QLatin1String("/api/v1/dora/export/") + format + u'/'));
        const QUrlQuery query(link);
        QCOMPARE(query.queryItemValue(QStringLiteral("start_date")), QStringLiteral("2026-01-01"));
        QCOMPARE(query.queryItemValue(QStringLiteral("team")), QStringLiteral("core"));
        QCOMPARE(curl(link.toString(), m_site->token).status, 200);
    }
}

QTEST_GUILESS_MAIN(DashboardTest)
#include "tst_dashboard.moc"
