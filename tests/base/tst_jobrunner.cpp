// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jobrunner.h"

#include <QTest>

#include <atomic>
#include <semaphore>
#include <stdexcept>
#include <thread>

using namespace atalaya;

namespace {

/// Waits in a job for its stop, without turning the processor.
void waitForStop(const StopToken& stop)
{
    std::binary_semaphore stopped(0);
    const std::stop_callback callback(stop, [&stopped] { stopped.release(); });
    stopped.acquire();
}

} // namespace

class JobRunnerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_pool.setMaxThreadCount(2); }
    void cleanup()
    {
        m_pool.waitForDone();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }

    void theAnswerComesInTheThreadOfTheRunner()
    {
        JobRunner runner(m_pool);
        std::optional<int> answer;
        QThread* jobThread = nullptr;
        QThread* answerThread = nullptr;
        runner.start(
            [&jobThread](const StopToken&, const Progress&) -> Result<int> {
                jobThread = QThread::currentThread();
                return 42;
            },
            [&](const Result<int>& result) {
                answerThread = QThread::currentThread();
                answer = result.value();
            });
        QVERIFY2(!answer, "the answer is queued, never given within start()");
        QTRY_COMPARE(answer, std::optional(42));
        QCOMPARE(answerThread, QThread::currentThread());
        QVERIFY(jobThread != QThread::currentThread());
    }

    void whatAJobThrowsArrivesAsAnError()
    {
        JobRunner runner(m_pool);
        std::optional<ErrorCode> code;
        QString detail;
        runner.start([](const StopToken&, const Progress&) -> Result<int> { throw std::runtime_error("no room"); },
                     [&](const Result<int>& result) {
                         code = result.error().code;
                         detail = result.error().detail;
                     });
        QTRY_COMPARE(code, std::optional(ErrorCode::Unavailable));
        QCOMPARE(detail, QStringLiteral("no room"));
    }

    void errorsAndCancellationArriveAsTheyAre()
    {
        JobRunner runner(m_pool);
        bool error = false;
        runner.start([](const StopToken&, const Progress&) -> Result<int> { return Error{ErrorCode::NotFound, {}}; },
                     [&](const Result<int>& result) { error = result.isError() && result.error().code == ErrorCode::NotFound; });
        QTRY_VERIFY(error);
        bool cancelled = false;
        runner.start([](const StopToken&, const Progress&) -> Result<int> { return Cancelled{}; },
                     [&](const Result<int>& result) { cancelled = result.isCancelled(); });
        QTRY_VERIFY(cancelled);
    }

    void theNewestJobStopsTheOneBeforeAndItsAnswerIsDropped()
    {
        JobRunner runner(m_pool);
        QStringList answers;
        const auto keep = [&answers](const Result<QString>& result) { answers.append(result.value()); };
        std::atomic<bool> oldStopped = false;
        runner.start(
            [&oldStopped](const StopToken& stop, const Progress&) -> Result<QString> {
                waitForStop(stop);
                oldStopped = true;
                return QStringLiteral("old");
            },
            keep);
        runner.start([](const StopToken&, const Progress&) -> Result<QString> { return QStringLiteral("new"); }, keep);
        QTRY_COMPARE(answers, QStringList{QStringLiteral("new")});
        m_pool.waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(oldStopped);
        QCOMPARE(answers, QStringList{QStringLiteral("new")});
    }

    void anAnswerUnderWayIsDroppedWhenItIsStale()
    {
        JobRunner runner(m_pool);
        QStringList answers;
        const auto keep = [&answers](const Result<QString>& result) { answers.append(result.value()); };
        runner.start([](const StopToken&, const Progress&) -> Result<QString> { return QStringLiteral("old"); }, keep);
        m_pool.waitForDone(); // the answer is queued, not yet given
        runner.start([](const StopToken&, const Progress&) -> Result<QString> { return QStringLiteral("new"); }, keep);
        QTRY_COMPARE(answers, QStringList{QStringLiteral("new")});
    }

    void stopLetsNoAnswerThrough()
    {
        JobRunner runner(m_pool);
        bool answered = false;
        runner.start([](const StopToken&, const Progress&) -> Result<int> { return 1; }, [&](const Result<int>&) { answered = true; });
        runner.stop();
        m_pool.waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(!answered);
    }

    void theEndStopsTheJobWithoutWaitingAndNothingArrivesAfter()
    {
        bool answered = false, progressed = false;
        std::binary_semaphore started(0), mayEnd(0);
        {
            JobRunner runner(m_pool);
            runner.start(
                [&](const StopToken& stop, const Progress& progress) -> Result<int> {
                    started.release();
                    waitForStop(stop);
                    report(progress, QStringLiteral("late"), 1, 1);
                    mayEnd.acquire();
                    return 1;
                },
                [&](const Result<int>&) { answered = true; }, [&](const ProgressUpdate&) { progressed = true; });
            started.acquire();
        } // had it waited, this would never end
        mayEnd.release();
        m_pool.waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(!answered);
        QVERIFY(!progressed);
    }

    void progressArrivesInOrderBeforeTheAnswer()
    {
        JobRunner runner(m_pool);
        QStringList heard;
        runner.start(
            [](const StopToken&, const Progress& progress) -> Result<int> {
                for (int done = 1; done <= 3; ++done)
                    report(progress, QStringLiteral("step"), done, 3);
                return 0;
            },
            [&](const Result<int>&) { heard.append(QStringLiteral("answer")); },
            [&](const ProgressUpdate& update) { heard.append(QString::number(update.done) + u'/' + QString::number(update.total)); });
        QTRY_COMPARE(heard, (QStringList{QStringLiteral("1/3"), QStringLiteral("2/3"), QStringLiteral("3/3"), QStringLiteral("answer")}));
    }

    void aJobWithoutListenerGetsNoProgress()
    {
        JobRunner runner(m_pool);
        std::optional<bool> hears;
        runner.start([](const StopToken&, const Progress& progress) -> Result<bool> { return bool(progress); },
                     [&](const Result<bool>& result) { hears = result.value(); });
        QTRY_VERIFY(hears);
        QVERIFY(!*hears);
    }

private:
    QThreadPool m_pool;
};

QTEST_GUILESS_MAIN(JobRunnerTest)
#include "tst_jobrunner.moc"
