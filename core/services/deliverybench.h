// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

class QTextStream;

namespace atalaya::services {

struct DeliveryBench {
    int services = 1000;
    int deployments = 1000; ///< of each service, with about two changes each
    QString folder;         ///< where the store is made, or taken when there is one; empty: a temporary folder
    int rounds = 5;
};

/// Fills a store and asks the delivery service everything that the console and the API ask. Prints a line each: the median time of
/// the rounds, its limit (promise 9 of definitions.md: any filter < 100 ms) and their ratio.
Status benchDelivery(QTextStream& out, const DeliveryBench& bench = {});

} // namespace atalaya::services
