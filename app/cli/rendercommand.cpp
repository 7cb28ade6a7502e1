// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consolecommand.h"
#include "app/cli/deliveryoptions.h"
#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "app/cli/values.h"
#include "widgets/shell/viewrender.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QSaveFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QThreadPool>

namespace atalaya::app {

namespace {

constexpr int kMostDays = 3650;
constexpr QSize kSmallest(640, 480);
constexpr QSize kLargest(8192, 8192);

struct RenderCommandOptions
{
    widgets::RenderOptions render;
    QString out, theme;
    int days = 0;
    bool list = false;
    bool json = false;
};

int listViews(Context& context, bool json)
{
    if (json)
        printJson(context, {{QStringLiteral("views"), QJsonArray::fromStringList(widgets::renderableViews())}});
    else
        context.terminal.print(widgets::renderableViews().join(u'\n') + u'\n');
    return kExitOk;
}

/// "x" of "x.jpg".
QString withoutSuffix(const QString& path)
{
    const QFileInfo file(path);
    return file.completeBaseName().isEmpty() ? path : path.chopped(file.fileName().size() - file.completeBaseName().size());
}

Status save(const QImage& image, const QString& path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && image.save(&file, "PNG") && file.commit())
        return ok();
    return Error{ErrorCode::Io, tr("The picture cannot be written to %1: %2.").arg(path, file.errorString())};
}

Result<QImage> draw(Context& context, const widgets::RenderOptions& options)
{
    // Settings of its own: a picture neither depends on how the person left the window, nor changes it.
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
    QThreadPool pool;
    widgets::ConsoleContext console = context.engine->consoleContext(pool, settings);
    console.mcpCommand = mcpCommand(context.options);
    auto image = widgets::renderView(console, options);
    pool.waitForDone();
    return image;
}

int runRender(Context& context, RenderCommandOptions options)
{
    if (options.list)
        return listViews(context, options.json);
    const auto refuse = [&context](const QString& text) {
        return failed(context, Error{ErrorCode::InvalidInput, text});
    };
    if (options.render.view.isEmpty())
        return refuse(tr("render needs a VIEW: %1").arg(widgets::renderableViews().join(QLatin1String(", "))));
    if (options.out.isEmpty())
        return refuse(tr("render needs --out FILE.png"));
    if (!options.out.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
        return refuse(tr("render writes PNG pictures; name the file --out %1.png").arg(withoutSuffix(options.out)));
    if (options.days > 0)
        options.render.days = options.days;
    if (!options.theme.isEmpty())
        options.render.theme = *widgets::themeModeFromName(options.theme);
    if (options.render.environment == QLatin1String("any"))
        options.render.environment.clear();
    if (const Status opened = openStore(context); !opened.isOk())
        return failed(context, opened.failure());
    if (const Status known = checkServices(*context.engine, options.render.services); !known.isOk())
        return failed(context, known.failure());
    const auto image = draw(context, options.render);
    if (!image.isOk())
        return failed(context, image.failure());
    if (const Status saved = save(image.value(), options.out); !saved.isOk())
        return failed(context, saved.failure());
    return kExitOk;
}

} // namespace

void addRender(CLI::App& app, Action& action)
{
    CLI::App* command = app.add_subcommand("render", trStd("a picture of a view of the console"));
    const auto options = std::make_shared<RenderCommandOptions>();
    options->render.view.clear();
    addChoice(*command, "VIEW", options->render.view, widgets::renderableViews(), "which view; --list names them", "");
    addText(*command, "--out", options->out, "where the picture goes", "FILE.png");
    addParsed(
        *command, "--size",
        [options = options.get()](const QString& text) {
            const auto size = parseSize(text);
            if (!size || size->expandedTo(kSmallest) != *size || size->boundedTo(kLargest) != *size)
                return tr("\"%1\" is no size; use 1600x1000, from 640x480 to 8192x8192").arg(text);
            options->render.size = *size;
            return QString();
        },
        "in pixels (default 1600x1000)", "WxH");
    addChoice(*command, "--theme", options->theme, {QStringLiteral("light"), QStringLiteral("dark")}, "light or dark",
              "NAME");
    addTexts(*command, "--service", options->render.services, "only these services", "NAME");
    addText(*command, "--environment", options->render.environment, "default production; any: all of them", "NAME");
    addText(*command, "--team", options->render.team, "only this team", "NAME");
    addCount(*command, "--days", options->days, 1, kMostDays, "how far back (default: as the console opens)");
    command->add_flag("--list", options->list, trStd("name the views"));
    command->add_flag("--json", options->json, trStd("the names as JSON"))->needs("--list");
    command->final_callback([options, &action] {
        action = {Action::Needs::Pictures, [options](Context& context) { return runRender(context, *options); }};
    });
}

} // namespace atalaya::app
