// SPDX-License-Identifier: GPL-3.0-or-later
// What Atalaya offers to AI clients beside its tools: resources, prompts, completion, and where to begin.
#include "offerfixture.h"

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace atalaya;
using namespace atalaya::test;
using namespace atalaya::api::mcp;

class McpOfferTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("atalaya.api.info=false\natalaya.api.warning=false"));
    }

    void resourcesAreRead();
    void promptsNameToolsThatThereAre();
    void argumentsAreCompleted_data();
    void argumentsAreCompleted();
    void theInstructionsNameToolsThatThereAre();
};

void McpOfferTest::resourcesAreRead()
{
    OfferFixture tools;
    const auto read = [&tools](const QString& uri) {
        const QJsonObject contents =
            tools.result("resources/read", {{word("uri"), uri}}).value(word("contents")).toArray().first().toObject();
        return QJsonDocument::fromJson(contents.value(word("text")).toString().toUtf8()).object();
    };
    for (const QJsonValue& resource : tools.result("resources/list").value(word("resources")).toArray())
        QVERIFY2(!read(resource.toObject().value(word("uri")).toString()).isEmpty(),
                 qPrintable(resource.toObject().value(word("uri")).toString()));
    QCOMPARE(read(word("atalaya://openapi")), ApiFixture::object(tools.api.get("/openapi.json")));
    QCOMPARE(read(word("atalaya://delivery/web%20app%2F%C3%BC")),
             ApiFixture::object(tools.api.get("/api/v1/delivery/metrics?service=web%20app%2F%C3%BC")));
    QCOMPARE(read(word("atalaya://services")).value(word("services")),
             ApiFixture::object(tools.api.get("/api/v1/delivery/services")).value(word("services")));
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        QCOMPARE(read(QString(u"atalaya://datasets/" + dataset.id())).value(word("id")).toString(), dataset.id());
        QCOMPARE(
            read(QString(u"atalaya://datasets/" + dataset.id() + u"/schema")).value(word("fields")).toArray().size(),
            dataset.fields.size());
    }
    const QJsonObject contract = read(word("atalaya://datasets/incidents/contract"));
    QCOMPARE(contract.value(word("kind")), QJsonValue(word("DataContract")));
    QCOMPARE(contract.value(word("schema")).toArray().size(), 1);
    QCOMPARE(contract.value(word("schema")).toArray().first().toObject().value(word("properties")).toArray().size(),
             catalog::findDataset(u"incidents")->fields.size());
    QCOMPARE(read(word("atalaya://catalog")).value(word("datasets")).toArray().size(), catalog::datasets().size());
    const QJsonObject missing = tools.error("resources/read", {{word("uri"), word("atalaya://delivery/shpo")}});
    QVERIFY2(missing.value(word("message")).toString().contains(word("'shop'")),
             QJsonDocument(missing).toJson().constData());
    QVERIFY(tools.error("resources/read", {{word("uri"), word("atalaya://datasets/incident/schema")}})
                .value(word("message"))
                .toString()
                .contains(word("'incidents'")));
}

void McpOfferTest::promptsNameToolsThatThereAre()
{
    OfferFixture tools;
    const QHash<QString, QJsonObject> arguments{{word("explore_dataset"), json(R"({"dataset": "incidents"})")},
                                                {word("review_delivery"), json(R"({"service": "pay", "days": "30"})")},
                                                {word("explain_change"), json(R"({"metric": "change_fail_rate"})")},
                                                {word("assess_release"), json(R"({"deployment": "pay/1.0.1"})")}};
    QStringList names;
    for (const QJsonValue& tool : tools.list())
        names.append(tool.toObject().value(word("name")).toString());
    const QJsonArray prompts = tools.result("prompts/list").value(word("prompts")).toArray();
    QCOMPARE(prompts.size(), arguments.size());
    static const QRegularExpression kCall(
        word("\\b(?:list|search|describe|query|delivery|explain|compare|get|record)_[a-z]+"));
    for (const QJsonValue& prompt : prompts) {
        const QString name = prompt.toObject().value(word("name")).toString();
        const QJsonObject got =
            tools.result("prompts/get", {{word("name"), name}, {word("arguments"), arguments.value(name)}});
        const QString text = got.value(word("messages"))
                                 .toArray()
                                 .first()
                                 .toObject()
                                 .value(word("content"))
                                 .toObject()
                                 .value(word("text"))
                                 .toString();
        QVERIFY2(text.size() > 100, qPrintable(name));
        int tellsOf = 0;
        for (auto it = kCall.globalMatch(text); it.hasNext(); ++tellsOf) {
            const QString called = it.next().captured();
            QVERIFY2(names.contains(called), qPrintable(called));
        }
        QVERIFY(tellsOf >= 2);
        for (const QJsonValue& value : arguments.value(name))
            QVERIFY2(text.contains(value.toString().section(u'/', -1)), qPrintable(text));
    }
    const auto refused = [&tools](const char* name, const char* with) {
        return tools.error("prompts/get", {{word("name"), word(name)}, {word("arguments"), json(with)}})
            .value(word("message"))
            .toString();
    };
    QVERIFY(refused("review_delivery", R"({"service": "shpo"})").contains(word("'shop'")));
    QVERIFY(refused("review_delivery", R"({"days": "many"})").contains(word("'days'")));
    QVERIFY(refused("explain_change", R"({"metric": "lead_time"})").contains(word("change_lead_time")));
    QVERIFY(refused("assess_release", R"({"deployment": "pay/1.0.11"})").contains(word("'pay/1.0.1'")));
}

void McpOfferTest::argumentsAreCompleted_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("begun");
    QTest::addColumn<QStringList>("values");
    const QByteArray review = R"({"type": "ref/prompt", "name": "review_delivery"})";
    const QByteArray release = R"({"type": "ref/prompt", "name": "assess_release"})";
    QTest::newRow("services") << review << word("service") << word("s") << QStringList{word("shop")};
    QTest::newRow("whatever the case") << review << word("service") << word("PA") << QStringList{word("pay")};
    QTest::newRow("days") << review << word("days") << word("3") << QStringList{word("30"), word("365")};
    QTest::newRow("metrics") << QByteArray(R"({"type": "ref/prompt", "name": "explain_change"})") << word("metric")
                             << word("change_") << QStringList{word("change_lead_time"), word("change_fail_rate")};
    QTest::newRow("datasets") << QByteArray(R"({"type": "ref/prompt", "name": "explore_dataset"})") << word("dataset")
                              << word("git") << QStringList{word("git_refs"), word("git_sources")};
    QTest::newRow("versions") << release << word("deployment") << word("pay/1.")
                              << QStringList{word("pay/1.0.3"), word("pay/1.0.2"), word("pay/1.0.1"),
                                             word("pay/1.0.0")};
    QTest::newRow("a template") << QByteArray(R"({"type": "ref/resource", "uri": "atalaya://delivery/{service}"})")
                                << word("service") << word("web") << QStringList{word("web%20app%2F%C3%BC")};
    QTest::newRow("datasets of a template")
        << QByteArray(R"({"type": "ref/resource", "uri": "atalaya://datasets/{id}/schema"})") << word("id")
        << word("rev") << QStringList{word("reverts")};
    QTest::newRow("nothing") << review << word("service") << word("zz") << QStringList();
}

void McpOfferTest::argumentsAreCompleted()
{
    QFETCH(QByteArray, reference);
    QFETCH(QString, argument);
    QFETCH(QString, begun);
    QFETCH(QStringList, values);
    OfferFixture tools;
    const QJsonObject result = tools.result(
        "completion/complete", {{word("ref"), QJsonDocument::fromJson(reference).object()},
                                {word("argument"), QJsonObject{{word("name"), argument}, {word("value"), begun}}}});
    QCOMPARE(result.value(word("completion")).toObject().value(word("values")).toArray(),
             QJsonArray::fromStringList(values));
}

void McpOfferTest::theInstructionsNameToolsThatThereAre()
{
    const Offer offer = standardOffer();
    static const QRegularExpression kName(word("\\b[a-z]+_[a-z]+\\b"));
    int tellsOf = 0;
    for (auto it = kName.globalMatch(offer.instructions); it.hasNext(); ++tellsOf) {
        const QString name = it.next().captured();
        QVERIFY2(std::any_of(offer.tools.begin(), offer.tools.end(),
                             [&name](const Tool& tool) { return tool.name == name; }),
                 qPrintable(name));
    }
    QVERIFY(tellsOf >= 5);
    QVERIFY(offer.instructions.size() < 1'000);
}

QTEST_GUILESS_MAIN(McpOfferTest)
#include "tst_mcpoffer.moc"
