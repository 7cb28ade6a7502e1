// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stoptoken.h"

#include <QByteArray>

#include <vector>

namespace atalaya::api {

/// What clients saw that each sent the same request again as soon as it was answered.
struct LoadOutcome
{
    double seconds = 0;
    qint64 answers = 0;
    qint64 bytes = 0;               ///< of one answer's body, the last one's
    int status = 0;                 ///< of the last answer
    std::vector<double> latenciesMs; ///< in rising order

    double microsAnAnswer() const { return answers > 0 ? seconds * 1e6 / double(answers) : 0; }
    /// `share` of the answers took no longer, in milliseconds.
    double latencyMs(double share) const;
};

/// `connections` keep-alive connections to 127.0.0.1:port, from this thread alone, for at least `answers` answers. An Error when the
/// server closes or answers what is no HTTP.
Result<LoadOutcome> load(quint16 port, const QByteArray& request, int connections, qint64 answers, const StopToken& stop = {});

} // namespace atalaya::api
