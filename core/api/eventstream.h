// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"

#include <QByteArray>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace atalaya::api {

struct StreamOptions
{
    /// It has no end of its own: a server that ends closes it at once, after `farewell`. Otherwise it waits for
    /// close().
    bool isOpenEnded = false;
    QByteArray farewell = {};
    qsizetype mostWaiting = 256 * 1024; ///< bytes; a larger piece has to be the only one
};

/// The body of an answer that is not known yet when the answer begins: one side fills it, from any thread, the server's
/// thread sends it on. Holds a bounded number of bytes that the client has not fetched.
class EventStream
{
public:
    explicit EventStream(StreamOptions options = {}) : m_options(std::move(options)) {}
    Q_DISABLE_COPY_MOVE(EventStream)

    // The side that fills it.

    /// Waits while the client is slow. False when nobody will read it: the client left, the stream was closed, or a
    /// stop was asked for.
    bool write(const QByteArray& bytes, StopToken stop);
    enum class Offered { Taken, Full, Gone };
    /// The same, without waiting.
    Offered offer(const QByteArray& bytes);
    /// Nothing follows.
    void close();
    bool isGone() const;

    // The server.

    /// `wake` is called, from any thread, when there is something to take; not any more after leave().
    void attach(std::function<void()> wake);
    struct Taken
    {
        QByteArray bytes;
        bool isEnd = false; ///< nothing follows
    };
    Taken take(qsizetype most);
    /// Nobody takes any more.
    void leave();
    const StreamOptions& options() const { return m_options; }

private:
    bool hasRoomFor(qsizetype bytes) const;
    void append(const QByteArray& bytes);
    void wake();

    const StreamOptions m_options;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_taken;
    QByteArray m_waiting;
    bool m_isClosed = false;
    bool m_isGone = false;
    bool m_isAwake = false; ///< wake was called since the last take()
    std::function<void()> m_wake;
};

/// A server-sent event of the type "message" (WHATWG HTML, 9.2). `data` is one line.
QByteArray serverSentEvent(const QByteArray& data);

} // namespace atalaya::api
