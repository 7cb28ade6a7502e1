// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/ratelimiter.h"
#include "api/request.h"
#include "api/router.h"

#include <chrono>

namespace atalaya::api {

/// A request on its way through the server.
struct Exchange
{
    Request request;
    QByteArray requestId;
    Match match; ///< where it goes
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    QByteArray caller;  ///< whose turn it is: the bearer, whoever that is, or the address
    QByteArray rateKey; ///< under which it was counted; empty: not yet
    RateState rate;
    qint64 dataVersion = 0; ///< that the answer's ETag stands for; 0: none was looked up
    bool isPinned = false;  ///< the question names its moment
    QByteArray tokenHash; ///< of the bearer, or of the session's token; empty: none that could be one
    QByteArray tokenKey;  ///< under which the bearer is counted when it is good; empty: there is none
    QString refusal;      ///< why it was refused, in one word, for the audit log
    QString client; ///< the name of the bearer's token, for the log
};

} // namespace atalaya::api
