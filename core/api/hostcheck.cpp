// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostcheck.h"

#include <algorithm>

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

// Only plain forms: QHostAddress alone also reads forms that browsers treat as names.
std::optional<QHostAddress> literalOf(const QByteArray& name)
{
    QHostAddress address;
    if (name.startsWith('[') ? address.setAddress(QString::fromLatin1(name.sliced(1, name.size() - 2)))
                             : name.count('.') == 3 && address.setAddress(QString::fromLatin1(name)))
        return address;
    return std::nullopt;
}

} // namespace

bool isLoopbackHost(const QByteArray& host)
{
    const std::optional<QByteArray> name = nameOf(host);
    if (!name)
        return false;
    if (*name == "localhost" || *name == "[::1]")
        return true;
    const std::optional<QHostAddress> address = literalOf(*name);
    return address && !name->startsWith('[') && address->isLoopback();
}

bool isOwnHost(const QByteArray& host, const Access& access)
{
    if (access.isOnLoopback && isLoopbackHost(host))
        return true;
    const std::optional<QByteArray> name = nameOf(host);
    if (!name)
        return false;
    const auto isNamed = [&name](const QByteArray& known) {
        if (!known.startsWith("*."))
            return known == *name;
        const qsizetype dot = name->indexOf('.');
        return dot > 0 && name->mid(dot) == known.mid(1);
    };
    if (std::any_of(access.hosts.begin(), access.hosts.end(), isNamed))
        return true;
    if (access.isOnLoopback)
        return false;
    const std::optional<QHostAddress> literal = literalOf(*name);
    const bool isEverywhere = access.address == QHostAddress::Any || access.address == QHostAddress::AnyIPv4 ||
                              access.address == QHostAddress::AnyIPv6;
    return literal && (isEverywhere || literal->isEqual(access.address));
}

bool isNamedOrigin(const QByteArray& origin, const Access& access)
{
    return !origin.isEmpty() && access.origins.contains(origin.toLower());
}

std::optional<QByteArray> hostNamed(const QString& text)
{
    const QByteArray name = text.trimmed().toLower().toLatin1();
    if (const QHostAddress address(QString::fromLatin1(name)); address.protocol() == QHostAddress::IPv6Protocol)
        return QByteArray('[' + name + ']');
    const auto isGood = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; };
    const bool isName = !name.isEmpty() && name.size() <= 253 && !name.startsWith('.') && std::all_of(name.begin(), name.end(), isGood);
    return isName ? std::optional(name) : std::nullopt;
}

std::optional<QByteArray> originNamed(const QString& text)
{
    const QByteArray origin = text.trimmed().toLower().toLatin1();
    const qsizetype mark = origin.indexOf("://");
    if (mark < 0 || (origin.first(mark) != "https" && origin.first(mark) != "http"))
        return std::nullopt;
    const QByteArray authority = origin.mid(mark + 3);
    const std::optional<QByteArray> name = nameOf(authority);
    if (!name)
        return std::nullopt;
    const QByteArray bare = name->startsWith('[') ? name->sliced(1, name->size() - 2) : *name;
    return hostNamed(QString::fromLatin1(bare)) == name ? std::optional(origin) : std::nullopt;
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
