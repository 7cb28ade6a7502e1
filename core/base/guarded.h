// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <exception>
#include <type_traits>

namespace atalaya {

/// Unavailable, with what was thrown as its detail; null: something that is no std::exception. Also when memory is too short
/// for any text: then the texts are empty.
Error outOfResources(const std::exception* thrown) noexcept;

/// What `job()` returns, a Result. What it throws (memory or threads ran out: we throw nothing ourselves) becomes an Error, so
/// that one job fails and not the program.
template<class Job>
auto guarded(const Job& job) -> std::invoke_result_t<const Job&>
{
    try {
        return job();
    } catch (const std::exception& exception) {
        return outOfResources(&exception);
    } catch (...) {
        return outOfResources(nullptr);
    }
}

} // namespace atalaya
