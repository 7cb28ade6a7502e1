// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/bench/benches.h"
#include "services/bench/someevents.h"
#include "store/eventrepository.h"

#include <QTemporaryDir>

#include <algorithm>

namespace atalaya::services {

namespace {

using store::Database;
using store::EventRepository;
using store::Transaction;
using Pieces = QList<QList<model::PhaseEvent>>;

constexpr int kServices = 1000;
constexpr int kPiece = 1'000; // as a file is imported

QString hex(QRandomGenerator& random)
{
    return QStringLiteral("%1%2%3")
        .arg(random.generate64(), 16, 16, QLatin1Char('0'))
        .arg(random.generate64(), 16, 16, QLatin1Char('0'))
        .arg(random.generate() & 0xffff, 8, 16, QLatin1Char('0'));
}

Status insertAll(Database& database, const Pieces& pieces)
{
    return database.write([&pieces](Transaction& transaction) -> Status {
        for (const QList<model::PhaseEvent>& piece : pieces)
            ATALAYA_CHECK(EventRepository::insert(transaction, piece));
        return ok();
    });
}

/// What `insert` takes in a new store, in microseconds an event.
template<class Insert>
Result<double> inNewStore(int events, const Insert& insert)
{
    constexpr double kMicrosAMillisecond = 1000;
    const QTemporaryDir folder;
    const store::Opened opened = Database::open(store::Location::inFolder(folder.path()));
    if (!opened.database)
        return opened.error;
    ATALAYA_TRY(const double milliseconds, insert(*opened.database));
    return milliseconds * kMicrosAMillisecond / events;
}

} // namespace

QList<model::PhaseEvent> someEvents(QRandomGenerator& random, int first, int count, int total)
{
    constexpr qint64 kYearMs = 365LL * 86'400'000;
    QList<model::PhaseEvent> events;
    for (int i = first; i < first + count; ++i) {
        model::PhaseEvent event;
        const int cycle = std::max(0, i / 5 - random.bounded(200));
        const qint64 service = cycle * 7919LL % kServices;
        event.project = QStringLiteral("service-%1").arg(service);
        event.team = QStringLiteral("team-%1").arg(service % 50);
        event.environment = QStringLiteral("production");
        event.cycleId = QStringLiteral("cycle-%1").arg(cycle, 8, 10, QLatin1Char('0'));
        event.featureId = QStringLiteral("feature-%1").arg(cycle % 5000);
        event.phase = model::Phase(random.bounded(9));
        event.decision = model::Decision(random.bounded(10));
        event.durationSeconds = random.bounded(100'000);
        event.createdAt = instantFromMs(1'700'000'000'000 + kYearMs * i / total + random.bounded(60'000));
        event.metadata = {{QStringLiteral("sha"), hex(random)}};
        event.dedupKey = model::eventKey(event);
        events.append(event);
    }
    return events;
}

Status benchEvents(const BenchOptions& options, Stopwatch& watch, const StopToken&, const Progress&)
{
    constexpr double kLimit = 10; // a hundred thousand events a second
    const QString unit = QStringLiteral("µs/event");
    QRandomGenerator random(1);
    Pieces pieces;
    for (int done = 0; done < options.events; done += kPiece)
        pieces.append(someEvents(random, done, std::min(kPiece, options.events - done), options.events));
    ATALAYA_CHECK(watch.take(QStringLiteral("insert new events"), unit, kLimit, [&] {
        return inNewStore(options.events, [&](Database& database) {
            return millisecondsOf([&] { return insertAll(database, pieces); });
        });
    }));
    return watch.take(QStringLiteral("insert the same events again"), unit, kLimit, [&] {
        return inNewStore(options.events, [&](Database& database) -> Result<double> {
            ATALAYA_CHECK(insertAll(database, pieces));
            return millisecondsOf([&] { return insertAll(database, pieces); });
        });
    });
}

} // namespace atalaya::services
