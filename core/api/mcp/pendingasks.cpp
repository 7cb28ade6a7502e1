// SPDX-License-Identifier: GPL-3.0-or-later
#include "pendingasks.h"

#include "api/mcp/server/requeststate.h"

#include <QCoreApplication>
#include <QScopeGuard>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

} // namespace

Result<QJsonObject> PendingAsks::ask(const QString& caller, const std::function<bool(const QString& id)>& send,
                                     StopToken stop, std::chrono::milliseconds patience)
{
    const QString id = QStringLiteral("atalaya-") + QString::fromLatin1(unguessable(16).toHex());
    {
        const std::lock_guard lock(m_mutex);
        if (m_pending.size() >= kMost)
            return Error{ErrorCode::Unavailable, tr("Too many calls wait for clients; try again in a moment.")};
        m_pending.emplace(id, Pending{caller, std::nullopt});
    }
    const auto forget = qScopeGuard([this, &id] {
        const std::lock_guard lock(m_mutex);
        m_pending.erase(id);
    });
    if (!send(id)) // not under the lock: it may wait for the client
        return Cancelled{};
    std::unique_lock lock(m_mutex);
    const Pending& pending = m_pending.at(id);
    m_answered.wait_for(lock, stop, patience, [this, &pending] { return pending.answer.has_value() || m_hasEnded; });
    if (!pending.answer && (m_hasEnded || stop.stop_requested()))
        return Cancelled{};
    if (!pending.answer)
        return Error{ErrorCode::Unavailable, tr("The client did not answer in time.")};
    const QJsonObject answer = *pending.answer;
    lock.unlock();
    const QJsonObject error = answer.value(QStringLiteral("error")).toObject();
    if (!error.isEmpty())
        return Error{ErrorCode::Conflict,
                     tr("The client refused: %1").arg(error.value(QStringLiteral("message")).toString().left(500))};
    return answer.value(QStringLiteral("result")).toObject();
}

void PendingAsks::end()
{
    const std::lock_guard lock(m_mutex);
    m_hasEnded = true;
    m_answered.notify_all();
}

bool PendingAsks::answer(const QString& caller, const Message& response)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_pending.find(response.id.toString());
    if (found == m_pending.end() || found->second.caller != caller || found->second.answer)
        return false;
    found->second.answer = response.whole;
    m_answered.notify_all();
    return true;
}

} // namespace atalaya::api::mcp
