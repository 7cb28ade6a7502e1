// SPDX-License-Identifier: GPL-3.0-or-later
// What is found without being told: pages, their files, llms.txt, the catalogue of APIs; all made from the routes.
#include "api/docspage.h"
#include "api/schemahtml.h"
#include "api/webassets.h"
#include "apifixture.h"
#include "catalog/dataset.h"

#include <QRegularExpression>
#include <QTest>

using namespace atalaya;
using namespace atalaya::test;

namespace {

const ApiFixture::Headers kNobody{{"authorization", ""}};

Result<QByteArray> noPdf(const services::IactReport&)
{
    return QByteArray("%PDF-1.7");
}

QStringList linksOf(const QByteArray& markdown)
{
    static const QRegularExpression link(QStringLiteral("\\]\\(([^)]+)\\)"));
    QStringList links;
    for (auto it = link.globalMatch(QString::fromUtf8(markdown)); it.hasNext();)
        links.append(it.next().captured(1));
    return links;
}

} // namespace

class DiscoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void llmsTextHasTheFormOfItsKind();
    void llmsTextNamesOnlyWhatIsThere();
    void llmsTextNamesEveryDataset();
    void theCatalogueOfApisLeadsToItsParts();
    void theIndexIsAPageForABrowserOnly_data();
    void theIndexIsAPageForABrowserOnly();
    void theDashboardIsGuardedAndTitled();
    void theDashboardKnowsWhichExportsThereAre();
    void theDashboardChecksItsParameters();
    void assetsAreKeptForEverOnlyUnderTheirOwnAddress();
    void assetsAreAFixedTable();
    void pagesLoadOnlyFilesThatAreThere_data();
    void pagesLoadOnlyFilesThatAreThere();
    void theApiPageEscapesWhatItShows();
    void schemasAreSaidInWords_data();
    void schemasAreSaidInWords();
};

void DiscoveryTest::llmsTextHasTheFormOfItsKind()
{
    ApiFixture api;
    const api::Response answer = api.get("/llms.txt", kNobody);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, QByteArray("text/plain; charset=utf-8"));
    const QList<QByteArray> lines = answer.body.split('\n');
    QCOMPARE(lines[0], QByteArray("# Atalaya"));
    QVERIFY(lines[2].startsWith("> "));
    QVERIFY(answer.body.contains("\n## Optional\n"));
    bool inSections = false;
    for (const QByteArray& line : lines) {
        inSections |= line.startsWith("## ");
        QVERIFY2(!inSections || line.isEmpty() || line.startsWith("## ") || line.startsWith("- ["), line.constData());
    }
}

void DiscoveryTest::llmsTextNamesOnlyWhatIsThere()
{
    ApiFixture api;
    const QStringList links = linksOf(api.get("/llms.txt", kNobody).body);
    QVERIFY(links.size() > 15);
    for (const QString& link : links) {
        const api::Match match = api.router.match(api::Method::Get, link.toUtf8());
        QVERIFY2(match.route || !match.allowed.isEmpty(), qPrintable(link));
    }
    // And every route that answers JSON is named.
    for (const api::Route& route : api.router.routes()) {
        if (route.method == api::Method::Get && route.role && !route.path.contains(u'{'))
            QVERIFY2(links.contains(route.path), qPrintable(route.path));
    }
}

void DiscoveryTest::llmsTextNamesEveryDataset()
{
    ApiFixture api;
    const QByteArray text = api.get("/llms.txt", kNobody).body;
    QVERIFY(catalog::datasets().size() >= 4);
    for (const catalog::Dataset& dataset : catalog::datasets())
        QVERIFY2(text.contains(QString(u"\n- [" + dataset.id() + u"](" + dataset.apiEndpoint + u')').toUtf8()), qPrintable(dataset.id()));
}

void DiscoveryTest::theCatalogueOfApisLeadsToItsParts()
{
    ApiFixture api;
    const api::Response answer = api.get("/.well-known/api-catalog", kNobody);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, QByteArray("application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\""));
    QVERIFY(answer.header("Link").contains("rel=\"api-catalog\""));
    const QJsonArray sets = ApiFixture::object(answer).value(QLatin1String("linkset")).toArray();
    QVERIFY(sets.size() >= 3);
    int targets = 0;
    for (const QJsonValue& set : sets) {
        const QJsonObject relations = set.toObject();
        const QByteArray anchor = relations.value(QLatin1String("anchor")).toString().toUtf8();
        QVERIFY2(!api.router.match(api::Method::Get, anchor).allowed.isEmpty(), anchor.constData());
        for (const char* relation : {"service-desc", "service-doc", "status"}) {
            for (const QJsonValue& target : relations.value(QLatin1String(relation)).toArray()) {
                const api::Response found = api.get(target.toObject().value(QLatin1String("href")).toString().toUtf8());
                QCOMPARE(found.status, 200);
                QVERIFY(found.contentType.startsWith(target.toObject().value(QLatin1String("type")).toString().toUtf8()));
                ++targets;
            }
        }
    }
    QVERIFY(targets >= 10);
    QCOMPARE(api.ask(api::Method::Head, "/.well-known/api-catalog", kNobody).status, 200);
}

void DiscoveryTest::theIndexIsAPageForABrowserOnly_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("isPage");
    QTest::newRow("a browser") << QByteArray("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") << true;
    QTest::newRow("curl") << QByteArray("*/*") << false;
    QTest::newRow("nothing said") << QByteArray() << false;
    QTest::newRow("a program that also takes pages") << QByteArray("application/json, text/html") << false;
}

void DiscoveryTest::theIndexIsAPageForABrowserOnly()
{
    QFETCH(QByteArray, accept);
    QFETCH(bool, isPage);
    ApiFixture api;
    const api::Response answer = api.get("/", {{"accept", accept}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType.startsWith("text/html"), isPage);
    for (const char* relation : {"service-desc", "service-doc", "api-catalog"})
        QVERIFY(answer.header("Link").contains(QByteArray("rel=\"" + QByteArray(relation) + '"')));
    QVERIFY(answer.header("Vary").contains("Accept"));
}

void DiscoveryTest::theDashboardIsGuardedAndTitled()
{
    ApiFixture api;
    QCOMPARE(api.get("/api/v1/dora/dashboard/", kNobody).status, 401);
    for (const char* path : {"/api/v1/dora/dashboard/", "/api/v1/dora/dashboard", "/api/dora/dashboard/"}) {
        const api::Response page = api.get(path);
        QCOMPARE(page.status, 200);
        QCOMPARE(page.contentType, QByteArray("text/html; charset=utf-8"));
        QVERIFY(page.body.contains("<title>DORA Metrics Dashboard</title>"));
        QVERIFY(page.header("Content-Security-Policy").startsWith("default-src 'self'"));
        QVERIFY(page.body.contains("data-now=\"2026-03-01T12:00:00Z\""));
        // Nothing that the policy would refuse, and nothing from elsewhere.
        for (const char* refused : {"<style", " style=", "onclick", "://", "<script>"})
            QVERIFY2(!page.body.contains(refused), refused);
    }
}

void DiscoveryTest::theDashboardKnowsWhichExportsThereAre()
{
    ApiFixture without;
    QVERIFY(without.get("/api/v1/dora/dashboard/").body.contains("data-exports=\"csv excel\""));
    ApiFixture with({0, 0}, noPdf);
    QVERIFY(with.get("/api/v1/dora/dashboard/").body.contains("data-exports=\"csv excel pdf\""));
}

void DiscoveryTest::theDashboardChecksItsParameters()
{
    ApiFixture api;
    for (const char* query : {"days=0", "days=x", "start_date=2026-02-31", "nothing=1", "start_date=2026-02-02&end_date=2026-02-01"})
        QCOMPARE(api.get(QByteArray("/api/v1/dora/dashboard/?") + query).status, 400);
    QCOMPARE(api.get("/api/v1/dora/dashboard/?days=90&project=%3Cscript%3E&team=a&environment=any").status, 200);
    QVERIFY(!api.get("/api/v1/dora/dashboard/?project=%3Cscript%3Ealert").body.contains("alert"));
}

void DiscoveryTest::assetsAreKeptForEverOnlyUnderTheirOwnAddress()
{
    ApiFixture api;
    const QByteArray own = "/assets/" + api::webAssetsVersion() + "/base.css";
    QCOMPARE(api.get(own, kNobody).header("Cache-Control"), QByteArray("public, max-age=31536000, immutable"));
    const api::Response other = api.get("/assets/current/base.css", kNobody);
    QCOMPARE(other.header("Cache-Control"), QByteArray("public, no-cache"));
    QCOMPARE(other.contentType, QByteArray("text/css; charset=utf-8"));
    const QByteArray etag = other.header("ETag");
    QVERIFY(!etag.isEmpty());
    QCOMPARE(api.get("/assets/current/base.css", {{"authorization", ""}, {"if-none-match", etag}}).status, 304);
    QCOMPARE(api.get("/assets/current/icon.svg", kNobody).contentType, QByteArray("image/svg+xml"));
    QCOMPARE(api.get("/assets/current/chart.js", kNobody).contentType, QByteArray("text/javascript; charset=utf-8"));
    QVERIFY(api.get("/assets/current/chart.js", kNobody).body.contains("Chart.js v"));
}

void DiscoveryTest::assetsAreAFixedTable()
{
    ApiFixture api;
    for (const char* name : {"nothing.css", "dashboard.html", "..%2Fsignin.html", "%2Fetc%2Fpasswd", "base.css%00"})
        QCOMPARE(api.get(QByteArray("/assets/current/") + name, kNobody).status, 400);
    QCOMPARE(api.get("/assets/current/", kNobody).status, 404);
    QCOMPARE(api.get("/assets/base.css", kNobody).status, 404);
    QCOMPARE(api.ask(api::Method::Post, "/assets/current/base.css", kNobody).status, 405);
}

void DiscoveryTest::pagesLoadOnlyFilesThatAreThere_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"dashboard.html", "docs.html", "signin.html", "start.html"})
        QTest::newRow(name) << QString::fromLatin1(name);
    for (const api::WebAsset& asset : api::webAssets()) {
        if (asset.name.endsWith(QLatin1String(".js")) && asset.name != QLatin1String("chart.js"))
            QTest::newRow(qPrintable(asset.name)) << asset.name;
    }
}

void DiscoveryTest::pagesLoadOnlyFilesThatAreThere()
{
    QFETCH(QString, name);
    QHash<QString, QString> values;
    for (const char* key : {"now", "exports", "version", "navigation", "content", "about", "next", "refused"})
        values.insert(QLatin1String(key), QString());
    const bool isPage = name.endsWith(QLatin1String(".html"));
    const QString text = QString::fromUtf8(isPage ? api::webPage(name, values) : api::findWebAsset(name)->body);
    static const QRegularExpression inPage(QStringLiteral("/assets/([^/\"]+)/([^\"]+)\""));
    static const QRegularExpression inScript(QStringLiteral("from \"\\./([^\"]+)\""));
    int count = 0;
    for (auto it = (isPage ? inPage : inScript).globalMatch(text); it.hasNext(); ++count) {
        const QRegularExpressionMatch match = it.next();
        QVERIFY2(api::findWebAsset(match.captured(isPage ? 2 : 1)), qPrintable(match.captured()));
        if (isPage)
            QCOMPARE(match.captured(1).toLatin1(), api::webAssetsVersion());
    }
    QVERIFY(!isPage || count > 2);
}

void DiscoveryTest::theApiPageEscapesWhatItShows()
{
    const QString bad = QStringLiteral("\"><script>alert('x')</script>&");
    const QJsonObject parameter{{QStringLiteral("name"), bad},
                                {QStringLiteral("in"), QStringLiteral("query")},
                                {QStringLiteral("description"), QString(u'`' + bad + u'`')},
                                {QStringLiteral("example"), bad},
                                {QStringLiteral("required"), true},
                                {QStringLiteral("schema"), QJsonObject{{QStringLiteral("type"), bad},
                                                                       {QStringLiteral("enum"), QJsonArray{bad}},
                                                                       {QStringLiteral("default"), bad},
                                                                       {QStringLiteral("maximum"), bad}}}};
    const QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")},
                             {QStringLiteral("description"), bad},
                             {QStringLiteral("properties"), QJsonObject{{bad, QJsonObject{{QStringLiteral("$ref"), bad}}}}}};
    const QJsonObject reply{{QStringLiteral("description"), bad},
                            {QStringLiteral("content"), QJsonObject{{bad, QJsonObject{{QStringLiteral("schema"), schema}}}}}};
    const QJsonObject operation{{QStringLiteral("operationId"), bad},
                                {QStringLiteral("summary"), bad},
                                {QStringLiteral("tags"), QJsonArray{bad}},
                                {QStringLiteral("x-role"), bad},
                                {QStringLiteral("parameters"), QJsonArray{parameter}},
                                {QStringLiteral("requestBody"), reply},
                                {QStringLiteral("responses"), QJsonObject{{bad, reply}}}};
    const QByteArray page = api::docsPage(
        {{QStringLiteral("info"), QJsonObject{{QStringLiteral("version"), bad}, {QStringLiteral("description"), bad}}},
         {QStringLiteral("paths"), QJsonObject{{bad, QJsonObject{{bad, operation}}}}},
         {QStringLiteral("components"), QJsonObject{{QStringLiteral("schemas"), QJsonObject{{bad, schema}}}}}});
    QVERIFY(page.contains("&lt;script&gt;"));
    QVERIFY(!page.contains("<script>"));
    QVERIFY(!page.contains("\"\">"));
}

void DiscoveryTest::schemasAreSaidInWords_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("bounds");
    QTest::newRow("bounds") << QByteArray(R"({"type":"integer","minimum":1,"maximum":10,"default":3})") << QStringLiteral("integer")
                            << QStringLiteral("1 to 10; default <code>3</code>");
    QTest::newRow("null") << QByteArray(R"({"type":["number","null"],"minimum":0})") << QStringLiteral("number or null") << QStringLiteral("0 or more");
    QTest::newRow("choices in an array") << QByteArray(R"({"type":"array","items":{"type":"string","enum":["a","b"]}})") << QStringLiteral("array of string")
                                         << QStringLiteral("one of <code>a</code>, <code>b</code>");
    QTest::newRow("a name") << QByteArray(R"({"$ref":"#/components/schemas/Edge"})") << QStringLiteral("<a href=\"#schema-Edge\">Edge</a>") << QString();
    QTest::newRow("either") << QByteArray(R"({"oneOf":[{"type":"string"},{"$ref":"#/components/schemas/A"}]})")
                            << QStringLiteral("string or <a href=\"#schema-A\">A</a>") << QString();
    QTest::newRow("nothing") << QByteArray("{}") << QStringLiteral("anything") << QString();
}

void DiscoveryTest::schemasAreSaidInWords()
{
    QFETCH(QByteArray, schema);
    const QJsonObject object = QJsonDocument::fromJson(schema).object();
    QTEST(api::html::typeOf(object), "type");
    QTEST(api::html::boundsOf(object), "bounds");
}

QTEST_GUILESS_MAIN(DiscoveryTest)
#include "tst_discovery.moc"
