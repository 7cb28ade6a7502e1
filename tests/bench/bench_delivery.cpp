// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/bench/bench.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace atalaya;

/// bench_delivery [SERVICES DEPLOYMENTS [FOLDER]]: `atalaya bench delivery` without the rest of the program, for a profiler; with a
/// folder the store stays there for the next time.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    services::BenchOptions options;
    if (arguments.size() > 2) {
        options.services = std::max(1, arguments.at(1).toInt());
        options.deployments = std::max(1, arguments.at(2).toInt());
    }
    options.folder = arguments.value(3);
    QTextStream out(stdout);
    const auto print = [&out](const services::BenchResult& result) {
        out << QStringLiteral("%1 median %2 %3   most %4   limit %5   ratio %6\n")
                   .arg(result.name, -44)
                   .arg(result.median, 8, 'f', 2)
                   .arg(result.unit)
                   .arg(result.most, 8, 'f', 2)
                   .arg(result.limit, 5, 'f', 0)
                   .arg(result.ratio(), 0, 'f', 3);
        out.flush();
    };
    const Status status = services::runBench(QStringLiteral("delivery"), options, print);
    if (!status.isError())
        return 0;
    QTextStream(stderr) << status.error().userText << '\n';
    return 1;
}
