// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/exchange.h"
#include "api/response.h"

namespace atalaya::operations {
class AuditLog;
}
namespace atalaya::services {
class Activity;
}

namespace atalaya::api {

/// Tells the application log, and who watches what the API is asked, of a request that was answered. Waits for nothing.
void noteAnswer(const Exchange& exchange, const Response& response, Instant now, services::Activity& activity);
/// Tells the audit log who was not let in (that waits for nothing), who signed in or out, and what was changed. That a change could not
/// be recorded is said in the application log; it is not undone.
void recordAnswer(const Exchange& exchange, const Response& response, operations::AuditLog& audit);

} // namespace atalaya::api
