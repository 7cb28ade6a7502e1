// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace atalaya {

/// How far a job is: `done` of `total` (0 = not known yet) in words a person reads ("Reading commits").
struct ProgressUpdate {
    QString step;
    qint64 done = 0;
    qint64 total = 0;
};

/// Called from the job's thread; may be empty.
using Progress = std::function<void(const ProgressUpdate&)>;

inline void report(const Progress& progress, const QString& step, qint64 done, qint64 total)
{
    if (progress)
        progress({step, done, total});
}

} // namespace atalaya
