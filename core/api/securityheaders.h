// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/hostcheck.h"
#include "api/request.h"
#include "api/response.h"

namespace atalaya::api {

/// What every answer tells a browser: not to guess types, not to show it in a frame, not to hand it to other sites' pages, to run
/// nothing but our own files; with TLS to come back only so.
void addSecurityHeaders(Response& response, bool hasTls);
/// Lets pages of the named origins read the answer (CORS); never with credentials, so that only a token opens it.
void addCorsHeaders(Response& response, const Request& request, const Access& access);
/// What a browser asks before it sends such a page's request: an OPTIONS that says which method will follow.
bool isPreflight(const Request& request, const Access& access);
void addPreflightHeaders(Response& response, const QByteArray& methods);

} // namespace atalaya::api
