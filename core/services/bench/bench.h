// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"

#include <QStringList>

#include <functional>

namespace atalaya::services {

/// One thing that was measured, beside its limit; less is better.
struct BenchResult {
    QString bench; ///< which of benchNames()
    QString name;  ///< "overview: everything"
    QString unit;  ///< of the three figures: "ms"
    double median = 0;
    double most = 0; ///< the worst round
    double limit = 0;

    /// The median as a share of the limit; above 1 is over it.
    double ratio() const { return median / limit; }
};
/// Told of each result at once.
using BenchSink = std::function<void(const BenchResult&)>;

struct BenchOptions {
    int services = 1000;
    int deployments = 1000; ///< of each service, with about two changes each
    int events = 200'000;        ///< of "events"
    int apiEvents = 1'000'000;   ///< of "api", which api/bench/apibench.h measures
    int rounds = 5;     ///< of each thing
    QString repository; ///< folder of the git repository to import
    QString folder;     ///< where the stores are made, and that of "delivery" is kept for the next time; empty: a temporary folder
};

/// "delivery", "events" and "git", in the order in which they are run.
QStringList benchNames();

/// Measures against the limits of definitions.md (promise 9) and of the project: "delivery" asks the delivery service everything that
/// the console and the API ask of `services` × `deployments` in a store, "events" puts phase events into a store, "git" imports a
/// repository and compares with what `git log --all --numstat` takes for it. All of it in stores of its own, in SQLite.
/// InvalidInput for an unknown name, and where `repository` is none.
Status runBench(const QString& name, const BenchOptions& options, const BenchSink& sink, const StopToken& stop = {},
                const Progress& progress = {});

} // namespace atalaya::services
