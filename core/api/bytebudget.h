// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace atalaya::api {

/// How many bytes of bodies all connections may hold together. One thread.
class ByteBudget
{
public:
    explicit ByteBudget(qint64 limit) : m_left(limit) {}

    bool take(qint64 bytes)
    {
        if (bytes > m_left)
            return false;
        m_left -= bytes;
        return true;
    }
    void giveBack(qint64 bytes) { m_left += bytes; }

private:
    qint64 m_left;
};

} // namespace atalaya::api
