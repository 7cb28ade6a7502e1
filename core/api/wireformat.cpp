// SPDX-License-Identifier: GPL-3.0-or-later
#include "wireformat.h"

#include "api/problem.h"

#include <QDateTime>
#include <QLocale>

namespace atalaya::api {

namespace {

bool hasLength(int status)
{
    return status != 204 && status != 304 && status >= 200;
}

void appendHeader(QByteArray& bytes, QByteArrayView name, QByteArrayView value)
{
    bytes.append(name).append(": ", 2).append(value).append("\r\n", 2);
}

// The status line and the headers, without the empty line, and room for a body.
QByteArray headOf(const Response& response, qsizetype bodySize = 0)
{
    constexpr qsizetype kRoom = 1024;
    QByteArray bytes;
    bytes.reserve(kRoom + bodySize);
    bytes.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ').append(statusTitle(response.status).toLatin1());
    bytes.append("\r\n", 2);
    appendHeader(bytes, "Date", httpDate());
    if (!response.contentType.isEmpty() && hasLength(response.status))
        appendHeader(bytes, "Content-Type", response.contentType);
    for (const auto& [name, value] : response.headers)
        appendHeader(bytes, name, value);
    return bytes;
}

} // namespace

bool hasBody(int status, Method method)
{
    return method != Method::Head && hasLength(status);
}

QByteArray httpDate()
{
    // A second is long: one text serves many answers.
    thread_local qint64 second = -1;
    thread_local QByteArray text;
    if (const qint64 now = QDateTime::currentSecsSinceEpoch(); now != second) {
        second = now;
        text = QLocale::c()
                   .toString(QDateTime::fromSecsSinceEpoch(now, Qt::UTC),
                             QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
                   .toLatin1();
    }
    return text;
}

QByteArray encodeAnswer(const Response& response, Method method)
{
    QByteArray bytes = headOf(response, response.body.size());
    if (hasLength(response.status))
        appendHeader(bytes, "Content-Length", QByteArray::number(response.body.size()));
    bytes += "\r\n";
    if (hasBody(response.status, method))
        bytes += response.body;
    return bytes;
}

QByteArray encodeStreamHead(const Response& response, bool isChunked)
{
    return headOf(response) + (isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
}

QByteArray mendAnswer(const QByteArray& answer, Method method)
{
    const int status = answer.mid(9, 3).toInt(); // "HTTP/1.1 200 OK"
    const qsizetype end = answer.indexOf("\r\n\r\n");
    if (end < 0)
        return {};
    const qsizetype bodySize = answer.size() - end - 4;
    QByteArray mended;
    mended.reserve(answer.size() + 32);
    for (qsizetype begin = 0; begin < end + 2;) {
        const qsizetype next = answer.indexOf("\r\n", begin) + 2;
        const QByteArrayView line = QByteArrayView(answer).sliced(begin, next - begin);
        const bool isLength = line.size() > 15 && qstrnicmp(line.data(), "content-length:", 15) == 0;
        const bool isType = line.size() > 13 && qstrnicmp(line.data(), "content-type:", 13) == 0;
        if (!isLength && (!isType || hasLength(status)))
            mended.append(line.data(), line.size());
        begin = next;
    }
    if (hasLength(status))
        mended += "Content-Length: " + QByteArray::number(bodySize) + "\r\n";
    mended += "\r\n";
    if (hasBody(status, method))
        mended.append(answer.constData() + end + 4, bodySize);
    return mended;
}

} // namespace atalaya::api
