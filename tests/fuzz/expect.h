// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>

namespace atalaya::fuzz {

/// Ends the program when a promise of the parser does not hold, so that the driver reports the input.
inline void expect(bool holds, const char* promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

} // namespace atalaya::fuzz
