// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/tally.h"

namespace atalaya::delivery {

/// What a reader should know before quoting the figures, each in a sentence or two. Rests only on what was known at the query's asOf,
/// but for what is missing from the store (unfinished imports, shallow clones).
QStringList warningsOf(const Selection& selection, const Tally& tally, const Metrics& metrics);

/// That lead times end with the dates of commits, where mere commits stand in for deployments; empty when none does.
QString commitLeadTimeSentence(const Tally& tally);

/// That recovery times end with what git knows, and how many; empty when none does.
QString upperBoundSentence(const Metrics& metrics);

/// How many deployments and incidents of the selection are dated after the clock's `now` and so are not counted; empty when none is,
/// or the query's asOf is later still and sees them.
QString futureSentence(const Facts& facts, const Query& query, Instant now);

} // namespace atalaya::delivery
