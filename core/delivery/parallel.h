// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace atalaya::delivery {

/// How many threads `rows` are worth that are cut into at most `count` pieces: one up to about a hundred thousand, then more.
inline size_t threadsFor(size_t count, size_t rows)
{
    constexpr size_t kRowsWorthAThread = 50'000;
    constexpr size_t kMostThreads = 8;
    const size_t most = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
    return std::clamp<size_t>(rows / kRowsWorthAThread, 1, std::min(most, std::max<size_t>(count, 1)));
}

/// Calls work(part, begin, end) for neighbouring ranges that make up [0, count), each with a part of its own (a copy of `empty`), and
/// returns the parts in the order of their ranges. On as many threads as `rows` are worth, the caller's among them; all are done when
/// it returns. How many there are never changes what comes of it, only how it is cut. Throws what work throws, in whichever thread.
template<class Part, class Work>
std::vector<Part> inParts(size_t count, size_t rows, const Part& empty, const Work& work)
{
    const size_t threads = threadsFor(count, rows);
    std::vector<Part> parts(threads, empty);
    std::vector<std::exception_ptr> thrown(threads);
    const auto run = [&](size_t i) noexcept {
        try {
            work(parts[i], count * i / threads, count * (i + 1) / threads);
        } catch (...) {
            thrown[i] = std::current_exception();
        }
    };
    size_t here = threads; // the first part that got no thread
    {
        std::vector<std::jthread> others;
        others.reserve(threads);
        for (size_t i = 1; i < here; ++i) {
            try {
                others.emplace_back(run, i);
            } catch (const std::system_error&) {
                here = i;
            }
        }
        run(0);
        for (size_t i = here; i < threads; ++i)
            run(i);
    } // joins
    for (const std::exception_ptr& exception : thrown) {
        if (exception)
            std::rethrow_exception(exception);
    }
    return parts;
}

} // namespace atalaya::delivery
