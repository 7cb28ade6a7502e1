// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"
#include "delivery/facts.h"
#include "delivery/query.h"

namespace atalaya::delivery {

/// The teams of the query's deployments, successful or not, by name. Those of no team have none.
QStringList teamsOf(const Facts& facts, const Query& query, const StopToken& stop);

} // namespace atalaya::delivery
