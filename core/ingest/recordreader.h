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

/// One row of a file: a phase event, or what is wrong with it ("line 7, column duration_seconds: must not be negative").
struct RecordRow {
    model::PhaseEvent event;
    QStringList problems; ///< empty: the row is good
};

/// Reads phase events from a file, row by row, in constant memory.
class RecordReader
{
public:
    virtual ~RecordReader() = default;
    /// Nothing at the end. An Error when the file as a whole is not what it should be (its header line).
    virtual Result<std::optional<RecordRow>> next() = 0;
};

/// What rows without a created_at get: the time of the import, and a word that keeps them apart from those of another one.
struct RowDefaults {
    Instant now;
    QByteArray nonce;
};

/// Columns by the names in the first line: cycle_id, feature_id, phase_name, decision, duration_seconds; metadata (a JSON
/// object), created_at, project, team and environment if wanted; in any order. Empty fields of the latter count as absent.
std::unique_ptr<RecordReader> csvRecords(QIODevice& device, const RowDefaults& defaults);
/// One JSON object a line, at most 1 MiB; blank lines are skipped.
std::unique_ptr<RecordReader> jsonLineRecords(QIODevice& device, const RowDefaults& defaults);

} // namespace atalaya::ingest
