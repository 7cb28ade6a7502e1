// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guarded.h"
#include "progress.h"
#include "result.h"
#include "stoptoken.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace atalaya {

/// Runs the jobs of one owner off its thread, the newest wins: starting a job stops the one before, and the answer of a
/// job that is no longer the newest is dropped. Answers arrive queued in the thread that made the runner, and never after
/// its end. The destructor stops and forgets; it never waits, since a job holds only copies of its inputs.
class JobRunner
{
public:
    explicit JobRunner(QThreadPool& pool) : m_pool(pool) {}
    ~JobRunner() { stop(); }
    Q_DISABLE_COPY_MOVE(JobRunner)

    /// `job` is called as (StopToken, Progress) -> Result<T> on a pool thread, `finished` as (Result<T>) and
    /// `progressed` (may be null) as (ProgressUpdate) in the runner's thread.
    template<class Job, class Finished>
    void start(Job job, Finished finished, Progress progressed = {})
    {
        stop();
        m_stop = StopSource();
        const auto generation = m_generation;
        const quint64 mine = ++*generation;
        const auto deliver = [mailbox = m_mailbox, generation, mine](auto call) {
            QMetaObject::invokeMethod(
                mailbox.get(),
                [generation, mine, call = std::move(call)]() mutable {
                    if (*generation == mine)
                        call();
                },
                Qt::QueuedConnection);
        };
        m_pool.start([job = std::move(job), finished = std::move(finished), progressed = std::move(progressed), deliver,
                      token = m_stop.get_token()]() mutable {
            Progress progress;
            if (progressed)
                progress = [deliver, progressed](const ProgressUpdate& update) {
                    deliver([progressed, update] { progressed(update); });
                };
            auto result = guarded([&] { return job(token, progress); });
            deliver([finished = std::move(finished), result = std::move(result)]() mutable {
                finished(std::move(result));
            });
        });
    }

    void stop()
    {
        m_stop.request_stop();
        ++*m_generation;
    }

private:
    QThreadPool& m_pool;
    StopSource m_stop;
    // Both are shared with jobs under way, which may outlive the runner. The mailbox lives in the runner's thread; the
    // generation is touched only there.
    std::shared_ptr<QObject> m_mailbox{new QObject, [](QObject* mailbox) { mailbox->deleteLater(); }};
    std::shared_ptr<quint64> m_generation = std::make_shared<quint64>(0);
};

} // namespace atalaya
