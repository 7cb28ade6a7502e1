// SPDX-License-Identifier: GPL-3.0-or-later
#include "cursor.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace atalaya {

namespace {

constexpr qsizetype kCheckBytes = 12;

QByteArray checkOf(const QByteArray& scope, const QByteArray& position)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(scope);
    hash.addData(position);
    return hash.result().first(kCheckBytes);
}

} // namespace

QString encodeCursor(const QByteArray& scope, const QStringList& position)
{
    const QByteArray json = QJsonDocument(QJsonArray::fromStringList(position)).toJson(QJsonDocument::Compact);
    const QByteArray checked = checkOf(scope, json) + json;
    return QString::fromLatin1(checked.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<std::optional<QStringList>> decodeCursor(const QByteArray& scope, const QString& cursor, qsizetype fields)
{
    if (cursor.isEmpty())
        return std::optional<QStringList>();
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.toUtf8(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors);
    if (decoded && decoded.decoded.size() > kCheckBytes) {
        const QByteArray json = decoded.decoded.sliced(kCheckBytes);
        QStringList position;
        for (const QJsonValue& part : QJsonDocument::fromJson(json).array())
            position.append(part.toString());
        // Encoding again also refuses other spellings of the same bytes.
        if (position.size() == fields && encodeCursor(scope, position) == cursor)
            return std::optional(position);
    }
    return Error{ErrorCode::InvalidInput,
                 QCoreApplication::translate("Cursor", "the cursor is not of this query; start again without it")};
}

} // namespace atalaya
