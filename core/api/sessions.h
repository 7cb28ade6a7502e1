// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "base/instant.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace atalaya::api {

/// Who signed in with a browser, which cannot send a bearer. A cookie holds a random number and nothing of the token; what it stands
/// for is only in memory and ends after kLife, with its token, or with the program. Any thread.
class Sessions
{
public:
    static constexpr std::chrono::hours kLife{12};
    static constexpr qsizetype kMost = 10'000; ///< at one time; beyond, the oldest ends

    /// The id of a new one: 256 random bits. `tokenHash`: TokenService::hashOf(); find() gives it back.
    QByteArray begin(const QByteArray& tokenHash, Instant now);
    std::optional<QByteArray> find(const QByteArray& id, Instant now) const;
    void end(const QByteArray& id);

    /// The id in a request's cookies; empty when there is none.
    static QByteArray idIn(const Request& request);
    /// Set-Cookie: with an id until the browser ends, without it takes the cookie back.
    static QByteArray cookie(const QByteArray& id, bool hasTls);

private:
    struct Session
    {
        QByteArray tokenHash;
        Instant since;
    };
    static bool isOver(const Session& session, Instant now);
    void makeRoom(Instant now);

    mutable std::mutex m_mutex;
    QHash<QByteArray, Session> m_sessions; ///< by the hash of the id, so that looking it up tells nothing by how long it takes
};

} // namespace atalaya::api
