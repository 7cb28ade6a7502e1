// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/deliveryoptions.h"
#include "app/cli/deliverytext.h"
#include "app/cli/text.h"

namespace atalaya::app {

namespace {

int runDelivery(Context& context, const DeliveryOptions& options)
{
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    const QStringList unfinished = sayUnfinished(context);
    const auto query = queryOf(*context.engine, options);
    if (!query.isOk())
        return failed(context, query.failure());
    auto metrics = runStoppable(context, [&](StopToken stop, const Progress&) {
        return context.engine->delivery().metrics(query.value(), stop);
    });
    if (!metrics.isOk())
        return failed(context, metrics.failure());
    if (options.json) {
        printJson(context, delivery::toJson(metrics.value()));
        return kExitOk;
    }
    metrics.value().warnings.removeIf([&unfinished](const QString& said) { return unfinished.contains(said); });
    context.terminal.print(metricsText(metrics.value(), context.terminal.columns()));
    if (unfinished.isEmpty())
        sayWhenEmpty(context);
    return kExitOk;
}

} // namespace

void addDelivery(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("delivery", trStd("the five delivery metrics"));
    const auto options = std::make_shared<DeliveryOptions>();
    options->addTo(*command);
    command->final_callback([options, &action] {
        action = {Action::Needs::Core, [options](Context& context) { return runDelivery(context, *options); }};
    });
}

} // namespace atalaya::app
