// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <deque>
#include <map>
#include <mutex>

namespace atalaya::services {

/// One request that the API answered.
struct ApiRequest {
    quint64 number = 0; ///< rises by one with each; 1 is the first
    Instant at;         ///< when it was answered
    QString client;     ///< name of the token; empty: none, or an unknown one
    QString peer;       ///< address
    QString method, path;
    QString operation;  ///< operationId of the route, or the tool or method of an MCP call; empty: no such path
    QString requestId;
    int status = 0;
    double durationMs = 0;
    qint64 bytes = 0;
};

/// What one client asked since the program began.
struct ClientActivity {
    QString client; ///< empty: without a token
    qint64 requests = 0, refused = 0 /* 4xx but 429 */, limited = 0 /* 429 */, failed = 0 /* 5xx */;
    double p50Ms = 0, p95Ms = 0; ///< of its requests among those that are remembered
    Instant last;
};

/// Who asked what of this program's API, in memory: the last kRemembered requests, and counts of all. Any thread.
class Activity
{
public:
    static constexpr size_t kRemembered = 5'000;
    static constexpr size_t kClients = 200; ///< that are counted apart; the longest silent one makes room

    void add(ApiRequest request);
    /// Those with a number above `after`, oldest first.
    QList<ApiRequest> since(quint64 after) const;
    /// Last active first.
    QList<ClientActivity> clients() const;
    qint64 total() const;

private:
    mutable std::mutex m_mutex;
    std::deque<ApiRequest> m_recent;
    std::map<QString, ClientActivity> m_clients;
    quint64 m_last = 0;
};

} // namespace atalaya::services
