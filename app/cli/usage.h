// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <QString>

#include <string>

namespace atalaya::app {

/// What --help and --version print, for the subcommand that they stand behind.
std::string answerTo(const CLI::App& root, const CLI::Success& success);

/// Why a command line is not understood, in one line: with the nearest valid word where a word is wrong, and where to
/// read more.
QString usageLine(const CLI::App& root, const CLI::ParseError& error);

/// The same for one word too many, "imprt".
QString unexpectedWord(const CLI::App& root, const QString& word);

} // namespace atalaya::app
