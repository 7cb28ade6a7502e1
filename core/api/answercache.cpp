// SPDX-License-Identifier: GPL-3.0-or-later
#include "answercache.h"

namespace atalaya::api {

namespace {

qint64 minuteOf(Instant now)
{
    return toMs(now) / 60'000;
}

} // namespace

std::optional<Response> AnswerCache::find(const QByteArray& question, qint64 dataVersion, Instant now) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_answers.constFind(question);
    if (found == m_answers.cend() || found->dataVersion != dataVersion ||
        (found->minute != kPinned && found->minute != minuteOf(now)))
        return std::nullopt;
    return found->response;
}

void AnswerCache::keep(const QByteArray& question, qint64 dataVersion, Instant now, bool isPinned, const Response& response)
{
    const qsizetype bytes = response.body.size() + question.size();
    if (bytes > kLargest)
        return;
    const std::lock_guard lock(m_mutex);
    if (const auto old = m_answers.constFind(question); old != m_answers.cend())
        m_bytes -= old->response.body.size() + question.size();
    else if (m_bytes + bytes > kMaxBytes) {
        m_answers.clear(); // whoever asks again pays once
        m_bytes = 0;
    }
    m_answers.insert(question, {response, dataVersion, isPinned ? kPinned : minuteOf(now)});
    m_bytes += bytes;
}

} // namespace atalaya::api
