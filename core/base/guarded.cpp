// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/guarded.h"

#include <QCoreApplication>

namespace atalaya {

Error outOfResources(const std::exception* thrown) noexcept
{
    Error error{ErrorCode::Unavailable, {}};
    try {
        error.userText = QCoreApplication::translate(
            "Base", "there is not enough memory for this now; try again, or ask for less at once");
        error.detail = QString::fromUtf8(thrown ? thrown->what() : "unknown exception");
    } catch (const std::exception&) {
        // Said without words.
    }
    return error;
}

} // namespace atalaya
