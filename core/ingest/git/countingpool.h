// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ingest/git/commitgraph.h"
#include "ingest/git/linecounter.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace atalaya::ingest {

/// Counts the lines of many commits in several threads, piece by piece and ahead of who asks. The nodes outlive the pool.
class CountingPool
{
public:
    /// The most commits that one thread counts at a time. Long runs of one thread matter: git finds most of a commit's
    /// contents again in what it has just unpacked (17.5 s of processor time in pieces of 250, 12.4 s in pieces of 2 000).
    static constexpr size_t kMostInPiece = 2'000;

    CountingPool(const QString& gitDirectory, std::span<const GraphNode> nodes, StopToken stop);
    /// Stops what is under way and waits for it.
    ~CountingPool();
    Q_DISABLE_COPY_MOVE(CountingPool)

    size_t pieces() const { return m_results.size(); }
    std::span<const GraphNode> nodes(size_t piece) const;
    /// Waits for the counts of a piece, one a node (merges: 0). Each piece may be asked for once.
    Result<std::vector<LineCount>> take(size_t piece);

private:
    void work(const std::stop_token& ending);
    std::optional<std::vector<LineCount>> countPiece(LineCounter& counter, size_t piece, const StopToken& stop) const;

    QString m_gitDirectory;
    std::span<const GraphNode> m_nodes;
    size_t m_threadCount = 1;
    size_t m_piece = 1; ///< commits in a piece
    StopToken m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_counted;
    size_t m_next = 0;
    struct Slot {
        bool done = false;
        std::optional<std::vector<LineCount>> counts;
    };
    std::vector<Slot> m_results;
    std::vector<std::jthread> m_threads; // last: ends before what it uses
};

} // namespace atalaya::ingest
