// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/jsonrpc.h"
#include "base/result.h"
#include "base/stoptoken.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace atalaya::api::mcp {

/// What tools have asked clients and wait for (the revisions before 2026-07-28). An answer comes as a message of its
/// own, from anywhere: it is taken only from the caller that was asked, under an id that cannot be guessed. Any thread.
class PendingAsks
{
public:
    /// How long a client may take, and how many may be waited for at once: each takes up a thread, and one has to be
    /// left for the answers.
    static constexpr std::chrono::seconds kPatience{60};
    static constexpr size_t kMost = 2;

    /// Sends a question under a new id and waits for its answer: the result, or an Error in the client's words.
    Result<QJsonObject> ask(const QString& caller, const std::function<bool(const QString& id)>& send, StopToken stop,
                            std::chrono::milliseconds patience = kPatience);
    /// False when nobody waits for this answer of this caller.
    bool answer(const QString& caller, const Message& response);
    /// No more answers can come: nobody waits any longer.
    void end();

private:
    struct Pending
    {
        QString caller;
        std::optional<QJsonObject> answer;
    };

    std::mutex m_mutex;
    std::condition_variable_any m_answered;
    std::map<QString, Pending> m_pending;
    bool m_hasEnded = false;
};

} // namespace atalaya::api::mcp
