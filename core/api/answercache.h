// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/response.h"
#include "base/instant.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace atalaya::api {

/// Answers that hold as long as the store stays as it is: asked again, they need not be computed. What an answer is kept under says
/// everything that it depends on but the data version and the moment. Any thread.
class AnswerCache
{
public:
    static constexpr qsizetype kMaxBytes = 32 << 20; ///< of all bodies
    static constexpr qsizetype kLargest = 256 << 10; ///< a larger body is not kept

    /// The answer, when it was kept for this data version and, unless the question names the moment itself, in this minute.
    std::optional<Response> find(const QByteArray& question, qint64 dataVersion, Instant now) const;
    /// Keeps an answer, ready but for the headers that each request gets for itself. The oldest ones make room together.
    void keep(const QByteArray& question, qint64 dataVersion, Instant now, bool isPinned, const Response& response);

private:
    struct Kept
    {
        Response response;
        qint64 dataVersion = 0;
        qint64 minute = 0; ///< kPinned: any
    };
    static constexpr qint64 kPinned = -1;

    mutable std::mutex m_mutex;
    QHash<QByteArray, Kept> m_answers;
    qint64 m_bytes = 0;
};

} // namespace atalaya::api
