// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/requesthead.h"
#include "expect.h"

#include <cstdint>

using namespace atalaya::api;
using atalaya::fuzz::expect;

namespace {

constexpr qint64 kLimit = 2000;

struct Outcome
{
    int status = 0; ///< of the rejection
    bool complete = false;
    QByteArray body;
    qsizetype left = 0; ///< bytes that belong to what follows
};

/// Feeds the bytes in pieces of the given length.
Outcome decode(const QByteArray& bytes, qsizetype piece)
{
    ChunkDecoder decoder(kLimit);
    QByteArray input;
    qsizetype fed = 0;
    Outcome outcome;
    while (fed < bytes.size() && !decoder.isComplete()) {
        const qsizetype take = qMin(piece, bytes.size() - fed);
        input.append(bytes.constData() + fed, take);
        fed += take;
        if (const auto rejection = decoder.feed(input)) {
            outcome.status = rejection->status;
            return outcome;
        }
        expect(decoder.size() <= kLimit, "never more than the limit is kept");
    }
    outcome.complete = decoder.isComplete();
    outcome.left = input.size() + bytes.size() - fed;
    outcome.body = decoder.takeBody();
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const Outcome whole = decode(bytes, qMax<qsizetype>(1, bytes.size()));
    expect(whole.status == 0 || whole.status == 400 || whole.status == 413 || whole.status == 431,
           "a refusal is the sender's");
    for (const qsizetype piece : {qsizetype(1), qsizetype(7)}) {
        const Outcome pieces = decode(bytes, piece);
        expect(pieces.status == whole.status, "it does not matter in which pieces a body arrives");
        if (whole.status != 0)
            continue;
        expect(pieces.complete == whole.complete && pieces.body == whole.body, "the body is the same in any pieces");
        if (whole.complete)
            expect(pieces.left == whole.left, "what follows the body is left alone");
    }
    return 0;
}
