// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/bench/apibench.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace atalaya;

/// bench_api [EVENTS [ROUNDS]]: `atalaya bench api` without the rest of the program, for a profiler.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    services::BenchOptions options;
    options.apiEvents = QCoreApplication::arguments().value(1, QStringLiteral("1000000")).toInt();
    options.rounds = QCoreApplication::arguments().value(2, QStringLiteral("5")).toInt();
    QTextStream out(stdout);
    const auto print = [&out](const services::BenchResult& result) {
        out << QStringLiteral("%1 median %2 %3   most %4   limit %5   ratio %6\n")
                   .arg(result.name, -44)
                   .arg(result.median, 8, 'f', 2)
                   .arg(result.unit)
                   .arg(result.most, 8, 'f', 2)
                   .arg(result.limit, 5, 'f', 2)
                   .arg(result.ratio(), 0, 'f', 3);
        out.flush();
    };
    const Status status = api::benchApi(options, print, {}, {});
    if (!status.isError())
        return 0;
    QTextStream(stderr) << status.error().userText << ' ' << status.error().detail << '\n';
    return 1;
}
