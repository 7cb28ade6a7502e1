// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "store/location.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace atalaya::store {

/// What opening found. NewerCompatible was written by a later version that this one can still read and write.
enum class OpenOutcome { Created, Current, Upgraded, NewerCompatible, NewerIncompatible, Broken };

class Database;
/// `database` is null for NewerIncompatible and Broken (also: folder not writable, disk full, server not reachable);
/// then `error` says what to do.
struct Opened
{
    OpenOutcome outcome = OpenOutcome::Broken;
    std::unique_ptr<Database> database;
    Error error;
};

/// A thread's own connection, for reading. What is behind it is known only inside this room.
class Connection
{
public:
    virtual ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)
    class Handle;
    Handle& handle() const { return *m_handle; }

protected:
    explicit Connection(Handle& handle) : m_handle(&handle) {}

private:
    Handle* m_handle;
};

/// A connection that may write, inside one transaction.
class Transaction final : public Connection
{
public:
    /// The data version that this transaction will have made when it commits.
    qint64 dataVersion() const { return m_dataVersion; }
    /// Called by repositories when a row really changed; without it the data version stays as it was.
    void markChanged() { m_changed = true; }
    bool isChanged() const { return m_changed; }

private:
    friend class Database;
    Transaction(Handle& handle, qint64 dataVersion) : Connection(handle), m_dataVersion(dataVersion) {}
    qint64 m_dataVersion;
    bool m_changed = false;
};

/// One store: SQLite in a file, or a MariaDB/MySQL database. Functions may be called from any thread but the GUI's;
/// each thread reads over a connection of its own, all writing happens one after another on the writer thread.
class Database
{
public:
    /// Creates, upgrades (a SQLite file is copied first) or just opens. Never exits, never throws.
    static Opened open(const Location& location);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    const Location& location() const;

    /// Calls `job(Connection&)`, which returns a Result, within one read transaction: one state of the store. A stop
    /// interrupts the statement that is running; the answer is then Cancelled. What the job throws becomes an Error.
    template<class Job>
    auto read(Job job, StopToken stop = {}) -> std::invoke_result_t<Job, Connection&>
    {
        std::optional<std::invoke_result_t<Job, Connection&>> answer;
        const Status status = runRead([&](Connection& connection) { return keep(answer, job(connection)); }, stop);
        return finish(std::move(answer), status);
    }

    /// Calls `job(Transaction&)`, which returns a Result, on the writer thread and waits for it. Committed when the job
    /// returns a value, rolled back otherwise, also when it throws. When it marked a change, the data version goes up by one.
    template<class Job>
    auto write(Job job, StopToken stop = {}) -> std::invoke_result_t<Job, Transaction&>
    {
        std::optional<std::invoke_result_t<Job, Transaction&>> answer;
        const Status status = runWrite([&](Transaction& transaction) { return keep(answer, job(transaction)); }, stop);
        return finish(std::move(answer), status);
    }

    /// Counts the commits that changed something; starts at 1. Caches and ETags hang on it.
    Result<qint64> dataVersion();
    /// The data version as it was read at most `age` ago, unless this program has changed the data since: waits for nothing. What other
    /// programs have changed may be missing for that long.
    std::optional<qint64> recentDataVersion(std::chrono::milliseconds age) const;
    /// When the data version was last raised; nothing while it was not, or when a program that does not note the time did it.
    Result<std::optional<Instant>> dataChanged();
    /// Names this store for as long as it exists, so that a cursor or an ETag of another store is recognised.
    QString storeId() const;

private:
    friend struct Opener;
    class Private;
    explicit Database(std::unique_ptr<Private> d);

    Status writeNow(const std::function<Status(Transaction&)>& job, const StopToken& stop);
    Status runRead(const std::function<Status(Connection&)>& job, const StopToken& stop);
    Status runWrite(const std::function<Status(Transaction&)>& job, const StopToken& stop);

    template<class Answer>
    static Status keep(std::optional<Answer>& slot, Answer answer)
    {
        Status status = answer.isOk() ? ok() : Status(answer.failure());
        slot.emplace(std::move(answer));
        return status;
    }
    // A failure of the transaction itself (begin, commit) outweighs the job's answer.
    template<class Answer>
    static Answer finish(std::optional<Answer> answer, const Status& status)
    {
        if (answer && (status.isOk() || !answer->isOk()))
            return *std::move(answer);
        return status.failure();
    }

    std::unique_ptr<Private> d;
};

} // namespace atalaya::store
