// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/guardlimits.h"
#include "api/request.h"

#include <optional>
#include <variant>

namespace atalaya::api {

/// What is wrong with the bytes of a request; the connection ends after the answer, since where the next request would
/// begin is anyone's guess.
struct Rejection
{
    int status = 400;
    QString detail;
    Request request = {}; ///< what could be read of it: the path is empty when even that could not
};

/// The head of a request, read strictly (RFC 9112): what two readers could understand differently is refused.
struct RequestHead
{
    Request request; ///< without body, peer and stop
    qint64 contentLength = 0;
    bool chunked = false;
    bool keepAlive = true;
    bool isHttp10 = false; ///< then the client knows no chunks
    bool expectsContinue = false;
};

/// `bytes` is a head up to and with the empty line that ends it. Never a 5xx.
std::variant<RequestHead, Rejection> parseHead(const QByteArray& bytes, const GuardLimits& limits);
/// How large a body may be on this path.
qint64 bodyLimit(const QByteArray& path, const GuardLimits& limits);
/// "GET"; "OTHER" for a method that no route has.
QByteArray methodName(Method method);
Method methodFromName(QByteArrayView name);

/// Takes the chunked coding off a body, as it arrives, and never keeps more than `limit` bytes.
class ChunkDecoder
{
public:
    explicit ChunkDecoder(qint64 limit) : m_limit(limit) {}

    /// Takes from the front of `input` what belongs to the body. A Rejection for a malformed chunk (400) or too much
    /// (413).
    std::optional<Rejection> feed(QByteArray& input);
    bool isComplete() const { return m_state == State::Complete; }
    QByteArray takeBody() { return std::move(m_body); }
    qint64 size() const { return m_body.size(); }

private:
    enum class State { Size, Data, DataEnd, Trailer, Complete };
    std::optional<Rejection> readSize(const QByteArray& line);

    qint64 m_limit;
    State m_state = State::Size;
    qint64 m_remaining = 0;
    qsizetype m_trailerBytes = 0;
    QByteArray m_body;
};

} // namespace atalaya::api
