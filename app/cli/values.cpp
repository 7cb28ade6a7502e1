// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/values.h"

#include "app/cli/nearest.h"
#include "app/cli/text.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace atalaya::app {

CLI::Option* addParsed(CLI::App& app, const std::string& name, const std::function<QString(const QString&)>& parse,
                       const char* description, const char* kind)
{
    // As a check and not as a conversion: only a check hands its sentence on to the error.
    return app
        .add_option_function<std::string>(
            name, [](const std::string&) {}, trStd(description))
        ->check([parse](const std::string& text) { return parse(QString::fromStdString(text)).toStdString(); })
        ->type_name(kind);
}

CLI::Option* addText(CLI::App& app, const std::string& name, QString& target, const char* description, const char* kind)
{
    return addParsed(
        app, name,
        [&target](const QString& text) {
            target = text;
            return QString();
        },
        description, kind);
}

CLI::Option* addTexts(CLI::App& app, const std::string& name, QStringList& target, const char* description,
                      const char* kind)
{
    return app
        .add_option_function<std::vector<std::string>>(
            name,
            [&target](const std::vector<std::string>& texts) {
                for (const std::string& text : texts)
                    target.append(QString::fromStdString(text));
            },
            trStd(description))
        ->allow_extra_args(false)
        ->delimiter(',')
        ->option_text(std::string(kind) + "[," + kind + "]");
}

CLI::Option* addChoice(CLI::App& app, const std::string& name, QString& target, const QStringList& words,
                       const char* description, const char* kind)
{
    return addParsed(
        app, name,
        [&target, words](const QString& text) {
            target = text;
            return words.contains(text) ? QString() : tr("\"%1\" is not known; %2").arg(text, suggestion(text, words));
        },
        description, kind);
}

CLI::Option* addCount(CLI::App& app, const std::string& name, int& target, int least, int most, const char* description,
                      const char* kind)
{
    return addParsed(
        app, name,
        [&target, least, most](const QString& text) {
            bool valid = false;
            const int number = text.toInt(&valid);
            if (!valid || number < least || number > most)
                return tr("\"%1\" is not a whole number from %2 to %3").arg(text).arg(least).arg(most);
            target = number;
            return QString();
        },
        description, kind);
}

CLI::Option* addInstant(CLI::App& app, const std::string& name, std::optional<Instant>& target, const char* description)
{
    return addParsed(
        app, name,
        [&target](const QString& text) {
            target = parseInstant(text);
            return target ? QString()
                          : tr("\"%1\" is not a date of the years 1970 to 9999; use 2026-01-31 or 2026-01-31T08:15:00Z")
                                .arg(text);
        },
        description, "DATE");
}

std::optional<QSize> parseSize(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,5})x(\\d{1,5})$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QSize(match.capturedView(1).toInt(), match.capturedView(2).toInt());
}

std::optional<model::RateLimits> parseRate(const QString& text)
{
    if (text == QLatin1String("unlimited"))
        return model::RateLimits{0, 0};
    static const QRegularExpression pattern(QStringLiteral("^([1-9]\\d{0,8})/([1-9]\\d{0,8})$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return model::RateLimits{match.capturedView(1).toInt(), match.capturedView(2).toInt()};
}

std::optional<HostAndPort> parseHostAndPort(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    QString host = match.captured(1) + match.captured(2);
    if (host == QLatin1String("localhost"))
        host = QStringLiteral("127.0.0.1");
    const int port = match.capturedView(3).toInt();
    if (QHostAddress(host).isNull() || port > 65535)
        return std::nullopt;
    return HostAndPort{host, quint16(port)};
}

} // namespace atalaya::app
