// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace atalaya {

QByteArray compactJson(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray readableJson(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<QJsonValue> parseJson(const QByteArray& bytes)
{
    constexpr int kMaxDepth = 100;
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kMaxDepth)
                return Error{ErrorCode::InvalidInput,
                             QCoreApplication::translate("Json", "the JSON is nested deeper than %1 levels").arg(kMaxDepth)};
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        return Error{ErrorCode::InvalidInput, QCoreApplication::translate("Json", "malformed JSON at byte %1: %2")
                                                  .arg(error.offset)
                                                  .arg(error.errorString())};
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

} // namespace atalaya
