// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/bench/bench.h"

#include <QElapsedTimer>

namespace atalaya::services {

/// What a call that returns a Result took, in milliseconds.
template<class Call>
Result<double> millisecondsOf(const Call& call)
{
    QElapsedTimer timer;
    timer.start();
    ATALAYA_CHECK(call());
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Does something in rounds and tells what it took.
class Stopwatch
{
public:
    Stopwatch(QString bench, int rounds, const BenchSink& sink, const StopToken& stop, const Progress& progress)
        : m_bench(std::move(bench)), m_rounds(rounds), m_sink(sink), m_stop(stop), m_progress(progress)
    {}

    /// `round` returns what it measured, in the unit of the limit.
    Status take(const QString& name, const QString& unit, double limit, const std::function<Result<double>()>& round);

private:
    const QString m_bench;
    const int m_rounds;
    const BenchSink& m_sink;
    const StopToken& m_stop;
    const Progress& m_progress;
};

} // namespace atalaya::services
