// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "expect.h"
#include "model/phaseevent.h"

#include <cstdint>

using namespace atalaya;
using namespace atalaya::model;
using fuzz::expect;

namespace {

const Instant kNow = instantFromMs(1'800'000'000'000);

void isSound(const PhaseEvent& event)
{
    expect(!event.cycleId.isEmpty() && event.cycleId.size() <= PhaseEvent::kMaxText,
           "cycle_id has 1 to 255 characters");
    expect(!event.featureId.isEmpty() && event.featureId.size() <= PhaseEvent::kMaxText,
           "feature_id has 1 to 255 characters");
    expect(event.durationSeconds && *event.durationSeconds >= 0 &&
               *event.durationSeconds <= PhaseEvent::kMaxDurationSeconds,
           "a duration is between 0 and ten years");
    expect(toMs(event.createdAt) >= 0, "no time before 1970");
    expect(event.dedupKey.size() == 32, "a key has 32 bytes");
    expect(compactJson(event.metadata).size() <= PhaseEvent::kMaxMetadataBytes, "metadata has at most 64 KiB");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const Result<QJsonValue> json = parseJson(QByteArray(reinterpret_cast<const char*>(data), qsizetype(size)));
    if (!json.isOk()) {
        expect(json.isError() && json.error().code == ErrorCode::InvalidInput,
               "malformed JSON is the sender's mistake");
        return 0;
    }
    if (!json.value().isObject())
        return 0;
    const ParsedPhaseEvent parsed = phaseEventFromJson(json.value().toObject(), kNow, "nonce");
    for (const FieldError& error : parsed.errors)
        expect(error.pointer.startsWith(u'/') && !error.detail.isEmpty(), "an error names its field");
    if (!parsed.errors.isEmpty())
        return 0;
    isSound(parsed.event);
    QJsonObject again = toJson(parsed.event);
    again.remove(QLatin1String("id"));
    const ParsedPhaseEvent reparsed = phaseEventFromJson(again, kNow, "other");
    expect(reparsed.errors.isEmpty(), "what is written reads back");
    expect(reparsed.event.dedupKey == eventKey(parsed.event), "what is written is the same event");
    return 0;
}
