// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/deliverybench.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace atalaya;

/// bench_delivery [SERVICES DEPLOYMENTS [FOLDER]]
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    services::DeliveryBench bench;
    if (arguments.size() > 2) {
        bench.services = std::max(1, arguments.at(1).toInt());
        bench.deployments = std::max(1, arguments.at(2).toInt());
    }
    bench.folder = arguments.value(3);
    QTextStream out(stdout);
    const Status status = services::benchDelivery(out, bench);
    if (!status.isError())
        return 0;
    QTextStream(stderr) << status.error().userText << '\n';
    return 1;
}
