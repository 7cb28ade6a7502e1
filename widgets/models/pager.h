// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "delivery/rows.h"

#include <functional>

namespace atalaya::widgets {

/// Reads a list page by page on the pool. One page is under way at most: starting another drops it.
template<class Row>
class Pager
{
public:
    /// Called on the pool; holds copies of its inputs only.
    using Load = std::function<Result<delivery::Page<Row>>(const delivery::PageRequest&, const StopToken&)>;
    using Arrived = std::function<void(Result<delivery::Page<Row>>)>;

    static constexpr int kPage = 100;
    static constexpr int kMaxPage = 10'000;

    explicit Pager(QThreadPool& pool) : m_runner(pool) {}

    /// Reads the first `limit` rows.
    void first(Load load, int limit, Arrived arrived)
    {
        m_load = std::move(load);
        m_cursor.clear();
        read({qBound(1, limit, kMaxPage), {}}, std::move(arrived));
    }
    /// Reads the page after the last; only when hasMore() and not isBusy().
    void more(Arrived arrived) { read({kPage, m_cursor}, std::move(arrived)); }
    bool hasMore() const { return !m_cursor.isEmpty(); }
    bool isBusy() const { return m_busy; }
    void stop()
    {
        m_runner.stop();
        m_busy = false;
    }

private:
    void read(const delivery::PageRequest& request, Arrived arrived)
    {
        m_busy = true;
        m_runner.start(
            [load = m_load, request](const StopToken& token, const Progress&) { return load(request, token); },
            [this, arrived = std::move(arrived)](Result<delivery::Page<Row>> page) {
                m_busy = false;
                if (page.isOk())
                    m_cursor = page.value().nextCursor;
                arrived(std::move(page));
            });
    }

    JobRunner m_runner;
    Load m_load;
    QString m_cursor;
    bool m_busy = false;
};

} // namespace atalaya::widgets
