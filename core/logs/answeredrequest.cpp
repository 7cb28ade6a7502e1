// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/answeredrequest.h"

#include "logs/applicationlog.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace atalaya::logs {

namespace {

bool isPlain(const QByteArray& text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

/// A JSON string, with secrets masked.
QByteArray quoted(const QString& text)
{
    // Requests repeat: of the same path, client or address the last answer serves again.
    struct Quoted
    {
        QString text;
        QByteArray json;
    };
    constexpr size_t kKept = 64;
    thread_local std::array<Quoted, kKept> kept;
    Quoted& place = kept[qHash(text) % kKept];
    if (place.text == text && !place.json.isNull())
        return place.json;
    const QByteArray utf8 = masked(text).toUtf8();
    if (isPlain(utf8))
        place.json = '"' + utf8 + '"';
    else
        place.json = QJsonDocument(QJsonArray{QString::fromUtf8(utf8)}).toJson(QJsonDocument::Compact).chopped(1).sliced(1);
    place.text = text;
    return place.json;
}

QByteArray orNull(const QString& text)
{
    return text.isEmpty() ? QByteArrayLiteral("null") : quoted(text);
}

/// "2026-11-25T11:07:19.042Z".
QByteArray timestamp(qint64 ms)
{
    thread_local qint64 second = -1;
    thread_local QByteArray text; // up to the point
    if (ms / 1000 != second) {
        second = ms / 1000;
        text = QDateTime::fromSecsSinceEpoch(second, Qt::UTC).toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")).toLatin1() + '.';
    }
    return text + QByteArray::number(ms % 1000).rightJustified(3, '0') + 'Z';
}

} // namespace

QByteArray logLine(const AnsweredRequest& request)
{
    QByteArray line;
    line.reserve(320);
    line += "{\"duration_ms\":";
    line += QByteArray::number(qRound64(request.durationMs * 1000) / 1000.0);
    line += ",\"level\":\"INFO\",\"logger\":\"atalaya.api\",\"message\":\"request answered\",\"metadata\":{\"bytes\":";
    line += QByteArray::number(request.bytes);
    line += ",\"client\":";
    line += orNull(request.client);
    line += ",\"method\":";
    line += quoted(QString::fromLatin1(request.method));
    line += ",\"operation\":";
    line += orNull(request.operation);
    line += ",\"path\":";
    line += quoted(QString::fromLatin1(request.path));
    line += ",\"peer\":";
    line += quoted(request.peer);
    line += ",\"status\":";
    line += QByteArray::number(request.status);
    line += "},\"request_id\":";
    // Made by the program mostly, and then new each time.
    const bool isHex = std::all_of(request.requestId.begin(), request.requestId.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    line += isHex && !request.requestId.isEmpty() ? QByteArray('"' + request.requestId + '"')
                                                  : orNull(QString::fromLatin1(request.requestId));
    line += ",\"timestamp\":\"";
    line += timestamp(request.at);
    line += "\"}";
    return line;
}

} // namespace atalaya::logs
