// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/lastuse.h"

#include "base/guarded.h"
#include "base/log.h"
#include "services/patience.h"
#include "store/tokenrepository.h"

#include <system_error>

namespace atalaya::services {

namespace {
// A busy store keeps neither the other writers of this program waiting for this, nor its end.
constexpr std::chrono::seconds kWait{1};
} // namespace

LastUse::~LastUse()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void LastUse::note(qint64 tokenId, Instant at)
{
    const Instant minute = std::chrono::floor<std::chrono::minutes>(at);
    {
        const std::lock_guard lock(m_mutex);
        const auto noted = m_noted.constFind(tokenId);
        if (noted != m_noted.cend() && *noted >= minute)
            return;
        m_noted.insert(tokenId, minute);
        m_pending.insert(tokenId, minute);
        try {
            if (!m_thread.joinable())
                m_thread = std::thread([this] { work(); });
        } catch (const std::system_error&) {
            return; // no thread to be had: the next minute tries again
        }
    }
    m_wake.notify_one();
}

void LastUse::work()
{
    for (;;) {
        Uses uses;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_pending.isEmpty(); });
            if (m_pending.isEmpty())
                return;
            uses.swap(m_pending);
        }
        write(uses);
    }
}

void LastUse::write(const Uses& uses)
{
    const Status status = guarded([&] {
        Patience patience({.until = std::chrono::steady_clock::now() + kWait});
        return m_database.write(
            [&](store::Transaction& transaction) -> Status {
                if (!patience.begin())
                    return Cancelled{};
                for (auto it = uses.begin(); it != uses.end(); ++it)
                    ATALAYA_CHECK(store::TokenRepository::setLastUsed(transaction, it.key(), it.value()));
                return ok();
            },
            patience.token());
    });
    // The next minute tries again; nothing depends on it meanwhile.
    if (!status.isOk())
        qCWarning(lcStore, "The last use of a token could not be written: %s",
                  status.isError() ? qUtf8Printable(status.error().detail) : "the store is busy");
}

} // namespace atalaya::services
