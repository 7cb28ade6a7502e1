// SPDX-License-Identifier: GPL-3.0-or-later
#include "audithead.h"

#include "base/log.h"
#include "operations/auditfile.h"
#include "store/auditrepository.h"

#include <QFile>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace atalaya::operations {

namespace {

constexpr std::chrono::seconds kPatience{1};

/// Asks for a stop when its time is over.
class Deadline
{
public:
    explicit Deadline(std::chrono::milliseconds time)
        : m_thread([this, time](const StopToken& over) {
              std::unique_lock lock(m_mutex);
              if (!m_wake.wait_for(lock, over, time, [] { return false; }) && !over.stop_requested())
                  m_stop.request_stop();
          })
    {
    }
    StopToken token() const { return m_stop.get_token(); }

private:
    StopSource m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; ///< last: it starts when everything else is there
};

struct Found
{
    std::optional<AuditLink> last;
    bool isAnchored = false; ///< the entry that the store knows is there, or the one that follows on it
};

Found look(QFile& file, const std::optional<AuditLink>& known)
{
    Found found;
    found.isAnchored = !known;
    forEachLineBackwards(file.handle(), [&](const QByteArray& line) {
        const std::optional<AuditLine> entry = readAuditLine(line);
        if (!entry)
            return true;
        if (!found.last)
            found.last = entry->link;
        if (!known)
            return false;
        if ((entry->link.seq == known->seq && entry->link.hash == known->hash) ||
            (entry->link.seq == known->seq + 1 && entry->previous == known->hash))
            found.isAnchored = true;
        return !found.isAnchored && entry->link.seq >= known->seq;
    });
    return found;
}

} // namespace

std::optional<AuditLink> AuditHead::known() const
{
    const auto head = m_database.read([this](store::Connection& connection) { return store::AuditRepository(connection).head(m_log); });
    if (!head.isOk() || !head.value())
        return std::nullopt;
    return AuditLink{head.value()->seq, head.value()->hash};
}

Status AuditHead::advance(Instant now)
{
    const Deadline deadline(kPatience);
    return m_database.write(
        [&](store::Transaction& transaction) -> Status {
            ATALAYA_TRY(const std::optional<model::AuditHead> head, store::AuditRepository(transaction).head(m_log));
            QFile file(m_file);
            if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
                return ok(); // it has gone: what is known of it stays
            const Found found = look(file, head ? std::optional(AuditLink{head->seq, head->hash}) : std::nullopt);
            if (!found.last || (head && found.last->seq <= head->seq && found.isAnchored))
                return ok();
            if (!found.isAnchored) {
                qCCritical(lcApp, "The audit log %s lacks entries that the store knows: run atalaya audit verify.", qPrintable(m_file));
                return ok();
            }
            return store::AuditRepository::put(transaction, m_log, {found.last->seq, found.last->hash, now});
        },
        deadline.token());
}

} // namespace atalaya::operations
