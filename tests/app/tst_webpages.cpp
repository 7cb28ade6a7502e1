// SPDX-License-Identifier: GPL-3.0-or-later
// What a browser and a program find without being told: the start page, the page of the API, signing in, llms.txt, the catalogue
// of APIs.
#include "site.h"

#include <QSet>
#include <QTest>

using namespace atalaya::test;

class WebPagesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Site> m_site;
    std::unique_ptr<Browser> m_browser;

    void show(const QString& target)
    {
        m_browser->setHeaders({{QStringLiteral("Authorization"), QLatin1String("Bearer ") + QString::fromLatin1(m_site->token)}});
        m_browser->open(m_site->url(target));
        for (const QString& request : m_browser->requests())
            QVERIFY2(request.startsWith(m_site->service->url() + u'/'), qPrintable(request));
        QCOMPARE(m_browser->complaints().join(u'\n'), QString());
    }

private Q_SLOTS:
    void initTestCase();
    void init()
    {
        if (m_browser)
            m_browser->setSize(1440, 900);
    }
    void theApiPageShowsEveryRoute();
    void theApiPageCanBeSearched();
    void theApiPageAsksARoute();
    void pagesFit_data();
    void pagesFit();
    void theStartPageLeadsOn();
    void signingInOpensThePage();
};

void WebPagesTest::initTestCase()
{
    if (!hasBrowser())
        QSKIP("no Chromium");
    m_site = std::make_unique<Site>(QStringList{QStringLiteral("demo"), QStringLiteral("--days"), QStringLiteral("30"),
                                                QStringLiteral("--projects"), QStringLiteral("1")});
    QVERIFY(m_site->service->isListening());
    m_browser = std::make_unique<Browser>();
    QVERIFY2(m_browser->isRunning(), "Chromium does not start");
}

void WebPagesTest::theApiPageShowsEveryRoute()
{
    QSet<QString> wanted;
    const QJsonObject paths = m_site->json(QStringLiteral("/openapi.json")).value(QLatin1String("paths")).toObject();
    for (const QJsonValue& item : paths) {
        const QJsonObject operations = item.toObject();
        for (const QJsonValue& operation : operations) {
            if (!operation.toObject().value(QLatin1String("deprecated")).toBool())
                wanted.insert(operation.toObject().value(QLatin1String("operationId")).toString());
        }
    }
    QVERIFY(wanted.size() > 20);
    show(QStringLiteral("/docs"));
    QSet<QString> shown;
    for (const QJsonValue& id : m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('article.operation')].map(node => node.id)")).toArray())
        shown.insert(id.toString());
    QCOMPARE(shown, wanted);
    // Also where no script runs.
    const QByteArray plain = curl(m_site->url(QStringLiteral("/docs")), m_site->token).body;
    for (const QString& id : wanted)
        QVERIFY2(plain.contains(QString(QLatin1String("id=\"") + id + u'"').toUtf8()), qPrintable(id));
    // Every link within the page leads somewhere.
    QCOMPARE(m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('a[href^=\"#\"]')].map(link => link.getAttribute('href'))"
                                                ".filter(href => !document.getElementById(decodeURIComponent(href.slice(1))))"))
                 .toArray(),
             QJsonArray());
}

void WebPagesTest::theApiPageCanBeSearched()
{
    show(QStringLiteral("/docs"));
    const auto search = [this](const QString& words) {
        m_browser->evaluate(QStringLiteral("(() => { const field = document.querySelector('#search'); field.value = '%1';"
                                           " field.dispatchEvent(new Event('input')); })()")
                                .arg(words));
        return m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('article:not([hidden])')].map(node => node.id)")).toArray();
    };
    const QJsonArray found = search(QStringLiteral("median_gap_hours"));
    QVERIFY(!found.isEmpty() && found.size() < 5);
    QVERIFY(found.contains(QStringLiteral("schema-DeliveryMetrics")));
    QCOMPARE(search(QStringLiteral("zyzzyva")), QJsonArray());
    QVERIFY(m_browser->text(QStringLiteral("#found")).startsWith(QLatin1String("Nothing here has")));
    QVERIFY(search(QString()).size() > 30);
}

void WebPagesTest::theApiPageAsksARoute()
{
    show(QStringLiteral("/docs"));
    m_browser->evaluate(QStringLiteral("(() => { const form = document.querySelector('#deliverySeries form.try'); form.closest('details').open = true;"
                                       " form.elements.namedItem('metric').value = 'change_fail_rate'; form.requestSubmit(); })()"));
    QVERIFY(m_browser->waitUntil(QStringLiteral("!document.querySelector('#deliverySeries form.try pre').hidden")));
    const QString status = m_browser->text(QStringLiteral("#deliverySeries form.try .send span"));
    QVERIFY2(status.startsWith(QStringLiteral("200 · ")), qPrintable(status));
    const QString shown = m_browser->evaluate(QStringLiteral("document.querySelector('#deliverySeries form.try pre').textContent")).toString();
    const QJsonObject answer = QJsonDocument::fromJson(shown.toUtf8()).object();
    QCOMPARE(answer.value(QLatin1String("metric")).toString(), QStringLiteral("change_fail_rate"));
    QVERIFY(m_browser->text(QStringLiteral("#deliverySeries pre.example code")).contains(m_site->service->url()));
}

void WebPagesTest::pagesFit_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("width");
    for (const char* target : {"/", "/docs"}) {
        for (const int width : {360, 768, 1440, 3840})
            QTest::addRow("%s %d", target, width) << QString::fromLatin1(target) << width;
    }
}

void WebPagesTest::pagesFit()
{
    QFETCH(QString, target);
    QFETCH(int, width);
    m_browser->setSize(width, 900);
    show(target);
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.documentElement.scrollWidth")).toInt(), width);
    if (const QString folder = qEnvironmentVariable("ATALAYA_TEST_PICTURES"); !folder.isEmpty())
        QVERIFY(m_browser->picture().save(QStringLiteral("%1/%2-%3.png").arg(folder, target == QLatin1String("/") ? QStringLiteral("start") : QStringLiteral("docs")).arg(width)));
}

void WebPagesTest::theStartPageLeadsOn()
{
    show(QStringLiteral("/"));
    const QJsonArray links = m_browser->evaluate(QStringLiteral("[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))")).toArray();
    QVERIFY(links.contains(QStringLiteral("/api/v1/dora/dashboard/")));
    for (const QJsonValue& link : links)
        QVERIFY2(curl(m_site->url(link.toString()), m_site->token).status == 200, qPrintable(link.toString()));
}

void WebPagesTest::signingInOpensThePage()
{
    if (!m_site->json(QStringLiteral("/openapi.json")).value(QLatin1String("paths")).toObject().contains(QLatin1String("/session")))
        QSKIP("NO SESSIONS: this server has no /session yet.");
    m_browser->setHeaders({});
    const QString page = m_site->url(QStringLiteral("/api/v1/dora/dashboard/?days=90"));
    m_browser->open(page);
    QCOMPARE(m_browser->evaluate(QStringLiteral("document.title")).toString(), QStringLiteral("Sign in · Atalaya"));
    const QString fill = QStringLiteral("document.querySelector('#token').value = '%1'");
    m_browser->evaluate(fill.arg(QString::fromLatin1(m_site->token)));
    QVERIFY(m_browser->waitUntil(QStringLiteral("document.querySelector('[name=next]').value.endsWith('?days=90')")));
    const int before = int(m_browser->requests().size());
    m_browser->press(QStringLiteral("Tab")); // a person's first key; the button is clicked below
    m_browser->evaluate(QStringLiteral("setTimeout(() => document.querySelector('form').requestSubmit(), 0)"));
    QVERIFY(m_browser->waitForLoad());
    QVERIFY(m_browser->requests().size() > before);
    QCOMPARE(m_browser->evaluate(QStringLiteral("location.href")).toString(), page);
    QVERIFY(m_browser->waitUntil(QStringLiteral("document.querySelector('#delivery').dataset.state === 'ready'")));
}

QTEST_GUILESS_MAIN(WebPagesTest)
#include "tst_webpages.moc"
