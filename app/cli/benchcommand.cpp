// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/format.h"
#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "app/cli/values.h"
#include "api/bench/apibench.h"
#include "services/bench/bench.h"

#include <QJsonArray>
#include <QLoggingCategory>

namespace atalaya::app {

namespace {

constexpr int kMostServices = 10'000;
constexpr int kMostDeployments = 100'000;
constexpr int kMostEvents = 100'000'000;
constexpr int kMostRounds = 1000;
constexpr int kNameColumn = 58;
constexpr int kMedianColumn = 16;
constexpr int kFigureColumn = 7;
const QString kApi = QStringLiteral("api");

QStringList benchNames()
{
    return services::benchNames() + QStringList{kApi};
}

struct Options
{
    QStringList names;
    services::BenchOptions bench;
    int events = 0; ///< of each that stores any; 0: their own
    bool json = false;
};

bool isOver(const services::BenchResult& result)
{
    return result.ratio() > 1;
}

/// "delivery: load the facts      1850 ms      most 1910    limit 5000    ratio 0.37    ok"
QString lineOf(const services::BenchResult& result)
{
    const auto figure = [](double value) { return numberText(value).leftJustified(kFigureColumn); };
    const QString name = result.bench + QStringLiteral(": ") + result.name;
    const QString median = numberText(result.median) + u' ' + result.unit;
    return tr("%1 %2 most %3 limit %4 ratio %5 %6")
               .arg(name.leftJustified(kNameColumn), median.leftJustified(kMedianColumn), figure(result.most),
                    figure(result.limit), figure(result.ratio()), isOver(result) ? tr("over") : tr("ok")) +
           u'\n';
}

QJsonObject jsonOf(const services::BenchResult& result)
{
    return {{QStringLiteral("bench"), result.bench},   {QStringLiteral("name"), result.name},
            {QStringLiteral("unit"), result.unit},     {QStringLiteral("median"), result.median},
            {QStringLiteral("most"), result.most},     {QStringLiteral("limit"), result.limit},
            {QStringLiteral("ratio"), result.ratio()}, {QStringLiteral("over"), isOver(result)}};
}

int runBench(Context& context, const Options& options)
{
    QJsonArray all;
    bool anyOver = false;
    const services::BenchSink sink = [&](const services::BenchResult& result) {
        anyOver = anyOver || isOver(result);
        if (options.json)
            all.append(jsonOf(result));
        else
            context.terminal.print(lineOf(result));
    };
    if (options.names.contains(QLatin1String("git")) && options.bench.repository.isEmpty())
        return failed(context, Error{ErrorCode::InvalidInput, tr("git needs a repository: name one with --repository")});
    // Without an application log what is noted for it would stand between the results.
    QLoggingCategory::setFilterRules(QStringLiteral("atalaya.*.info=false"));
    const Status ran = runStoppable(context, [&](StopToken stop, const Progress& progress) -> Status {
        for (const QString& name : options.names)
            ATALAYA_CHECK(name == kApi ? api::benchApi(options.bench, sink, stop, progress)
                                       : services::runBench(name, options.bench, sink, stop, progress));
        return ok();
    });
    if (ran.isCancelled())
        return kExitInterrupted;
    if (!ran.isOk())
        return failed(context, ran.failure());
    if (options.json)
        printJson(context, {{QStringLiteral("services"), options.bench.services},
                            {QStringLiteral("deployments"), options.bench.deployments},
                            {QStringLiteral("events"), options.bench.events},
                            {QStringLiteral("rounds"), options.bench.rounds},
                            {QStringLiteral("results"), all}});
    return anyOver ? kExitFailure : kExitOk;
}

/// Without names: all that can be run, which is "git" only with a repository.
QStringList namesOr(const QStringList& names, const QString& repository)
{
    if (!names.isEmpty())
        return names;
    QStringList all = benchNames();
    if (repository.isEmpty())
        all.removeAll(QStringLiteral("git"));
    return all;
}

} // namespace

void addBench(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("bench", trStd("the benchmarks, with the ratios to their limits"));
    const auto options = std::make_shared<Options>();
    command
        ->add_option_function<std::vector<std::string>>(
            "NAME", [](const std::vector<std::string>&) {}, trStd("which of them (default: all)"))
        ->check([options = options.get()](const std::string& text) {
            const QString name = QString::fromStdString(text);
            const QStringList known = benchNames();
            if (!known.contains(name))
                return tr("\"%1\" is no benchmark; %2").arg(name, suggestion(name, known)).toStdString();
            if (!options->names.contains(name))
                options->names.append(name);
            return std::string();
        })
        ->option_text("...");
    services::BenchOptions& bench = options->bench;
    addCount(*command, "--services", bench.services, 1, kMostServices, "of the delivery store (default 1000)");
    addCount(*command, "--deployments", bench.deployments, 1, kMostDeployments, "of each service (default 1000)");
    addCount(*command, "--events", options->events, 1, kMostEvents, "phase events to store (default 200000; api: 1000000)");
    addCount(*command, "--rounds", bench.rounds, 1, kMostRounds, "how often each thing is done (default 5)");
    addText(*command, "--repository", bench.repository, "a git repository to import, for \"git\"", "PATH");
    command->add_flag("--json", options->json, trStd("the results as JSON"));
    command->footer(
        trStd("NAME is one of:\n"
              "  delivery  every filter over 1000 services with 1000 deployments each\n"
              "  events    phase events into a store\n"
              "  git       a repository's import, beside `git log --all --numstat`\n"
              "  api       summary/ over a million events under 100 clients, beside a bare QHttpServer\n"
              "Each line: the median, the worst round, the limit and the ratio of the median to it.\n"
              "The exit code is 1 when a ratio is above 1. Works in a temporary folder, not in your store."));
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) {
                      options->names = namesOr(options->names, options->bench.repository);
                      if (options->events > 0)
                          options->bench.events = options->bench.apiEvents = options->events;
                      return runBench(context, *options);
                  }};
    });
}

} // namespace atalaya::app
