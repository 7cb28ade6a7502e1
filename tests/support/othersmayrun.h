// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileInfo>

#include <unistd.h>

namespace atalaya::test {

/// Whether a test of root may become another user and run this program: not from a checkout in a folder that is root's alone.
inline bool othersMayRun(const QString& program)
{
    if (::geteuid() != 0)
        return true; // nobody has to become another
    for (QFileInfo at(program); !at.isRoot(); at = QFileInfo(at.absolutePath())) {
        if (!at.permission(QFile::ExeOther))
            return false;
    }
    return true;
}

} // namespace atalaya::test
