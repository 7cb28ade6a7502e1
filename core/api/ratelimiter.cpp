// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratelimiter.h"

#include <algorithm>
#include <charconv>

namespace atalaya::api {

namespace {

struct WindowKind
{
    const char* name;
    int seconds;
};
constexpr std::array<WindowKind, 2> kWindows{{{"minute", 60}, {"hour", 3600}}};

int limitOf(const model::RateLimits& limits, size_t window)
{
    const int limit = window == 0 ? limits.perMinute : limits.perHour;
    return limit > 0 ? limit : RateLimiter::kUnlimited;
}

// A clock that was set back begins a new window too, or the caller would wait for ever.
bool isOver(Instant began, size_t window, Instant now)
{
    return now < began || now >= began + std::chrono::seconds(kWindows[window].seconds);
}

constexpr qsizetype kRoom = 64; // for the text of both windows

void appendNumber(QByteArray& text, char name, int value)
{
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    text.append(';').append(name).append('=').append(digits.data(), end - digits.data());
}

// One item of a structured field (RFC 9651): "minute";q=1000;w=60
void appendItem(QByteArray& list, const RateState::Window& window, char first, int value, char second, int other)
{
    list.append(list.isEmpty() ? "\"" : ", \"").append(window.name).append('"');
    appendNumber(list, first, value);
    appendNumber(list, second, other);
}

} // namespace

RateState RateLimiter::take(const QByteArray& key, Instant now)
{
    const std::lock_guard lock(m_mutex);
    Caller& who = caller(key, now);
    RateState state;
    state.name = who.name;
    for (size_t i = 0; i < kWindows.size(); ++i) {
        Count& count = who.counts[i];
        if (isOver(count.began, i, now))
            count = {now, 0};
        const int limit = limitOf(who.limits, i);
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(count.began + std::chrono::seconds(kWindows[i].seconds) - now);
        state.windows[i] = {kWindows[i].name, limit, std::max(0, limit - count.used), int(left.count()),
                            kWindows[i].seconds};
        if (count.used >= limit) {
            state.isAllowed = false;
            state.retryAfterSeconds = std::max(state.retryAfterSeconds, state.windows[i].resetSeconds);
        }
    }
    if (!state.isAllowed)
        return state;
    for (size_t i = 0; i < kWindows.size(); ++i) {
        ++who.counts[i].used;
        --state.windows[i].remaining;
    }
    return state;
}

bool RateLimiter::isExhausted(const QByteArray& key, Instant now) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.constFind(key);
    if (found == m_known.cend())
        return false;
    for (size_t i = 0; i < kWindows.size(); ++i) {
        const Count& count = found->counts[i];
        if (!isOver(count.began, i, now) && count.used >= limitOf(found->limits, i))
            return true;
    }
    return false;
}

void RateLimiter::setLimits(const QByteArray& key, const std::optional<model::RateLimits>& limits, Instant now, const QString& name)
{
    const std::lock_guard lock(m_mutex);
    Caller& who = caller(key, now);
    who.limits = limits.value_or(m_standard);
    who.isToken = true;
    who.name = name;
}

bool RateLimiter::knows(const QByteArray& key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.constFind(key);
    return found != m_known.cend() && found->isToken;
}

void RateLimiter::forget(const QByteArray& key)
{
    const std::lock_guard lock(m_mutex);
    m_known.remove(key);
}

RateLimiter::Caller& RateLimiter::caller(const QByteArray& key, Instant now)
{
    auto found = m_known.find(key);
    if (found == m_known.end()) {
        if (m_known.size() >= m_callers)
            makeRoom(now);
        found = m_known.insert(key, Caller{m_standard, {Count{now, 0}, Count{now, 0}}, false});
    }
    return *found;
}

// First those whose hour is over, which lose nothing; when that is not enough, the half that came first.
void RateLimiter::makeRoom(Instant now)
{
    m_known.removeIf(
        [now](QHash<QByteArray, Caller>::iterator it) { return now >= it->counts[1].began + std::chrono::hours(1); });
    if (m_known.size() < m_callers)
        return;
    std::vector<Instant> begun;
    for (const Caller& who : std::as_const(m_known))
        begun.push_back(who.counts[1].began);
    const auto middle = begun.begin() + qsizetype(begun.size() / 2);
    std::nth_element(begun.begin(), middle, begun.end());
    m_known.removeIf(
        [border = *middle](QHash<QByteArray, Caller>::iterator it) { return it->counts[1].began <= border; });
}

QByteArray RateLimiter::addressKey(const QHostAddress& address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4); // also of ::ffff:a.b.c.d
    if (isIpv4)
        return "4:" + QByteArray::number(ipv4, 16);
    const Q_IPV6ADDR ipv6 = address.toIPv6Address();
    return "6:" + QByteArray(reinterpret_cast<const char*>(ipv6.c), 8).toHex();
}

QByteArray RateLimiter::tokenKey(const QByteArray& hash)
{
    return "t:" + hash;
}

void addRateHeaders(Response& response, const RateState& state)
{
    QByteArray current, policies;
    current.reserve(kRoom);
    policies.reserve(kRoom);
    const RateState::Window* tightest = nullptr;
    for (const RateState::Window& window : state.windows) {
        if (window.limit == 0)
            continue;
        appendItem(policies, window, 'q', window.limit, 'w', window.seconds);
        appendItem(current, window, 'r', window.remaining, 't', window.resetSeconds);
        if (!tightest || window.remaining < tightest->remaining ||
            (window.remaining == tightest->remaining && window.resetSeconds > tightest->resetSeconds))
            tightest = &window;
    }
    if (!tightest)
        return;
    response.with("X-RateLimit-Limit", QByteArray::number(tightest->limit))
        .with("X-RateLimit-Remaining", QByteArray::number(tightest->remaining))
        .with("X-RateLimit-Reset", QByteArray::number(tightest->resetSeconds))
        .with("RateLimit-Policy", policies)
        .with("RateLimit", current);
    if (response.status == 429)
        response.with("Retry-After", QByteArray::number(state.retryAfterSeconds));
}

} // namespace atalaya::api
