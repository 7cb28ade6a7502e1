// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include <string>

namespace atalaya::app {

/// A text of the command line in the user's language.
inline QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("CommandLine", text, nullptr, n);
}

/// The same for CLI11, which speaks std::string.
inline std::string trStd(const char* text)
{
    return tr(text).toStdString();
}

} // namespace atalaya::app
