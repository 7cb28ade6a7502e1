// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "delivery/factsloader.h"
#include "store/database.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace atalaya::services {

/// The facts of a store, read again when its data changed. Every function may be called from any thread and blocks it; of
/// several callers one reads, for all.
class FactsCache
{
public:
    using SharedFacts = std::shared_ptr<const delivery::Facts>;

    explicit FactsCache(store::Database& database);
    Q_DISABLE_COPY_MOVE(FactsCache)

    /// Those of the state that the store is in now.
    Result<SharedFacts> current(const StopToken& stop, const Progress& progress = {});
    /// `answer(facts, connection)` as long as both show the same state of the store.
    template<class Answer>
    Result<Answer> together(const StopToken& stop,
                            const std::function<Result<Answer>(const delivery::Facts&, store::Connection&)>& answer);

private:
    Result<SharedFacts> load(const SharedFacts& before, const StopToken& stop, const Progress& progress);
    bool waitForLoading(std::unique_lock<std::mutex>& lock, const StopToken& stop, const Progress& progress);

    store::Database& m_database;
    std::mutex m_mutex; ///< guards m_facts and m_loading
    std::condition_variable_any m_loaded;
    SharedFacts m_facts;
    bool m_loading = false;
    std::atomic<qint64> m_rowsRead = 0, m_rowsToRead = 0;
};

template<class Answer>
Result<Answer> FactsCache::together(const StopToken& stop,
                                         const std::function<Result<Answer>(const delivery::Facts&, store::Connection&)>& answer)
{
    constexpr int kMostAttempts = 5; // then a store that never rests is answered as well as can be
    for (int attempt = 1;; ++attempt) {
        ATALAYA_TRY(const SharedFacts known, current(stop));
        auto result = m_database.read(
            [&](store::Connection& connection) -> Result<std::optional<Answer>> {
                ATALAYA_TRY(const bool current, delivery::areCurrent(*known, connection));
                if (!current && attempt < kMostAttempts)
                    return std::optional<Answer>();
                ATALAYA_TRY(Answer found, answer(*known, connection));
                return std::optional<Answer>(std::move(found));
            },
            stop);
        if (!result.isOk())
            return result.failure();
        if (result.value())
            return *std::move(result.value());
    }
}

} // namespace atalaya::services
