// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "model/token.h"

#include <CLI/CLI.hpp>

#include <QSize>
#include <QStringList>

#include <functional>
#include <optional>
#include <string>

namespace atalaya::app {

// Options with Qt's types. A value that does not fit is refused by the parser with a sentence that says what does; each
// target outlives the parse.

CLI::Option* addText(CLI::App& app, const std::string& name, QString& target, const char* description,
                     const char* kind = "TEXT");
/// May be repeated, or separated by commas.
CLI::Option* addTexts(CLI::App& app, const std::string& name, QStringList& target, const char* description,
                      const char* kind = "TEXT");
/// One of the words; anything else is refused with the nearest.
CLI::Option* addChoice(CLI::App& app, const std::string& name, QString& target, const QStringList& words,
                       const char* description, const char* kind = "WORD");
/// A whole number from `least` to `most`.
CLI::Option* addCount(CLI::App& app, const std::string& name, int& target, int least, int most, const char* description,
                      const char* kind = "N");
/// A date (midnight UTC) or a date and a time.
CLI::Option* addInstant(CLI::App& app, const std::string& name, std::optional<Instant>& target,
                        const char* description);

/// Runs `parse` on the value while the command line is read; the text that it returns refuses the value.
CLI::Option* addParsed(CLI::App& app, const std::string& name, const std::function<QString(const QString&)>& parse,
                       const char* description, const char* kind);

/// "1600x1000".
std::optional<QSize> parseSize(const QString& text);
/// "60/600" (a minute / an hour) or "unlimited".
std::optional<model::RateLimits> parseRate(const QString& text);

/// "127.0.0.1:8787", "[::1]:0", "localhost:8787".
struct HostAndPort
{
    QString host; ///< a literal address
    quint16 port = 0;
};
std::optional<HostAndPort> parseHostAndPort(const QString& text);

} // namespace atalaya::app
