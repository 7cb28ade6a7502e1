// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace atalaya::api {

/// What a client may cost; past it the guard answers by itself and closes.
struct GuardLimits
{
    qint64 headBytes = 32 * 1024;            ///< 431
    qint64 bodyBytes = 16 * 1024 * 1024;     ///< 413
    qint64 otlpBodyBytes = 64 * 1024 * 1024; ///< 413, for paths below /v1/
    std::chrono::milliseconds idle{
        15'000}; ///< no byte for so long while a request is awaited or arriving: closed (408)
    std::chrono::milliseconds head{15'000};   ///< a head must be complete by then: 408
    std::chrono::milliseconds body{120'000};  ///< a body must be complete by then: 408
    qint64 bufferedBytes = 256 * 1024 * 1024; ///< bodies of all connections together while they arrive: 503
    int connections = 512;                    ///< 503 with Retry-After
    int streams = 128;                        ///< answers that come bit by bit, at one time: 503 with Retry-After
    std::chrono::milliseconds keepAlive{15'000}; ///< a comment is sent on a stream that was quiet for so long
};

} // namespace atalaya::api
