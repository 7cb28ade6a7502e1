// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/bench/bench.h"

#include "services/bench/benches.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace atalaya::services {

namespace {

struct Bench {
    QLatin1String name;
    Status (*run)(const BenchOptions&, Stopwatch&, const StopToken&, const Progress&);
};

constexpr std::array kBenches{
    Bench{QLatin1String("delivery"), benchDelivery},
    Bench{QLatin1String("events"), benchEvents},
    Bench{QLatin1String("git"), benchGit},
};

} // namespace

QStringList benchNames()
{
    QStringList names;
    for (const Bench& bench : kBenches)
        names.append(bench.name);
    return names;
}

Status runBench(const QString& name, const BenchOptions& options, const BenchSink& sink, const StopToken& stop,
                const Progress& progress)
{
    const auto bench = std::find_if(kBenches.begin(), kBenches.end(), [&name](const Bench& one) { return one.name == name; });
    if (bench == kBenches.end())
        return Error{ErrorCode::InvalidInput, QCoreApplication::translate("Bench", "there is no benchmark %1; there are: %2")
                                                  .arg(name, benchNames().join(QLatin1String(", ")))};
    Stopwatch watch(name, std::max(1, options.rounds), sink, stop, progress);
    return bench->run(options, watch, stop, progress);
}

} // namespace atalaya::services
