// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/csv.h"
#include "base/result.h"
#include "model/phaseevent.h"

#include <QStringList>

#include <memory>
#include <optional>

class QIODevice;

namespace atalaya::ingest {

/// One row of a file: a phase event, or what is wrong with it ("line 7, column duration_seconds: must not be
/// negative").
struct RecordRow
{
    model::PhaseEvent event;
    QStringList problems; ///< empty: the row is good
};

/// Reads phase events from a file, row by row, in constant memory (and some 40 bytes for each distinct row without a
/// created_at).
class RecordReader
{
public:
    virtual ~RecordReader() = default;
    /// Nothing at the end. An Error when the file as a whole is not what it should be (its header line).
    virtual Result<std::optional<RecordRow>> next() = 0;
};

// Rows without a created_at get `now`, and a key made of what they say and of how many good rows of the file before
// them say the same. So equal rows of one file are several events, and the rows of a file that is read again, also when
// it has grown since, are the events that they were the first time.

/// Columns by the names in the first line: cycle_id, feature_id, phase_name, decision, duration_seconds; metadata (a
/// JSON object), created_at, project, team and environment if wanted; in any order. Empty fields of the latter count as
/// absent.
std::unique_ptr<RecordReader> csvRecords(QIODevice& device, Instant now);
/// One JSON object a line, at most 1 MiB; blank lines are skipped.
std::unique_ptr<RecordReader> jsonLineRecords(QIODevice& device, Instant now);

} // namespace atalaya::ingest
