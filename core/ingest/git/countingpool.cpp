// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/countingpool.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::ingest {

namespace {

constexpr size_t kMostThreads = 4;
constexpr size_t kLeastInPiece = 250;
constexpr size_t kPiecesPerThread = 8; // so that none waits long for another at the end

/// Threads that are worth their start.
size_t threadsFor(size_t nodes)
{
    const size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::min({(nodes + kLeastInPiece - 1) / kLeastInPiece, cores, kMostThreads});
}

} // namespace

CountingPool::CountingPool(const QString& gitDirectory, std::span<const GraphNode> nodes, StopToken stop)
    : m_gitDirectory(gitDirectory), m_nodes(nodes), m_threadCount(std::max<size_t>(1, threadsFor(nodes.size()))),
      m_piece(std::clamp(nodes.size() / (m_threadCount * kPiecesPerThread), kLeastInPiece, kMostInPiece)),
      m_stop(std::move(stop)), m_results((nodes.size() + m_piece - 1) / m_piece)
{
    for (size_t thread = 0; thread < m_threadCount && !nodes.empty(); ++thread)
        m_threads.emplace_back([this](const std::stop_token& ending) { work(ending); });
}

CountingPool::~CountingPool()
{
    for (std::jthread& thread : m_threads)
        thread.request_stop();
}

std::span<const GraphNode> CountingPool::nodes(size_t piece) const
{
    const size_t begin = piece * m_piece;
    return m_nodes.subspan(begin, std::min(m_piece, m_nodes.size() - begin));
}

Result<std::vector<LineCount>> CountingPool::take(size_t piece)
{
    std::unique_lock lock(m_mutex);
    if (!m_counted.wait(lock, m_stop, [&] { return m_results[piece].done; }))
        return Cancelled{};
    std::optional<std::vector<LineCount>> counts = std::move(m_results[piece].counts);
    if (m_stop.stop_requested())
        return Cancelled{};
    if (!counts)
        return Error{ErrorCode::Io,
                     QCoreApplication::translate("Git", "The repository could not be opened again while it was read.")};
    return std::move(*counts);
}

void CountingPool::work(const std::stop_token& ending)
{
    // Whoever wants it first: the caller's stop or the end of the pool.
    StopSource both;
    const std::stop_callback byCaller(m_stop, [&both] { both.request_stop(); });
    const std::stop_callback byPool(ending, [&both] { both.request_stop(); });
    const auto counter = bestCounter(m_gitDirectory);
    for (;;) {
        size_t piece = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (m_next == m_results.size() || both.stop_requested())
                return;
            piece = m_next++;
        }
        auto counts = countPiece(*counter, piece, both.get_token());
        {
            const std::lock_guard lock(m_mutex);
            m_results[piece] = {true, std::move(counts)};
        }
        m_counted.notify_all();
    }
}

std::optional<std::vector<LineCount>> CountingPool::countPiece(LineCounter& counter, size_t piece, const StopToken& stop) const
{
    const std::span<const GraphNode> all = nodes(piece);
    // Newest first: packs hold newer contents whole and older ones as differences to them.
    std::vector<model::GitOid> wanted;
    for (auto node = all.rbegin(); node != all.rend(); ++node) {
        if (node->countable)
            wanted.push_back(node->oid);
    }
    auto counted = counter.count(wanted, stop);
    if (!counted)
        return std::nullopt;
    std::vector<LineCount> counts(all.size());
    auto next = counted->rbegin();
    for (size_t place = 0; place < all.size(); ++place) {
        if (all[place].countable)
            counts[place] = *next++;
    }
    return counts;
}

} // namespace atalaya::ingest
