// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "api/response.h"

namespace atalaya::api {

/// Whether an answer of this status to this method has a body on the wire (RFC 9110, 6.4.1).
bool hasBody(int status, Method method);
/// An answer as bytes, for what the guard says by itself.
QByteArray encodeAnswer(const Response& response, Method method);
/// The head of an answer whose body comes bit by bit: in chunks, or until the connection ends.
QByteArray encodeStreamHead(const Response& response, bool isChunked);
/// An answer that QHttpServer wrote, with the one Content-Length that is right, without the body after HEAD, and
/// without body, Content-Length and Content-Type with 204 and 304. Empty when it is no answer.
QByteArray mendAnswer(const QByteArray& answer, Method method);
/// "Wed, 25 Nov 2026 11:07:19 GMT".
QByteArray httpDate();

} // namespace atalaya::api
