// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditlog.h"

#include "base/guarded.h"
#include "base/json.h"
#include "base/log.h"
#include "operations/auditfile.h"
#include "operations/audithead.h"
#include "operations/refusalcounter.h"

#include <sodium.h>

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace atalaya::operations {

namespace {

constexpr std::chrono::milliseconds kPause{20}; ///< for more events, which are then written together
constexpr QLatin1String kAnonymous("anonymous");
constexpr std::chrono::seconds kCountingTime{60}; ///< the longest time after which what was counted is told

// What a crash left behind is kept, and told by the entry after it, which makes it part of the chain.
AuditEvent tornEvent(const QByteArray& torn)
{
    return {.actor = {},
            .action = QStringLiteral("audit.torn"),
            .subject = {},
            .outcome = AuditOutcome::Failed,
            .requestId = {},
            .peer = {},
            .details = {{QStringLiteral("bytes"), torn.size()}, {QStringLiteral("digest"), QString::fromLatin1(digestOf(torn))}}};
}

struct Dated
{
    AuditEvent event;
    Instant at;
};

} // namespace

class AuditLog::Private
{
public:
    Private(Options chosen, store::Database& database, const Clock& given)
        : options(std::move(chosen)), head(database, options.name, options.file), clock(given), m_file(options.file)
    {
        if (sodium_init() < 0)
            qFatal("libsodium does not start");
        if (const auto known = head.known())
            m_known = *known;
    }

    ~Private()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
            takeCounted();
            if (m_waiting.empty() && !m_isDirty && !m_thread.joinable())
                return;
        }
        ensureThread();
        m_wake.notify_one();
        if (m_thread.joinable())
            m_thread.join();
    }

    Status write(const std::vector<Dated>& events, bool isSynced)
    {
        const Status status = guarded([&] { return writeNow(events, isSynced); });
        if (status.isOk()) {
            {
                const std::lock_guard lock(m_mutex);
                m_isDirty = true;
                m_lastAt = events.back().at;
                ensureThreadLocked();
            }
            m_wake.notify_one();
            return status;
        }
        for (const auto& [event, at] : events)
            qCCritical(lcApp).noquote() << "The audit log could not be written; this is missing in it:" << event.action << event.subject
                                        << "by" << event.actor << event.peer << event.requestId
                                        << (status.isError() ? status.error().detail : QString());
        return status;
    }

    void queue(AuditEvent event)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back({std::move(event), clock.now()});
            ensureThreadLocked();
        }
        m_wake.notify_one();
    }

    void queueRefusal(AuditEvent event)
    {
        {
            const std::lock_guard lock(m_mutex);
            const Instant now = clock.now();
            if (const auto counted = m_refusals.take(now))
                m_waiting.push_back({summaryOf(*counted), m_countedAt});
            if (m_refusals.admit(event.actor.isEmpty() || event.actor == kAnonymous ? event.peer : event.actor, now)) {
                m_waiting.push_back({std::move(event), now});
            } else {
                m_countedAt = now;
                if (std::exchange(m_isCounting, true))
                    return;
                m_countingSince = std::chrono::steady_clock::now();
            }
            ensureThreadLocked();
        }
        m_wake.notify_one();
    }

    QString actor() const
    {
        const std::lock_guard lock(m_mutex);
        return options.actor;
    }
    void setActor(const QString& actor)
    {
        const std::lock_guard lock(m_mutex);
        options.actor = actor;
    }

    Options options;
    AuditHead head;
    const Clock& clock;

private:
    static AuditEvent summaryOf(const QJsonObject& counted)
    {
        return {.actor = kAnonymous,
                .action = QStringLiteral("auth.refused"),
                .subject = {},
                .outcome = AuditOutcome::Refused,
                .requestId = {},
                .peer = {},
                .details = counted};
    }

    void takeCounted()
    {
        m_isCounting = false;
        if (const auto counted = m_refusals.take(m_countedAt, true))
            m_waiting.push_back({summaryOf(*counted), m_countedAt});
    }

    Status writeNow(std::vector<Dated> events, bool isSynced)
    {
        const QString own = actor();
        const std::lock_guard lock(m_fileMutex);
        AuditLink last;
        ATALAYA_CHECK(m_file.add(
            [&](const AuditTail& tail) {
                last = m_known;
                // Less than what is known to have been there: what is missing leaves a gap in the numbers, for good.
                if (tail.last && tail.last->seq > last.seq)
                    last = *tail.last;
                else if (!tail.last || tail.last->seq < last.seq)
                    sayGap(tail.last ? tail.last->seq : 0, last.seq);
                QByteArray lines = tail.torn.isEmpty() ? QByteArray() : QByteArray("\n");
                if (!tail.torn.isEmpty() && !tail.isTornWhole)
                    events.insert(events.begin(), {tornEvent(tail.torn), events.front().at});
                for (auto& [event, at] : events) {
                    if (event.actor.isEmpty())
                        event.actor = own;
                    SealedEntry entry = seal(event, last, at);
                    lines += entry.line + '\n';
                    last = std::move(entry.link);
                }
                return lines;
            },
            isSynced));
        m_known = last;
        return ok();
    }

    void sayGap(qint64 found, qint64 known)
    {
        if (known > found && std::exchange(m_saidGap, known) != known)
            qCCritical(lcApp, "The audit log %s ends with entry %lld, though there were %lld: entries were removed from it.",
                       qPrintable(options.file), static_cast<long long>(found), static_cast<long long>(known));
    }

    void ensureThread()
    {
        const std::lock_guard lock(m_mutex);
        ensureThreadLocked();
    }
    void ensureThreadLocked()
    {
        try {
            if (!m_thread.joinable())
                m_thread = std::thread([this] { work(); });
        } catch (const std::system_error&) {
            // No thread to be had: the next event tries again.
        }
    }

    void work()
    {
        std::unique_lock lock(m_mutex);
        auto toldAt = std::chrono::steady_clock::now() - kHeadPause;
        const auto hasWork = [this] { return m_isEnding || !m_waiting.empty(); };
        for (;;) {
            if (m_isDirty || m_isCounting)
                m_wake.wait_for(lock, kHeadPause, hasWork);
            else
                m_wake.wait(lock, [&] { return hasWork() || m_isDirty || m_isCounting; });
            if (!m_isEnding && !m_waiting.empty())
                m_wake.wait_for(lock, kPause, [this] { return m_isEnding; });
            const bool isLast = m_isEnding;
            if (m_isCounting && std::chrono::steady_clock::now() - m_countingSince >= kCountingTime)
                takeCounted();
            std::vector<Dated> events;
            events.swap(m_waiting);
            if (!events.empty()) {
                lock.unlock();
                (void)write(events, false).isOk();
                lock.lock();
            }
            if (m_isDirty && (isLast || std::chrono::steady_clock::now() - toldAt >= kHeadPause)) {
                m_isDirty = false;
                const Instant at = m_lastAt;
                lock.unlock();
                const bool isTold = tellStore(at);
                lock.lock();
                toldAt = std::chrono::steady_clock::now();
                m_isDirty = m_isDirty || !isTold;
            }
            if (isLast)
                return;
        }
    }

    bool tellStore(Instant at)
    {
        {
            const std::lock_guard lock(m_fileMutex);
            (void)m_file.sync().isOk(); // the store may not know more than the disk
        }
        return guarded([this, at] { return head.advance(at); }).isOk();
    }

    mutable std::mutex m_mutex; ///< of everything below it but the file
    std::condition_variable m_wake;
    std::vector<Dated> m_waiting;
    RefusalCounter m_refusals;
    bool m_isCounting = false; ///< there are refusals that were not written
    Instant m_countedAt;       ///< the last of them
    std::chrono::steady_clock::time_point m_countingSince;
    Instant m_lastAt; ///< of the last entry
    bool m_isDirty = false; ///< there are entries that the store was not told of
    bool m_isEnding = false;
    std::mutex m_fileMutex; ///< of the file and what is known of it; never locked while the store is asked
    AuditFile m_file;
    AuditLink m_known = beginningOfChain(); ///< the last entry that this process has seen there
    qint64 m_saidGap = 0;
    std::thread m_thread; ///< begins with the first event
};

AuditLog::AuditLog(Options options, store::Database& database, const Clock& clock)
    : d(std::make_unique<Private>(std::move(options), database, clock))
{
}

AuditLog::~AuditLog() = default;

QString AuditLog::file() const
{
    return d->options.file;
}

QString AuditLog::name() const
{
    return d->options.name;
}

void AuditLog::setActor(const QString& actor)
{
    d->setActor(actor);
}

Status AuditLog::append(const AuditEvent& event, Durability durability)
{
    return d->write({{event, d->clock.now()}}, durability == Durability::Synced);
}

void AuditLog::note(AuditEvent event)
{
    d->queue(std::move(event));
}

void AuditLog::noteRefusal(AuditEvent event)
{
    d->queueRefusal(std::move(event));
}

} // namespace atalaya::operations
