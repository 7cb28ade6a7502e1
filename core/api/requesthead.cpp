// SPDX-License-Identifier: GPL-3.0-or-later
#include "requesthead.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace atalaya::api {

namespace {

constexpr qsizetype kMaxTarget = 24 * 1024;
constexpr qsizetype kMaxMethod = 32;
constexpr int kMaxHeaders = 100;
constexpr qsizetype kMaxLine = 256;          // of the chunked framing
constexpr qsizetype kMaxTrailers = 4 * 1024; // read over, never used

struct MethodName
{
    Method method;
    const char* name;
};
constexpr MethodName kMethods[] = {
    {Method::Get, "GET"},     {Method::Head, "HEAD"},     {Method::Post, "POST"},       {Method::Put, "PUT"},
    {Method::Patch, "PATCH"}, {Method::Delete, "DELETE"}, {Method::Options, "OPTIONS"}, {Method::Other, "OTHER"},
};

QString tr(const char* text)
{
    return QCoreApplication::translate("RequestHead", text);
}

// Of each byte, whether a token (RFC 9110, 5.6.2) may hold it.
constexpr std::array<bool, 256> kTokenBytes = [] {
    std::array<bool, 256> bytes{};
    for (const char c : std::string_view("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~"))
        bytes[uchar(c)] = true;
    return bytes;
}();

bool isTokenChar(char c)
{
    return kTokenBytes[uchar(c)];
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Printable ASCII without what a URI may not hold, and only whole percent-encoded bytes, none of them NUL.
bool isCleanTarget(QByteArrayView target)
{
    for (qsizetype i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (c <= 0x20 || c >= 0x7F || std::strchr("\"<>\\^`{|}#", c))
            return false;
        if (c == '%') {
            if (i + 2 >= target.size() || !isHexDigit(target[i + 1]) || !isHexDigit(target[i + 2]) ||
                (target[i + 1] == '0' && target[i + 2] == '0'))
                return false;
        }
    }
    return true;
}

std::optional<Rejection> readRequestLine(QByteArrayView line, RequestHead& head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || first > kMaxMethod || last <= first + 1 || !isToken(line.first(first)))
        return Rejection{400, tr("The request line is malformed.")};
    const QByteArrayView version = line.sliced(last + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || !isDigits(version.sliced(5, 1)) || version[6] != '.' ||
        !isDigits(version.sliced(7)))
        return Rejection{400, tr("The request line is malformed.")};
    if (version[5] != '1')
        return Rejection{400, tr("Speak HTTP/1.1.")};
    head.keepAlive = version[7] != '0';
    head.request.method = methodFromName(line.first(first));

    QByteArray target = line.sliced(first + 1, last - first - 1).toByteArray();
    if (target.size() > kMaxTarget)
        return Rejection{414, tr("The URL is longer than %1 bytes.").arg(kMaxTarget)};
    if (target == "*" && head.request.method == Method::Options)
        target = "/";
    // The absolute form, as proxies send it: what counts is what follows the authority.
    for (const char* scheme : {"http://", "https://"}) {
        if (target.startsWith(scheme)) {
            const qsizetype slash = target.indexOf('/', qsizetype(std::strlen(scheme)));
            target = slash < 0 ? QByteArrayLiteral("/") : target.mid(slash);
        }
    }
    if (!target.startsWith('/') || target.startsWith("//") || !isCleanTarget(target))
        return Rejection{400, tr("The URL is malformed.")};
    const qsizetype mark = target.indexOf('?');
    head.request.path = mark < 0 ? target : target.first(mark);
    head.request.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    return std::nullopt;
}

std::optional<Rejection> readHeaderLine(QByteArrayView line, RequestHead& head)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon)))
        return Rejection{400, tr("A header line is malformed.")};
    const QByteArray name = line.first(colon).toByteArray().toLower();
    const QByteArray value = line.sliced(colon + 1).trimmed().toByteArray();
    const bool hasControl =
        std::any_of(value.begin(), value.end(), [](char c) { return uchar(c) < 0x20 && c != '\t'; });
    if (hasControl || value.contains('\x7F'))
        return Rejection{400, tr("The header %1 holds a control character.").arg(QString::fromLatin1(name))};
    QMap<QByteArray, QByteArray>& headers = head.request.headers;
    const auto found = headers.find(name);
    if (found == headers.end()) {
        headers.insert(name, value);
        return std::nullopt;
    }
    static const QList<QByteArray> once{"host",         "content-length", "transfer-encoding", "authorization",
                                        "content-type", "expect",         "idempotency-key",   "x-request-id"};
    if (once.contains(name))
        return Rejection{400, tr("The header %1 stands twice.").arg(QString::fromLatin1(name))};
    *found += ", " + value;
    return std::nullopt;
}

bool listHolds(const QByteArray& value, const char* word)
{
    const QList<QByteArray> parts = value.toLower().split(',');
    return std::any_of(parts.begin(), parts.end(), [word](const QByteArray& part) { return part.trimmed() == word; });
}

std::optional<Rejection> readFraming(RequestHead& head, bool isHttp10, const GuardLimits& limits)
{
    QMap<QByteArray, QByteArray>& headers = head.request.headers;
    if (!headers.contains("host") && !isHttp10)
        return Rejection{400, tr("The Host header is missing.")};
    const bool hasLength = headers.contains("content-length");
    if (headers.contains("transfer-encoding")) {
        if (hasLength || isHttp10)
            return Rejection{400, tr("Transfer-Encoding and Content-Length contradict each other.")};
        if (headers.value("transfer-encoding").toLower() != "chunked")
            return Rejection{400, tr("Only the chunked transfer coding is understood.")};
        head.chunked = true;
    } else if (hasLength) {
        const QByteArray text = headers.value("content-length");
        if (!isDigits(text) || text.size() > 18)
            return Rejection{400, tr("Content-Length is no length.")};
        head.contentLength = text.toLongLong();
        if (const qint64 limit = bodyLimit(head.request.path, limits); head.contentLength > limit)
            return Rejection{413, tr("The body is larger than %1 bytes.").arg(limit)};
    }
    const QByteArray expect = headers.value("expect");
    if (!expect.isEmpty() && expect.toLower() != "100-continue")
        return Rejection{417, tr("The expectation is not understood.")};
    head.isHttp10 = isHttp10;
    head.expectsContinue = !expect.isEmpty() && !isHttp10;
    const QByteArray connection = headers.value("connection");
    if (listHolds(connection, "close"))
        head.keepAlive = false;
    else if (isHttp10 && listHolds(connection, "keep-alive"))
        head.keepAlive = true;
    return std::nullopt;
}

std::optional<Rejection> readLines(const QByteArray& bytes, RequestHead& head, const GuardLimits& limits)
{
    if (bytes.contains('\0'))
        return Rejection{400, tr("The head holds a NUL byte.")};
    bool isHttp10 = false;
    int lines = 0;
    for (qsizetype begin = 0; begin < bytes.size();) {
        const qsizetype end = bytes.indexOf("\r\n", begin);
        const QByteArrayView line = QByteArrayView(bytes).sliced(begin, (end < 0 ? bytes.size() : end) - begin);
        begin = end < 0 ? bytes.size() : end + 2;
        if (line.contains('\r') || line.contains('\n'))
            return Rejection{400, tr("A line of the head does not end with CR LF.")};
        if (line.isEmpty() && lines > 0)
            break;
        if (++lines > kMaxHeaders + 1)
            return Rejection{431, tr("More than %1 headers.").arg(kMaxHeaders)};
        std::optional<Rejection> rejection = lines == 1 ? readRequestLine(line, head) : readHeaderLine(line, head);
        if (rejection)
            return rejection;
        if (lines == 1)
            isHttp10 = line.endsWith('0');
    }
    return readFraming(head, isHttp10, limits);
}

} // namespace

QByteArray methodName(Method method)
{
    for (const MethodName& entry : kMethods) {
        if (entry.method == method)
            return entry.name;
    }
    return {};
}

Method methodFromName(QByteArrayView name)
{
    for (const MethodName& entry : kMethods) {
        if (name == entry.name)
            return entry.method;
    }
    return Method::Other;
}

qint64 bodyLimit(const QByteArray& path, const GuardLimits& limits)
{
    return path.startsWith("/v1/") ? limits.otlpBodyBytes : limits.bodyBytes;
}

std::variant<RequestHead, Rejection> parseHead(const QByteArray& bytes, const GuardLimits& limits)
{
    RequestHead head;
    if (std::optional<Rejection> rejection = readLines(bytes, head, limits)) {
        rejection->request = std::move(head.request);
        return *std::move(rejection);
    }
    return head;
}

std::optional<Rejection> ChunkDecoder::readSize(const QByteArray& line)
{
    // An extension (";name=value") is allowed and means nothing.
    const qsizetype end = line.indexOf(';');
    const QByteArray digits = (end < 0 ? line : line.first(end)).trimmed();
    bool valid = false;
    const qint64 size = digits.toLongLong(&valid, 16);
    if (!valid || digits.size() > 15 || !std::all_of(digits.begin(), digits.end(), isHexDigit))
        return Rejection{400, tr("A chunk's size is malformed.")};
    if (m_body.size() + size > m_limit)
        return Rejection{413, tr("The body is larger than %1 bytes.").arg(m_limit)};
    m_remaining = size;
    m_state = size == 0 ? State::Trailer : State::Data;
    return std::nullopt;
}

std::optional<Rejection> ChunkDecoder::feed(QByteArray& input)
{
    qsizetype used = 0;
    std::optional<Rejection> rejection;
    while (!rejection && m_state != State::Complete) {
        if (m_state == State::Data) {
            const qsizetype take = qMin<qsizetype>(m_remaining, input.size() - used);
            m_body.append(input.constData() + used, take);
            used += take;
            m_remaining -= take;
            if (m_remaining > 0)
                break;
            m_state = State::DataEnd;
        }
        const qsizetype end = input.indexOf("\r\n", used);
        if (end < 0) {
            if (input.size() - used > kMaxLine + 1) // the CR may have come before its LF
                rejection = Rejection{400, tr("A chunk's size is malformed.")};
            break;
        }
        const QByteArray line = input.mid(used, end - used);
        used = end + 2;
        // What another reader could take for two lines, and what it depends on luck whether it came in one piece.
        if (line.size() > kMaxLine || line.contains('\r') || line.contains('\n')) {
            rejection = Rejection{400, tr("A chunk's size is malformed.")};
        } else if (m_state == State::Size) {
            rejection = readSize(line);
        } else if (m_state == State::DataEnd) {
            if (!line.isEmpty())
                rejection = Rejection{400, tr("A chunk is longer than it says.")};
            m_state = State::Size;
        } else if (line.isEmpty()) {
            m_state = State::Complete;
        } else if ((m_trailerBytes += line.size()) > kMaxTrailers) {
            rejection = Rejection{431, tr("The trailer is too long.")};
        }
    }
    input.remove(0, used);
    return rejection;
}

} // namespace atalaya::api
