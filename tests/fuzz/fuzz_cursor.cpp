// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/cursor.h"
#include "expect.h"

#include <QCryptographicHash>

#include <cstdint>

using namespace atalaya;
using fuzz::expect;

namespace {

void decode(const QByteArray& scope, const QString& cursor, qsizetype fields)
{
    const Result<std::optional<QStringList>> position = decodeCursor(scope, cursor, fields);
    if (!position.isOk()) {
        expect(position.isError() && position.error().code == ErrorCode::InvalidInput,
               "a bad cursor is the sender's mistake");
        return;
    }
    expect(position.value().has_value() != cursor.isEmpty(), "only an empty cursor is the beginning");
    if (!position.value())
        return;
    expect(position.value()->size() == fields, "a position has all its parts");
    const QString again = encodeCursor(scope, *position.value());
    const Result<std::optional<QStringList>> same = decodeCursor(scope, again, fields);
    expect(same.isOk() && same.value() == position.value(), "what is written reads back");
    expect(!decodeCursor(scope + "x", again, fields).isOk(), "a cursor is good for its list only");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const QByteArray scope = delivery::cursorScope(QStringLiteral("fuzz"), QStringLiteral("store"), {});
    const qsizetype fields = size % 4;
    decode(scope, QString::fromUtf8(bytes), fields);
    // Random bytes never have the right check; with it they reach what is behind.
    const QByteArray whole = scope + bytes;
    const QByteArray checked = QCryptographicHash::hash(whole, QCryptographicHash::Sha256).first(12) + bytes;
    const QByteArray text = checked.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    decode(scope, QString::fromLatin1(text), fields);
    return 0;
}
