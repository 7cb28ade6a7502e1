// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace atalaya::api {

/// Whether a Host header ("localhost:8787", "[::1]") names this machine itself. A server on loopback answers nothing
/// else: a page whose name was made to point here (DNS rebinding) cannot hide its own name.
bool isLoopbackHost(const QByteArray& host);
/// Whether a page from `origin` may send requests to a server that was addressed as `host`: its own pages, and those of
/// this machine when the server is on loopback. No Origin header: not from a page.
bool isAllowedOrigin(const QByteArray& origin, const QByteArray& host, bool isOnLoopback);

} // namespace atalaya::api
