// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "catalog/querytext.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/common/choicechip.h"
#include "widgets/common/codebox.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/catalogtree.h"
#include "widgets/models/fieldsmodel.h"
#include "widgets/models/rowsmodel.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/views/catalogue/answerexport.h"
#include "widgets/views/catalogue/answertable.h"
#include "widgets/views/catalogue/catalogueview.h"
#include "widgets/views/catalogue/filtercompletion.h"
#include "widgets/views/catalogue/filterfield.h"
#include "widgets/views/catalogue/querybuilder.h"
#include "widgets/views/catalogue/querypage.h"
#include "widgets/views/catalogue/schemapage.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QClipboard>
#include <QCompleter>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

const QString kDeployments = QStringLiteral("deployments");

const catalog::Dataset& someDataset()
{
    const catalog::Dataset* found = catalog::findDataset(QStringLiteral("dora_metrics"));
    return found ? *found : catalog::datasets().first();
}

QList<model::FieldShape> someFields()
{
    using model::FieldType;
    return {{QStringLiteral("phase_name"), FieldType::Text, false, true, {QStringLiteral("deployment"), QStringLiteral("testing")}},
            {QStringLiteral("decision"), FieldType::Text, true, false, {QStringLiteral("go"), QStringLiteral("no-go")}},
            {QStringLiteral("duration_seconds"), FieldType::Number, false, false, {}},
            {QStringLiteral("live"), FieldType::Boolean, false, false, {}},
            {QStringLiteral("created_at"), FieldType::Time, false, false, {}},
            {QStringLiteral("metadata"), FieldType::Object, true, false, {}}};
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class CatalogueViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_fixture->fill(3, 40);
    }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void theModelsKeepTheRulesOfModels()
    {
        CatalogTree tree;
        FieldsModel fields;
        RowsModel rows;
        const QAbstractItemModelTester one(&tree), two(&fields), three(&rows);
        tree.setDatasets(catalog::datasets());
        tree.setSizes({{someDataset().id(), {.records = 12, .bytes = 100, .first = {}, .last = {}}}});
        QCOMPARE(tree.indexOf(someDataset().id()).data(CatalogTree::DetailRole).toString(), QStringLiteral("12"));
        for (const catalog::Dataset& dataset : catalog::datasets()) {
            const QModelIndex index = tree.indexOf(dataset.id());
            QVERIFY(index.isValid());
            QCOMPARE(tree.rowCount(index), int(dataset.fields.size()));
            const QModelIndex last = tree.indexOf(dataset.id(), dataset.fields.last().shape.name);
            QCOMPARE(last.parent(), index);
            QCOMPARE(last.data(CatalogTree::DatasetRole).toString(), dataset.id());
            fields.setFields(dataset.fields);
            QCOMPARE(fields.rowCount(), int(dataset.fields.size()));
        }
        rows.setRows({{QStringLiteral("name"), model::FieldType::Text}, {QStringLiteral("value"), model::FieldType::Number}},
                     {{QStringLiteral("a\tb"), 1234.5678}});
        rows.append({{QJsonValue(), QJsonValue()}});
        QCOMPARE(rows.index(0, 1).data().toString(), QStringLiteral("1\u202F235")); // short to read …
        QCOMPARE(rows.index(1, 0).data().toString(), QStringLiteral("–"));
        QModelIndexList cells;
        for (int row = 0; row < 2; ++row)
            cells << rows.index(row, 0) << rows.index(row, 1);
        QCOMPARE(rows.tsv(cells), QStringLiteral("name\tvalue\na b\t1234.5678\n\t\n")); // … and whole when copied
        QCOMPARE(rows.tsv({rows.index(0, 1)}), QStringLiteral("1234.5678"));
    }

    void completionKnowsWhatMayStand_data()
    {
        QTest::addColumn<QString>("text"); // | is the cursor
        QTest::addColumn<QString>("words");
        QTest::newRow("start") << QStringLiteral("|") << QStringLiteral("phase_name decision duration_seconds live created_at NOT");
        QTest::newRow("field") << QStringLiteral("d|") << QStringLiteral("decision duration_seconds");
        QTest::newRow("comparison of a number") << QStringLiteral("duration_seconds |") << QStringLiteral("= != >= > < <= BETWEEN IN ( NOT IN (");
        QTest::newRow("nullable") << QStringLiteral("decision IS|") << QStringLiteral("IS NULL,IS NOT NULL");
        QTest::newRow("value") << QStringLiteral("phase_name = |") << QStringLiteral("deployment testing");
        QTest::newRow("value begun") << QStringLiteral("phase_name=te|") << QStringLiteral("testing");
        QTest::newRow("value that needs quotes") << QStringLiteral("decision = no|") << QStringLiteral("'no-go'");
        QTest::newRow("list") << QStringLiteral("phase_name IN (deployment, |") << QStringLiteral("deployment testing");
        QTest::newRow("boolean") << QStringLiteral("live = |") << QStringLiteral("true false");
        QTest::newRow("time") << QStringLiteral("created_at >= now-3|") << QStringLiteral("now-30d");
        QTest::newRow("joint") << QStringLiteral("duration_seconds >= 60 |") << QStringLiteral("AND OR");
        QTest::newRow("after the joint") << QStringLiteral("(duration_seconds >= 60 OR ph|") << QStringLiteral("phase_name");
        QTest::newRow("within quotes") << QStringLiteral("phase_name = 'te|") << QString();
        QTest::newRow("between") << QStringLiteral("duration_seconds BETWEEN 1 |") << QStringLiteral("AND");
        QTest::newRow("after between") << QStringLiteral("duration_seconds BETWEEN 1 AND 2 |") << QStringLiteral("AND OR");
        QTest::newRow("middle") << QStringLiteral("ph| = deployment") << QStringLiteral("phase_name");
    }
    void completionKnowsWhatMayStand()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const qsizetype cursor = text.indexOf(u'|');
        const Completion completion = completionAt(QString(text).remove(u'|'), cursor, someFields());
        QCOMPARE(completion.words.join(words.contains(u',') ? u',' : u' '), words);
    }

    void everyDraftIsAQuery()
    {
        for (const catalog::Dataset& dataset : catalog::datasets()) {
            QList<QueryDraft> drafts{{.dataset = dataset.id()}, examplesOf(dataset).first().draft};
            for (const model::GroupKey& group : possibleGroups(dataset))
                drafts.append({.dataset = dataset.id(), .groups = {group}, .order = {{group.name, false}}});
            for (const model::Aggregate& figure : possibleFigures(dataset))
                drafts.append({.dataset = dataset.id(), .figures = {figure}, .order = {{figure.name, true}}});
            for (const QueryDraft& draft : drafts) {
                const auto read = catalog::parseQuery(draft.body(), test::ConsoleFixture::now());
                const auto* problem = std::get_if<catalog::QueryProblem>(&read);
                QVERIFY2(!problem, qPrintable(problem ? problem->detail + bodyText(draft.body()) : QString()));
                QCOMPARE(QJsonDocument::fromJson(bodyText(draft.body()).toUtf8()).object(), draft.body());
                const auto answer = m_fixture->catalog().query(std::get<catalog::QueryRequest>(read));
                QVERIFY2(answer.isOk(), qPrintable(answer.isError() ? answer.error().userText + bodyText(draft.body()) : QString()));
            }
        }
    }

    void examplesOfTheCatalogueAreOffered()
    {
        qsizetype count = 0;
        for (const catalog::Dataset& dataset : catalog::datasets()) {
            const QList<Example> examples = examplesOf(dataset);
            QVERIFY(!examples.isEmpty());
            count += examples.size();
            for (const Example& example : examples) {
                const auto read = catalog::parseQuery(example.draft.body(), test::ConsoleFixture::now());
                QVERIFY2(std::holds_alternative<catalog::QueryRequest>(read), qPrintable(bodyText(example.draft.body())));
            }
        }
        QVERIFY(count > catalog::datasets().size());
        QVERIFY(!draftOf({{QStringLiteral("dataset"), kDeployments}, {QStringLiteral("where"), QJsonArray()}}, *catalog::findDataset(kDeployments)));
    }

    void theCurlLineIsOneWordWhateverTheFilterSays()
    {
        const QString shell = QStandardPaths::findExecutable(QStringLiteral("sh"));
        if (shell.isEmpty())
            QSKIP("there is no sh");
        QueryDraft draft{.dataset = QStringLiteral("deployments"), .filter = QStringLiteral("service = 'it''s' AND version != \"$(x) `y` \\\"")};
        QString line = curlOf(draft.body(), QUrl(QStringLiteral("http://127.0.0.1:8787")));
        line.replace(QStringLiteral("curl -sS"), QStringLiteral("printf '%s\\n'"));
        QProcess process;
        process.start(shell, {QStringLiteral("-c"), line});
        QVERIFY(process.waitForFinished());
        const QList<QByteArray> words = process.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(QJsonDocument::fromJson(words.last()).object(), draft.body());
    }

    void theTreeLeadsToTheSchema()
    {
        open();
        QVERIFY(m_view->tree()->model()->rowCount() > 0);
        QVERIFY(!m_view->dataset().isEmpty());
        const catalog::Dataset& dataset = catalog::datasets().last();
        m_view->open(dataset.id(), dataset.fields.last().shape.name);
        QCOMPARE(m_view->schema()->model()->rowCount(), int(dataset.fields.size()));
        QCOMPARE(m_view->schema()->table()->currentIndex().row(), int(dataset.fields.size()) - 1);
        QVERIFY(m_view->schema()->details().startsWith(dataset.fields.last().description));
        QCOMPARE(m_view->tree()->currentIndex().data(CatalogTree::DatasetRole).toString(), dataset.id());
        // And back: a field of the tree, by the keys alone.
        m_view->tree()->setFocus();
        QTest::keyClick(m_view->tree(), Qt::Key_Right);
        QTest::keyClick(m_view->tree(), Qt::Key_Down);
        QCOMPARE(m_view->schema()->table()->currentIndex().row(), 0);
    }

    void theSearchNarrowsTheTree()
    {
        open();
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(m_window->focusWidget(), m_view->searchField());
        const QString wanted = catalog::datasets().last().fields.last().shape.name;
        QTest::keyClicks(m_view->searchField(), wanted);
        const QAbstractItemModel* model = m_view->tree()->model();
        bool found = false;
        for (int group = 0; group < model->rowCount(); ++group) {
            const QModelIndex parent = model->index(group, 0);
            QVERIFY(model->rowCount(parent) > 0);
            found = found || model->match(model->index(0, 0, parent), Qt::DisplayRole, wanted, 1, Qt::MatchRecursive | Qt::MatchExactly).size() == 1;
        }
        QVERIFY(found);
        QTest::keyClick(m_view->searchField(), Qt::Key_Escape);
        QVERIFY(m_view->searchField()->text().isEmpty());
    }

    void theSampleShowsRows()
    {
        open();
        m_view->open(kDeployments);
        m_view->showTab(CatalogueView::Tab::Sample);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_view->sample()->model()->rowCount(), 50);
        save(QStringLiteral("catalogue-sample"));
        QVERIFY2(m_view->sample()->words().startsWith(QStringLiteral("50 of 123 rows")), qPrintable(m_view->sample()->words()));
        m_view->sample()->more()->click();
        QTRY_COMPARE(m_view->sample()->model()->rowCount(), 100);
        QTRY_VERIFY(m_window->isSettled());
        m_view->sample()->more()->click();
        QTRY_COMPARE(m_view->sample()->model()->rowCount(), 123);
        QTRY_VERIFY(!m_view->sample()->more()->isVisible());
    }

    void aQueryIsPutTogetherRunAndShown()
    {
        open();
        m_view->open(kDeployments);
        const model::GroupKey week{QStringLiteral("finished"), model::TimeBucket::Week, QStringLiteral("finished_week")};
        const QueryDraft draft{.dataset = kDeployments,
                               .filter = QStringLiteral("service = payments"),
                               .groups = {week},
                               .figures = {{model::AggregateFunction::Count, {}, QStringLiteral("count")}},
                               .order = {{week.name, true}}};
        m_view->showTab(CatalogueView::Tab::Query);
        m_view->query()->setDraft(draft);
        QVERIFY(m_view->query()->code()->text().contains(QStringLiteral("\"filter\": \"service = payments\"")));
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_window->isSettled());
        AnswerTable* answer = m_view->query()->answer();
        QCOMPARE(answer->state()->state(), StatePanel::State::Ready);
        qint64 sum = 0;
        for (int row = 0; row < answer->model()->rowCount(); ++row)
            sum += answer->model()->index(row, 1).data().toInt();
        QCOMPARE(sum, 41);
        QCOMPARE(answer->table()->horizontalHeader()->isHidden(), false);
        answer->table()->setFocus();
        answer->table()->selectAll();
        QTest::keyClick(answer->table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), answer->model()->rowCount() + 1);
    }

    void aFilterThatCannotBeReadIsSaidInPlace()
    {
        open();
        m_view->open(kDeployments);
        m_view->showTab(CatalogueView::Tab::Query);
        FilterField* field = m_view->query()->builder()->filter();
        field->edit()->setFocus();
        QTest::keyClicks(field->edit(), QStringLiteral("servise = payments"));
        field->completer()->popup()->hide();
        QTest::keyClick(field->edit(), Qt::Key_Return, Qt::ControlModifier);
        save(QStringLiteral("catalogue-error"));
        QVERIFY2(field->error().contains(QStringLiteral("service")), qPrintable(field->error())); // the nearest name
        QVERIFY(!m_view->query()->answer()->isBusy());
        field->edit()->clear();
        QTest::keyClicks(field->edit(), QStringLiteral("service = payments"));
        QVERIFY(field->error().isEmpty());
        QCOMPARE(m_view->query()->builder()->draft().filter, QStringLiteral("service = payments"));
    }

    void theFilterIsCompletedByTheKeys()
    {
        open();
        m_view->open(kDeployments);
        m_view->showTab(CatalogueView::Tab::Query);
        FilterField* field = m_view->query()->builder()->filter();
        field->edit()->setFocus();
        QTest::keyClicks(field->edit(), QStringLiteral("serv"));
        QVERIFY(field->completer()->popup()->isVisible());
        QTest::keyClick(field->completer()->popup(), Qt::Key_Return);
        QCOMPARE(field->text(), QStringLiteral("service "));
        QTest::keyClick(field->edit(), Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(field->completer()->popup()->isVisible());
        QTest::keyClick(field->completer()->popup(), Qt::Key_Return);
        QCOMPARE(field->text(), QStringLiteral("service = "));
    }

    void anAnswerWithoutRowsSaysSo()
    {
        open();
        m_view->open(kDeployments);
        m_view->showTab(CatalogueView::Tab::Query);
        m_view->query()->setDraft({.dataset = kDeployments, .filter = QStringLiteral("service = nobody")});
        m_view->query()->run();
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_view->query()->answer()->state()->state(), StatePanel::State::Empty);
    }

    void aQueryCanBeCancelled()
    {
        open();
        m_view->open(kDeployments);
        m_view->showTab(CatalogueView::Tab::Query);
        QSemaphore blocked;
        m_fixture->pool().setMaxThreadCount(1);
        m_fixture->pool().start([&blocked] { blocked.acquire(); });
        m_view->query()->run();
        QVERIFY(m_view->query()->answer()->isBusy());
        QCOMPARE(m_view->query()->runButton()->text(), QStringLiteral("Cancel"));
        m_view->query()->runButton()->click();
        QVERIFY(!m_view->query()->answer()->isBusy());
        QCOMPARE(m_view->query()->answer()->state()->state(), StatePanel::State::Empty);
        blocked.release();
        m_view->query()->run();
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_view->query()->answer()->hasRows());
    }

    void aStoreThatCannotBeReadIsSaidInPlace()
    {
        open();
        m_view->open(kDeployments);
        m_fixture->breakStore();
        m_view->showTab(CatalogueView::Tab::Query);
        m_view->query()->run();
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_view->query()->answer()->state()->state(), StatePanel::State::Error);
        save(QStringLiteral("catalogue-broken"));
    }

    void allPagesAreExported()
    {
        catalog::QueryRequest request = std::get<catalog::QueryRequest>(catalog::parseQuery({{QStringLiteral("dataset"), kDeployments}, {QStringLiteral("limit"), 7}}, test::ConsoleFixture::now()));
        const QString csv = m_fixture->folder() + QStringLiteral("/all.csv");
        const auto wrote = exportAnswer(m_fixture->catalog(), request, ExportFormat::Csv, csv, {}, {});
        QVERIFY2(wrote.isOk(), qPrintable(wrote.isError() ? wrote.error().userText : QString()));
        QCOMPARE(contentOf(csv).count("\r\n"), 124); // the names, too
        const QString json = m_fixture->folder() + QStringLiteral("/all.json");
        QVERIFY(exportAnswer(m_fixture->catalog(), request, ExportFormat::Json, json, {}, {}).isOk());
        const QJsonObject all = QJsonDocument::fromJson(contentOf(json)).object();
        QCOMPARE(all.value(QLatin1String("data")).toArray().size(), 123);
        QCOMPARE(all.value(QLatin1String("metadata")).toObject().value(QLatin1String("total_records")).toInt(), 123);
        StopSource stop;
        stop.request_stop();
        QVERIFY(exportAnswer(m_fixture->catalog(), request, ExportFormat::Csv, csv + u'2', stop.get_token(), {}).isCancelled());
        QVERIFY(!QFile::exists(csv + u'2'));
        QVERIFY(exportAnswer(m_fixture->catalog(), request, ExportFormat::Csv, QStringLiteral("/nowhere/x.csv"), {}, {}).isError());
    }

    void commandsArePossibleWhereTheyMeanSomething()
    {
        open();
        auto* commands = m_window->findChild<CommandRegistry*>();
        QVERIFY(!commands->run(QStringLiteral("export.metrics")));
        QVERIFY(!commands->run(QStringLiteral("query.export.csv"))); // nothing was asked
        QVERIFY(commands->run(QStringLiteral("query.run")));
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(m_view->tab(), CatalogueView::Tab::Query);
        m_window->showView(QStringLiteral("overview"));
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(!commands->run(QStringLiteral("query.run")));
    }

    void aDatasetKeepsItsQuestion()
    {
        open();
        m_view->open(kDeployments);
        m_view->query()->setDraft({.dataset = kDeployments, .filter = QStringLiteral("service = payments"), .limit = 9});
        m_view->open(catalog::datasets().last().id() == kDeployments ? catalog::datasets().first().id() : catalog::datasets().last().id());
        QVERIFY(m_view->query()->builder()->draft().filter.isEmpty());
        m_view->open(kDeployments);
        QCOMPARE(m_view->query()->builder()->draft().limit, 9);
        QCOMPARE(m_view->query()->builder()->filter()->text(), QStringLiteral("service = payments"));
    }

private:
    /// For who wants to look: ATALAYA_PICTURES names a folder.
    void save(const QString& name) const
    {
        const QString folder = qEnvironmentVariable("ATALAYA_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(m_window->grab().save(QStringLiteral("%1/%2.png").arg(folder, name)));
    }
    void open()
    {
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        m_window->resize(1600, 1000);
        m_window->show();
        m_window->showView(QStringLiteral("catalogue"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        m_view = m_window->findChild<CatalogueView*>();
        QVERIFY(m_view->isVisible());
    }

    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
    CatalogueView* m_view = nullptr;
};

QTEST_MAIN(CatalogueViewTest)
#include "tst_catalogueview.moc"
