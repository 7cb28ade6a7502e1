// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/response.h"
#include "base/instant.h"
#include "model/token.h"

#include <QHash>
#include <QHostAddress>

#include <array>
#include <limits>
#include <mutex>

namespace atalaya::api {

/// How a caller stands after one more request.
struct RateState
{
    struct Window
    {
        const char* name = "";
        int limit = 0; ///< RateLimiter::kUnlimited: none; 0: nothing was counted
        int remaining = 0;
        int resetSeconds = 0; ///< until the window begins anew
        int seconds = 0;      ///< length
    };
    std::array<Window, 2> windows; ///< minute, hour
    QString name; ///< of the token whose count it is, as setLimits() was told; empty: of another caller
    bool isAllowed = true;
    int retryAfterSeconds = 0; ///< when not allowed
};

/// Counts requests by caller in windows of a minute and an hour that begin with the first request. Refused requests are
/// not counted. Holds a bounded number of callers. Any thread.
class RateLimiter
{
public:
    /// What a limit of 0 counts as: more than anybody can ask in an hour, and a number that clients can read.
    static constexpr int kUnlimited = std::numeric_limits<int>::max();

    explicit RateLimiter(const model::RateLimits& standard, int callers = 20'000)
        : m_standard(standard), m_callers(callers)
    {
    }

    /// Counts one request. The limits are those of the last setLimits() of the key, or the standard ones.
    RateState take(const QByteArray& key, Instant now);
    /// Whether take() would refuse; counts nothing.
    bool isExhausted(const QByteArray& key, Instant now) const;
    /// From now on the key is known and has these limits (null: the standard ones). `name`: of the token.
    void setLimits(const QByteArray& key, const std::optional<model::RateLimits>& limits, Instant now, const QString& name = {});
    /// The key has been named to setLimits(), not long ago.
    bool knows(const QByteArray& key) const;
    void forget(const QByteArray& key);

    /// The key of a caller without a token: its address; a /64 of IPv6, since one caller has all of it.
    static QByteArray addressKey(const QHostAddress& address);
    /// The key of a bearer, by TokenService::hashOf() its secret. One key for all that can be no secrets.
    static QByteArray tokenKey(const QByteArray& hash);

private:
    struct Count
    {
        Instant began{};
        int used = 0;
    };
    struct Caller
    {
        model::RateLimits limits;
        std::array<Count, 2> counts;
        bool isToken = false;
        QString name = {};
    };
    Caller& caller(const QByteArray& key, Instant now);
    void makeRoom(Instant now);

    const model::RateLimits m_standard;
    const int m_callers;
    mutable std::mutex m_mutex;
    QHash<QByteArray, Caller> m_known;
};

/// X-RateLimit-*, and RateLimit and RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers; Retry-After with a 429.
void addRateHeaders(Response& response, const RateState& state);

} // namespace atalaya::api
