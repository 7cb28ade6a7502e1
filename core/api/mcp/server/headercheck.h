// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/server/ask.h"

#include <optional>

namespace atalaya::api::mcp {

/// Whether the headers of a request say the same as its body (2026-07-28): the version, Mcp-Method, Mcp-Name and, where
/// the tool's input schema marks arguments with x-mcp-header, Mcp-Param-…; what differs, otherwise.
std::optional<RpcError> headerMismatch(const Message& message, const QMap<QByteArray, QByteArray>& headers,
                                       const Offer& offer);

} // namespace atalaya::api::mcp
