// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/usage.h"

#include "app/cli/nearest.h"
#include "app/cli/text.h"
#include "base/nearest.h"

#include <QFileInfo>

namespace atalaya::app {

namespace {

const CLI::App& deepest(const CLI::App& root)
{
    const CLI::App* app = &root;
    while (!app->get_subcommands().empty())
        app = app->get_subcommands().back();
    return *app;
}

/// "atalaya import git".
QString fullName(const CLI::App& app)
{
    const QString name = QString::fromStdString(app.get_name());
    return app.get_parent() ? fullName(*app.get_parent()) + u' ' + name : name;
}

QStringList commandNames(const CLI::App& app)
{
    QStringList names;
    for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; }))
        names.append(QString::fromStdString(child->get_name()));
    return names;
}

QStringList optionNames(const CLI::App& app)
{
    QStringList names;
    for (const CLI::App* level = &app; level; level = level->get_parent()) {
        for (const CLI::Option* option : level->get_options()) {
            for (const std::string& name : option->get_lnames())
                names.append(QStringLiteral("--") + QString::fromStdString(name));
        }
    }
    names.removeDuplicates();
    return names;
}

QString withHelp(const QString& text, const CLI::App& app)
{
    return text + QStringLiteral(" (%1 --help)").arg(fullName(app));
}

QString unknownOption(const CLI::App& app, const QString& word)
{
    const QString name = word.section(u'=', 0, 0);
    const QString near = nearest(name, optionNames(app));
    const QString text = near.isEmpty() ? tr("The option %1 is not known.").arg(name)
                                        : tr("The option %1 is not known; did you mean \"%2\"?").arg(name, near);
    return withHelp(text, app);
}

/// The first line, without the full stop that some have.
QString firstLine(const std::string& text)
{
    return QString::fromStdString(text).section(u'\n', 0, 0).trimmed();
}

} // namespace

std::string answerTo(const CLI::App& root, const CLI::Success& success)
{
    if (dynamic_cast<const CLI::CallForVersion*>(&success))
        return std::string(success.what()) + "\n";
    const CLI::App& app = deepest(root);
    return app.help(app.get_parent() ? fullName(*app.get_parent()).toStdString() : std::string());
}

QString unexpectedWord(const CLI::App& root, const QString& word)
{
    const CLI::App& app = deepest(root);
    if (word.startsWith(u'-'))
        return unknownOption(app, word);
    const QStringList commands = commandNames(app);
    if (!app.get_parent()) {
        const QString near = nearest(word, commands);
        return withHelp(near.isEmpty()
                            ? tr("\"%1\" is neither a command nor a folder.").arg(word)
                            : tr("\"%1\" is neither a command nor a folder; did you mean \"%2\"?").arg(word, near),
                        app);
    }
    if (!commands.isEmpty())
        return withHelp(tr("\"%1\" is not known; %2").arg(word, suggestion(word, commands)), app);
    return withHelp(tr("\"%1\" is one word too many.").arg(word), app);
}

QString usageLine(const CLI::App& root, const CLI::ParseError& error)
{
    const CLI::App& app = deepest(root);
    const std::vector<std::string> left = root.remaining(true);
    const CLI::Option* path = root.get_option_no_throw("PATH");
    const QString first = path && path->count() > 0 ? QString::fromStdString(path->results().front()) : QString();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) && !left.empty()) {
        // "atalaya imprt git .": it is the first word that is wrong, though it was taken for the PATH.
        const bool misspelled =
            !app.get_parent() && !first.isEmpty() && !QFileInfo::exists(first) && left.front()[0] != '-';
        return unexpectedWord(root, misspelled ? first : QString::fromStdString(left.front()));
    }
    if (dynamic_cast<const CLI::RequiredError*>(&error)) {
        // A misspelled word behind "import" went to the PATH of the program itself.
        const QStringList commands = commandNames(app);
        if (!commands.isEmpty()) {
            if (!first.isEmpty())
                return unexpectedWord(root, first);
            return withHelp(tr("%1 needs one more word: %2.").arg(fullName(app), commands.join(QLatin1String(", "))),
                            app);
        }
        if (!left.empty() && left.front().starts_with('-')) // a misspelled option is the likelier reason
            return unknownOption(app, QString::fromStdString(left.front()));
    }
    if (dynamic_cast<const CLI::ConfigError*>(&error))
        return tr("The configuration file holds something unknown: %1").arg(firstLine(error.what()));
    if (dynamic_cast<const CLI::FileError*>(&error))
        return tr("The configuration file cannot be read: %1").arg(firstLine(error.what()));
    return withHelp(firstLine(error.what()), app);
}

} // namespace atalaya::app
