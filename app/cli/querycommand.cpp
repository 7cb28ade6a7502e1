// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/catalogjson.h"
#include "app/cli/command.h"
#include "app/cli/format.h"
#include "app/cli/querytable.h"
#include "app/cli/text.h"
#include "app/cli/values.h"
#include "base/json.h"
#include "base/nearest.h"
#include "delivery/words.h"

#include <QFile>
#include <QJsonArray>

namespace atalaya::app {

namespace {

using catalog::QueryRequest;
using services::CatalogService;
using services::QueryAnswer;

constexpr qint64 kLongestQuery = 1 << 20;

struct QueryOptions
{
    QString query;
    QString dataset, filter, format;
    int limit = 0; ///< 0: the query's own
    bool all = false;
    bool fields = false;
    bool json = false;
};

enum class Output { Json, NdJson, Csv, Table };

QStringList outputNames()
{
    return catalog::queryFormats() + QStringList{QStringLiteral("table")};
}

Result<QByteArray> readStandardInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return Error{ErrorCode::Io, tr("The standard input cannot be read.")};
    QByteArray text;
    while (text.size() <= kLongestQuery) {
        const QByteArray more = input.read(kLongestQuery);
        if (more.isEmpty())
            return text;
        text += more;
    }
    return Error{ErrorCode::InvalidInput, tr("The query on the standard input is longer than a megabyte.")};
}

/// The query that was asked for, as its JSON.
Result<QJsonObject> bodyOf(const QueryOptions& options)
{
    if (options.query.isEmpty()) {
        QJsonObject body{{QStringLiteral("dataset"), options.dataset}};
        if (!options.filter.isEmpty())
            body.insert(QStringLiteral("filter"), options.filter);
        return body;
    }
    QByteArray text = options.query.toUtf8();
    if (options.query == u'-') {
        ATALAYA_TRY(text, readStandardInput());
    }
    ATALAYA_TRY(const QJsonValue value, parseJson(text));
    if (!value.isObject())
        return Error{ErrorCode::InvalidInput, tr("A query is a JSON object such as {\"dataset\": \"dora_metrics\"}.")};
    return value.toObject();
}

Result<QueryRequest> requestOf(Context& context, const QueryOptions& options)
{
    ATALAYA_TRY(QJsonObject body, bodyOf(options));
    if (options.limit > 0)
        body.insert(QStringLiteral("limit"), options.limit);
    else if (options.all)
        body.insert(QStringLiteral("limit"), CatalogService::kMaxRows);
    auto request = context.engine->catalog().read(body);
    if (const auto* problem = std::get_if<catalog::QueryProblem>(&request))
        return Error{ErrorCode::InvalidInput, problem->detail};
    return std::get<QueryRequest>(std::move(request));
}

Output outputOf(const Context& context, const QueryOptions& options, const QueryRequest& request)
{
    const qsizetype named = outputNames().indexOf(options.format);
    if (named >= 0)
        return Output(named);
    if (request.format == QueryRequest::Format::Json && !options.json && context.terminal.isTerminal())
        return Output::Table;
    return Output(request.format);
}

/// Asks page after page and hands each to `take`; without --all the first only. The last page, whose rows are all that were taken.
template<class Take>
Result<QueryAnswer> ask(Context& context, const QueryOptions& options, QueryRequest request, const Take& take)
{
    return runStoppable(context, [&](const StopToken& stop, const Progress& progress) -> Result<QueryAnswer> {
        qint64 taken = 0;
        for (;;) {
            auto page = context.engine->catalog().query(request, stop);
            if (!page.isOk())
                return page;
            taken += page.value().rows.size();
            take(page.value(), request.cursor.isEmpty());
            if (!options.all || !page.value().isTruncated)
                return page;
            if (progress)
                progress({tr("Reading rows"), taken, page.value().total});
            request.cursor = page.value().nextCursor;
        }
    });
}

QString csvOf(const QueryAnswer& page, bool isFirst)
{
    const QString text = QString::fromUtf8(api::toCsv(page));
    return isFirst ? text : text.mid(text.indexOf(QLatin1String("\r\n")) + 2);
}

/// How many rows there are, and how to have the others.
QString endText(qint64 shown, const QueryAnswer& last, Output output)
{
    using delivery::countWords;
    if (!last.isTruncated)
        return tr("Rows: %1.").arg(countWords(shown));
    const QString rows = tr("Rows: %1 of %2. All of them: --all.").arg(countWords(shown), countWords(last.total));
    return output == Output::Json ? tr("%1 The next ones: the same query with \"cursor\", the answer's next_cursor.").arg(rows) : rows;
}

QJsonObject answerJson(const QueryRequest& request, QueryAnswer answer, const QList<QJsonArray>& rows)
{
    answer.rows = rows;
    QJsonArray data;
    for (const QJsonArray& row : rows)
        data.append(row);
    QJsonObject object{{QStringLiteral("query"), catalog::toJson(request)},
                       {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("total_records"), answer.total},
                                                                {QStringLiteral("elapsed_ms"), answer.provenance.elapsedMs}}},
                       {QStringLiteral("columns"), api::columnsJson(answer)},
                       {QStringLiteral("data"), data}};
    api::declare(object, answer);
    return object;
}

int runQuery(Context& context, const QueryOptions& options)
{
    const auto request = requestOf(context, options);
    if (!request.isOk())
        return failed(context, request.failure());
    const Output output = outputOf(context, options, request.value());
    QList<QJsonArray> rows;
    QStringList warnings;
    qint64 shown = 0;
    const auto last = ask(context, options, request.value(), [&](const QueryAnswer& page, bool isFirst) {
        shown += page.rows.size();
        for (const QString& warning : page.warnings) {
            if (!warnings.contains(warning))
                warnings.append(warning);
        }
        if (output == Output::NdJson)
            context.terminal.print(QString::fromUtf8(api::toNdJson(page)));
        else if (output == Output::Csv)
            context.terminal.print(csvOf(page, isFirst));
        else
            rows += page.rows;
    });
    if (last.isCancelled()) {
        context.terminal.complain(tr("Stopped."));
        return kExitInterrupted;
    }
    if (!last.isOk())
        return failed(context, last.failure());
    if (output == Output::Json)
        printJson(context, answerJson(request.value(), last.value(), rows));
    if (output == Output::Table) {
        const int width = context.terminal.isTerminal() ? context.terminal.columns() : 0;
        context.terminal.print(rowsText(last.value().columns, rows, width) + u'\n' + endText(shown, last.value(), output) + u'\n');
    } else if (last.value().isTruncated) {
        context.terminal.say(endText(shown, last.value(), output));
    }
    for (const QString& warning : warnings)
        context.terminal.say(tr("Mind: %1").arg(warning));
    return kExitOk;
}

int listDatasets(Context& context, const QueryOptions& options)
{
    const auto sizes = runStoppable(context, [&](const StopToken& stop, const Progress&) { return context.engine->catalog().sizes(stop); });
    if (!sizes.isOk())
        return failed(context, sizes.failure());
    if (!options.json) {
        context.terminal.print(
            datasetsText(sizes.value()) + u'\n' +
            wrapped(tr("The fields of one: atalaya query --dataset NAME --fields. Its rows: atalaya query --dataset NAME "
                       "--filter 'FIELD = VALUE'."),
                    0, context.terminal.columns()));
        return kExitOk;
    }
    QJsonArray datasets;
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        QJsonObject object = api::toJson(dataset);
        object.insert(QStringLiteral("record_count"), sizes.value().value(dataset.id()).records);
        datasets.append(object);
    }
    printJson(context, {{QStringLiteral("catalog_version"), catalog::catalogVersion()},
                        {QStringLiteral("total_datasets"), datasets.size()},
                        {QStringLiteral("datasets"), datasets}});
    return kExitOk;
}

int showFields(Context& context, const QueryOptions& options)
{
    const catalog::Dataset* dataset = catalog::findDataset(options.dataset);
    if (!dataset) {
        QStringList ids;
        for (const catalog::Dataset& it : catalog::datasets())
            ids.append(it.id());
        const QString near = nearest(options.dataset, ids);
        const Error unknown{ErrorCode::InvalidInput,
                            near.isEmpty() ? tr("There is no dataset \"%1\".").arg(options.dataset)
                                           : tr("There is no dataset \"%1\"; did you mean \"%2\"?").arg(options.dataset, near)};
        return failed(context, unknown);
    }
    if (options.json)
        printJson(context, api::toJson(*dataset));
    else
        context.terminal.print(wrapped(dataset->description, 0, context.terminal.columns()) + u'\n' + fieldsText(*dataset));
    return kExitOk;
}

/// Says what does not go together; empty: all does.
QString contradictionIn(const QueryOptions& options)
{
    const bool isJsonQuery = !options.query.isEmpty();
    if (isJsonQuery && (!options.dataset.isEmpty() || !options.filter.isEmpty()))
        return tr("A query in JSON names its dataset and its filter itself; leave out --dataset and --filter, or the JSON.");
    if (options.fields && options.dataset.isEmpty())
        return tr("--fields needs --dataset NAME.");
    if (!options.filter.isEmpty() && options.dataset.isEmpty())
        return tr("--filter needs --dataset NAME.");
    const bool isQuery = isJsonQuery || (!options.dataset.isEmpty() && !options.fields);
    if (!isQuery && (options.all || options.limit > 0 || !options.format.isEmpty()))
        return tr("--all, --limit and --format are for rows; name a query, or --dataset NAME.");
    return {};
}

int run(Context& context, const QueryOptions& options)
{
    if (const QString contradiction = contradictionIn(options); !contradiction.isEmpty())
        return failed(context, Error{ErrorCode::InvalidInput, contradiction});
    if (options.fields)
        return showFields(context, options);
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    (void)sayUnfinished(context);
    return options.query.isEmpty() && options.dataset.isEmpty() ? listDatasets(context, options) : runQuery(context, options);
}

} // namespace

void addQuery(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("query", trStd("any question about the data; without one, which data there are"));
    const auto options = std::make_shared<QueryOptions>();
    addText(*command, "QUERY", options->query,
            "JSON, as the HTTP API has it; - reads it from standard input", "");
    addText(*command, "--dataset", options->dataset, "the rows of this dataset", "NAME");
    addText(*command, "--filter", options->filter, "only those, e.g. 'phase_name = deployment AND created_at >= now-7d'", "TEXT");
    addChoice(*command, "--format", options->format, outputNames(),
              "json, ndjson, csv or table (default: table on a terminal, otherwise json)", "WORD");
    addCount(*command, "--limit", options->limit, 1, CatalogService::kMaxRows, "rows of a page (default 100)");
    command->add_flag("--all", options->all, trStd("all pages"));
    command->add_flag("--fields", options->fields, trStd("the fields of the dataset instead of its rows"));
    command->add_flag("--json", options->json, trStd("JSON on a terminal, too"));
    command->footer(trStd("Example: atalaya query '{\"dataset\": \"dora_metrics\", \"group_by\": [\"phase_name\"],\n"
                          "         \"aggregate\": [{\"fn\": \"p95\", \"field\": \"duration_seconds\"}]}'"));
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return run(context, *options); }};
    });
}

} // namespace atalaya::app
