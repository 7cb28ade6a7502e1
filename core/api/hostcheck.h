// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QHostAddress>

#include <optional>

namespace atalaya::api {

/// Whether a Host header ("localhost:8787", "[::1]") names this machine itself. A server on loopback answers nothing
/// else: a page whose name was made to point here (DNS rebinding) cannot hide its own name.
bool isLoopbackHost(const QByteArray& host);
/// Whether a page from `origin` may send requests to a server that was addressed as `host`: its own pages, and those of
/// this machine when the server is on loopback. No Origin header: not from a page.
bool isAllowedOrigin(const QByteArray& origin, const QByteArray& host, bool isOnLoopback);

/// Where a server may be asked from, and as what it may be addressed.
struct Access
{
    bool isOnLoopback = true;
    QHostAddress address = QHostAddress(QHostAddress::LocalHost); ///< that it listens on
    QByteArrayList hosts;   ///< further names and addresses, in small letters; "*.example.org" stands for one label more
    QByteArrayList origins; ///< "https://tool.example.org:8443" whose pages may read answers (CORS), in small letters
};

/// Whether the Host header is a name of this server. On loopback: this machine's names. Beyond: the listening address, the names
/// that it was given, and where it listens on all addresses any literal address, since that is no name that could be pointed here.
bool isOwnHost(const QByteArray& host, const Access& access);
/// Whether an origin was named to be let in from elsewhere.
bool isNamedOrigin(const QByteArray& origin, const Access& access);
/// "Tool.example.org" as it is compared; nothing for what is no name or address (a port, a scheme, "*").
std::optional<QByteArray> hostNamed(const QString& text);
/// The same for "https://tool.example.org:8443", without a path.
std::optional<QByteArray> originNamed(const QString& text);

} // namespace atalaya::api
