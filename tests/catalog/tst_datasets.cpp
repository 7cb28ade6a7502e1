// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/datasetwords.h"
#include "catalog/querytext.h"
#include "catalog/queryvalue.h"
#include "store/datasetrepository.h"
#include "testsupport/teststore.h"

#include <QCryptographicHash>
#include <QDate>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QVersionNumber>

#include <algorithm>

using namespace atalaya;
using namespace atalaya::catalog;
using model::FieldType;
using store::DatasetRepository;
using test::Backend;
using test::TestStore;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

void addDatasetRows()
{
    QTest::addColumn<QString>("id");
    for (const model::DatasetShape& shape : DatasetRepository::shapes())
        QTest::newRow(qPrintable(shape.id)) << shape.id;
}

bool isNumber(FieldType type)
{
    return type == FieldType::Integer || type == FieldType::Number;
}

/// What a client relies on: names, types, what may be missing, the words of a choice, and what names a row.
QByteArray fingerprintOf(const model::DatasetShape& shape)
{
    QStringList lines{shape.id, shape.key.join(u','), shape.timeField};
    for (const model::FieldShape& field : shape.fields)
        lines.append(QStringLiteral("%1:%2%3:%4")
                         .arg(field.name, model::fieldTypeName(field.type), field.isNullable ? QStringLiteral("?") : QString(),
                              field.choices.join(u'|')));
    return QCryptographicHash::hash(lines.join(u'\n').toUtf8(), QCryptographicHash::Sha256).toHex().first(16);
}

} // namespace

class DatasetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAndShapesHaveTheSameFields_data() { addDatasetRows(); }
    void wordsAndShapesHaveTheSameFields()
    {
        QFETCH(QString, id);
        const auto all = datasetWords();
        const auto words = std::find_if(all.begin(), all.end(), [&id](const DatasetWords& it) { return id == QLatin1String(it.id); });
        QVERIFY(words != all.end());
        QStringList described, there;
        for (const FieldWords& field : words->fields)
            described.append(QString::fromLatin1(field.name));
        for (const model::FieldShape& field : findDataset(id)->shape.fields)
            there.append(field.name);
        QCOMPARE(described, there);
    }

    void nothingIsDescribedThatTheStoreDoesNotHave()
    {
        QCOMPARE(qsizetype(datasetWords().size()), DatasetRepository::shapes().size());
        QCOMPARE(datasets().size(), DatasetRepository::shapes().size());
        QVERIFY(!findDataset(u"dora_metric"));
        QVERIFY(!findDataset(u""));
    }

    void theContractsFourComeFirst()
    {
        QStringList said;
        for (const Dataset& dataset : datasets().first(4))
            said.append(dataset.id() + u' ' + dataset.type + u' ' + dataset.updateFrequency + u' ' + dataset.apiEndpoint);
        const QStringList contract{
            QStringLiteral("dora_metrics time_series real_time /api/v1/dora/data-catalog/dora-metrics/"),
            QStringLiteral("deployment_cycles aggregated real_time /api/v1/dora/data-catalog/deployment-cycles/"),
            QStringLiteral("performance_metrics time_series 5_minutes /api/v1/dora/data-catalog/performance-metrics/"),
            QStringLiteral("quality_metrics aggregated daily /api/v1/dora/data-catalog/quality-metrics/")};
        QCOMPARE(said, contract);
    }

    void wordsAreSentences_data() { addDatasetRows(); }
    void wordsAreSentences()
    {
        QFETCH(QString, id);
        const Dataset& dataset = *findDataset(id);
        QVERIFY(!dataset.name.isEmpty() && !dataset.tags.isEmpty() && !dataset.exampleQueries.isEmpty());
        QStringList sentences{dataset.description};
        for (const Field& field : dataset.fields)
            sentences.append(field.description);
        static const QRegularExpression form(QStringLiteral("^[A-Z][^\\n]{8,}\\.\\z"));
        for (const QString& sentence : sentences)
            QVERIFY2(form.match(sentence).hasMatch(), qPrintable(sentence));
        QVERIFY(
            (QStringList{QStringLiteral("time_series"), QStringLiteral("aggregated"), QStringLiteral("reference")}.contains(dataset.type)));
        QVERIFY((QStringList{QStringLiteral("real_time"), QStringLiteral("5_minutes"), QStringLiteral("daily")}.contains(
            dataset.updateFrequency)));
    }

    void namesWithAUnitHaveThatUnit_data() { addDatasetRows(); }
    void namesWithAUnitHaveThatUnit()
    {
        QFETCH(QString, id);
        for (const Field& field : findDataset(id)->fields) {
            const QString& name = field.shape.name;
            for (const auto& [ending, unit] : {std::pair("_seconds", "seconds"), std::pair("_hours", "hours"), std::pair("_rate", "1")})
                QVERIFY2(!name.endsWith(QLatin1String(ending)) || field.unit == QLatin1String(unit), qPrintable(name));
            QVERIFY2(field.unit.isEmpty() || isNumber(field.shape.type), qPrintable(name));
            QVERIFY2(isNumber(field.shape.type) || (!field.minimum && !field.maximum), qPrintable(name));
        }
    }

    void examplesFitTheirFields_data() { addDatasetRows(); }
    void examplesFitTheirFields()
    {
        QFETCH(QString, id);
        for (const Field& field : findDataset(id)->fields) {
            const QByteArray name = field.shape.name.toUtf8();
            if (field.shape.type == FieldType::Object) {
                QVERIFY2(field.example.isObject(), name.constData());
                continue;
            }
            const auto checked = checkedValue(field.shape, model::Comparison::Eq, field.example, false, kNow);
            QVERIFY2(std::holds_alternative<QJsonValue>(checked), name.constData());
            QVERIFY2(std::get<QJsonValue>(checked) == field.example, name.constData()); // also a time in the form that answers have
            if (isNumber(field.shape.type)) {
                QVERIFY2(!field.minimum || field.example.toDouble() >= *field.minimum, name.constData());
                QVERIFY2(!field.maximum || field.example.toDouble() <= *field.maximum, name.constData());
            }
            QVERIFY2(field.shape.type != FieldType::Integer || field.example.toInteger(-1) == field.example.toDouble(), name.constData());
        }
    }

    void keysNameFieldsThatAreNeverNull_data() { addDatasetRows(); }
    void keysNameFieldsThatAreNeverNull()
    {
        QFETCH(QString, id);
        const model::DatasetShape& shape = findDataset(id)->shape;
        QVERIFY(!shape.key.isEmpty());
        for (const QString& name : shape.key)
            QVERIFY(shape.field(name) && !shape.field(name)->isNullable && shape.field(name)->type != FieldType::Object);
        QVERIFY(shape.timeField.isEmpty() || shape.field(shape.timeField)->type == FieldType::Time);
        QVERIFY(!shape.isAppendOnly || (shape.key.size() == 1 && shape.field(shape.key.first())->type == FieldType::Integer));
        QSet<QString> names;
        for (const model::FieldShape& field : shape.fields)
            names.insert(field.name);
        QCOMPARE(names.size(), shape.fields.size());
    }

    void exampleQueriesRun_data() { test::addBackendRows(); }
    void exampleQueriesRun()
    {
        QFETCH(Backend, backend);
        TestStore store(backend);
        for (const Dataset& dataset : datasets()) {
            for (const QJsonObject& example : dataset.exampleQueries) {
                const QJsonObject body = example.value(QLatin1String("query")).toObject();
                const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
                const auto parsed = parseQuery(body, kNow);
                const QueryProblem* problem = std::get_if<QueryProblem>(&parsed);
                QVERIFY2(!problem, problem ? qPrintable(problem->detail) : "");
                const auto& query = std::get<QueryRequest>(parsed).query;
                QCOMPARE(query.dataset, dataset.id());
                const auto rows = store.database().read(
                    [&](store::Connection& connection) { return DatasetRepository(connection).rows(query, 1'000'000); });
                QVERIFY2(rows.isOk(), text.constData());
                QVERIFY(!rows.value().columns.isEmpty());
            }
        }
    }

    void historiesRise_data() { addDatasetRows(); }
    void historiesRise()
    {
        QFETCH(QString, id);
        const Dataset& dataset = *findDataset(id);
        QVERIFY(!dataset.history.isEmpty());
        QVersionNumber before;
        QString since;
        for (const SchemaVersion& version : dataset.history) {
            const auto number = QVersionNumber::fromString(version.version);
            QCOMPARE(number.segmentCount(), 3);
            QVERIFY(number > before && QDate::fromString(version.since, Qt::ISODate).isValid() && version.since >= since);
            QVERIFY(version.change.endsWith(u'.'));
            before = number;
            since = version.since;
        }
        QVERIFY(QVersionNumber::fromString(catalogVersion()) >= before);
    }

    // Whoever changes a schema gives it a new version (datasets.cpp) and writes the fingerprint of that here. Lines of versions that
    // clients know are never changed.
    void schemasChangeOnlyWithTheirVersion_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("version");
        QTest::addColumn<QByteArray>("fingerprint");
        const auto row = [](const char* id, const char* version, const char* fingerprint) {
            QTest::addRow("%s %s", id, version) << QString::fromLatin1(id) << QString::fromLatin1(version) << QByteArray(fingerprint);
        };
        row("dora_metrics", "1.0.0", "8e6d75f3c17e8e66");
        row("deployment_cycles", "1.0.0", "bf5426edf21a5a02");
        row("performance_metrics", "1.0.0", "b46368129b5ee869");
        row("quality_metrics", "1.0.0", "9e102b2d1f20db09");
        row("deployments", "1.0.0", "463031e2df962bcd");
        row("changes", "1.0.0", "64b32a4f0776a2df");
        row("incidents", "1.0.0", "5bec0b3c28a8eb51");
        row("services", "1.0.0", "8f8597f4df362fe1");
        row("daily_totals", "1.0.0", "5cb2036d6f719056");
        row("commits", "1.0.0", "b053abb402d52e28");
        row("git_refs", "1.0.0", "ab90800d3654944c");
        row("reverts", "1.0.0", "02cc2cc63d7fab57");
        row("git_sources", "1.0.0", "dd592a3400560d24");
    }
    void schemasChangeOnlyWithTheirVersion()
    {
        QFETCH(QString, id);
        QFETCH(QString, version);
        QFETCH(QByteArray, fingerprint);
        static QSet<QString> newest;
        const Dataset* dataset = findDataset(id);
        QVERIFY(dataset);
        if (dataset->version() == version) {
            QCOMPARE(fingerprintOf(dataset->shape), fingerprint);
            newest.insert(id);
        }
        if (id == DatasetRepository::shapes().last().id)
            QCOMPARE(newest.size(), DatasetRepository::shapes().size()); // each has the line of its newest version
    }
};

QTEST_GUILESS_MAIN(DatasetsTest)
#include "tst_datasets.moc"
