// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/instant.h"
#include "expect.h"

#include <cstdint>

using namespace atalaya;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), qsizetype(size));
    const std::optional<Instant> instant = parseInstant(text);
    if (!instant)
        return 0;
    constexpr qint64 kYear10000 = 253'402'300'800'000;
    expect(toMs(*instant) >= 0 && toMs(*instant) < kYear10000, "years 1970 to 9999");
    expect(parseInstant(toIso(*instant)) == instant, "what is written reads back");
    expect(startOfUtcDay(utcDay(*instant)) <= *instant && *instant < startOfUtcDay(utcDay(*instant) + 1),
           "a day holds its times");
    expect(parseInstant(utcDateText(*instant)) == startOfUtcDay(utcDay(*instant)), "a date is its midnight");
    return 0;
}
