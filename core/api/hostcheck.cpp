// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostcheck.h"

#include <QHostAddress>

#include <optional>

namespace atalaya::api {

namespace {

// The name in "name", "name:port" or "[v6]:port"; nothing for anything else.
std::optional<QByteArray> nameOf(const QByteArray& host)
{
    qsizetype end = host.size();
    if (host.startsWith('[')) {
        end = host.indexOf(']') + 1;
        if (end <= 1)
            return std::nullopt;
    } else if (host.contains(':')) {
        end = host.indexOf(':');
    }
    const QByteArray rest = host.mid(end);
    bool isNumber = true;
    if (!rest.isEmpty())
        rest.mid(1).toUShort(&isNumber);
    if ((!rest.isEmpty() && !rest.startsWith(':')) || !isNumber)
        return std::nullopt;
    return host.first(end).toLower();
}

} // namespace

bool isLoopbackHost(const QByteArray& host)
{
    const std::optional<QByteArray> name = nameOf(host);
    if (!name)
        return false;
    if (*name == "localhost" || *name == "[::1]")
        return true;
    // Only four plain numbers: QHostAddress alone also reads forms that browsers treat as names.
    QHostAddress address;
    return name->count('.') == 3 && address.setAddress(QString::fromLatin1(*name)) && address.isLoopback();
}

bool isAllowedOrigin(const QByteArray& origin, const QByteArray& host, bool isOnLoopback)
{
    if (origin.isEmpty())
        return true;
    const qsizetype mark = origin.indexOf("://");
    const QByteArray scheme = origin.left(mark).toLower();
    if (mark < 0 || (scheme != "http" && scheme != "https"))
        return false; // "null" and the like
    const QByteArray authority = origin.mid(mark + 3);
    return authority.toLower() == host.toLower() || (isOnLoopback && isLoopbackHost(authority));
}

} // namespace atalaya::api
