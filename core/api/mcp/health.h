// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/budget.h"

namespace atalaya::api::mcp {

/// How the store and the API are, and what was imported: rows are the datasets that hold something.
DraftOrError healthDraft(const Services& services, StopToken stop);

} // namespace atalaya::api::mcp
