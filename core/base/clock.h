// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "instant.h"

namespace atalaya {

/// Where "now" comes from; tests stand still in time.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock
{
public:
    Instant now() const override { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }
};

class FixedClock final : public Clock
{
public:
    explicit FixedClock(Instant instant) : m_instant(instant) {}
    Instant now() const override { return m_instant; }
    void set(Instant instant) { m_instant = instant; }

private:
    Instant m_instant;
};

} // namespace atalaya
