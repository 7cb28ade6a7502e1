// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/gitrepository.h"

#include "store/sql/bulk.h"
#include "store/sql/servicetable.h"

#include <algorithm>
#include <limits>

namespace atalaya::store {

namespace {

constexpr int kPage = 5000;
constexpr int kOidBytes = 20;

QByteArray bytesOf(const QList<model::GitOid>& oids)
{
    QByteArray bytes;
    bytes.reserve(oids.size() * kOidBytes);
    for (const model::GitOid& oid : oids)
        bytes.append(reinterpret_cast<const char*>(oid.bytes.data()), kOidBytes);
    return bytes;
}

QList<model::GitOid> oidsOf(const QByteArray& bytes)
{
    QList<model::GitOid> oids;
    for (qsizetype at = 0; at + kOidBytes <= bytes.size(); at += kOidBytes)
        oids.append(model::GitOid::fromBytes(bytes.mid(at, kOidBytes)));
    return oids;
}

QStringList words(const QString& text)
{
    return text.isEmpty() ? QStringList() : text.split(QLatin1Char(' '));
}

/// The number of a service; 0 when nothing is known of it.
Result<qint64> serviceId(Connection::Handle& handle, const QString& service)
{
    ATALAYA_TRY(Statement row, handle.prepare("SELECT id FROM service WHERE name = ?"));
    ATALAYA_TRY(const bool found, row.bind(service).next());
    return found ? row.integer(0) : qint64(0);
}

Result<QList<GitSource>> readSources(Connection::Handle& handle, const QString& service)
{
    const QByteArray where = service.isNull() ? "" : " WHERE s.name = ?";
    ATALAYA_TRY(Statement rows,
                handle.prepare("SELECT s.name, g.path, g.options, g.shallow, g.unfinished FROM git_source g "
                               "JOIN service s ON s.id = g.service_id" +
                               where + " ORDER BY s.name"));
    if (!service.isNull())
        rows.bind(service);
    QList<GitSource> sources;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return sources;
        sources.append({rows.text(0), rows.text(1), rows.text(2), rows.integer(3) != 0, rows.integer(4) != 0});
    }
}

Result<QList<model::GitRef>> readRefs(Connection::Handle& handle, qint64 service)
{
    ATALAYA_TRY(Statement rows,
                handle.prepare("SELECT name, oid, is_tag, is_default, time FROM git_ref WHERE service_id = ? "
                               "ORDER BY ordinal"));
    rows.bind(service);
    QList<model::GitRef> refs;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return refs;
        refs.append({rows.text(0), model::GitOid::fromBytes(rows.blob(1)), rows.integer(2) != 0, rows.integer(3) != 0,
                     rows.instant(4)});
    }
}

/// The next commits after a position; the light ones without their subjects.
Result<QList<model::GitCommit>> readCommits(Connection::Handle& handle, qint64 service, bool light, qint64 committed,
                                            const QByteArray& oid)
{
    const QByteArray subject = light ? "" : ", subject";
    ATALAYA_TRY(Statement rows,
                handle.prepare(
                    "SELECT oid, parents, authored, committed, line_count, file_count, reverts, picked_from" + subject +
                    " FROM git_commit WHERE service_id = ? AND committed >= ? AND (committed > ? OR oid > ?) "
                    "ORDER BY committed, oid LIMIT ?"));
    rows.bind(service, committed, committed, oid, kPage);
    QList<model::GitCommit> commits;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return commits;
        model::GitCommit commit;
        commit.oid = model::GitOid::fromBytes(rows.blob(0));
        commit.parents = oidsOf(rows.blob(1));
        commit.authored = rows.instant(2);
        commit.committed = rows.instant(3);
        commit.lines = int(rows.integer(4));
        commit.files = int(rows.integer(5));
        commit.reverts = words(rows.text(6));
        commit.pickedFrom = words(rows.text(7));
        if (!light)
            commit.subject = rows.text(8);
        commits.append(std::move(commit));
    }
}

Status writeSource(Transaction& transaction, const GitSource& source, bool unfinished)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 service, services.idOf(source.service));
    ATALAYA_TRY(Statement remove, handle.prepare("DELETE FROM git_source WHERE service_id = ?"));
    ATALAYA_CHECK(remove.bind(service).run());
    ATALAYA_TRY(Statement add, handle.prepare("INSERT INTO git_source (service_id, path, options, shallow, unfinished) "
                                              "VALUES (?, ?, ?, ?, ?)"));
    ATALAYA_CHECK(add.bind(service, source.path, source.options, source.shallow, unfinished).run());
    transaction.markChanged();
    return ok();
}

} // namespace

Status GitRepository::putSource(Transaction& transaction, const GitSource& source)
{
    ATALAYA_TRY(const std::optional<GitSource> before, GitRepository(transaction).source(source.service));
    if (before && !before->unfinished && before->path == source.path && before->options == source.options &&
        before->shallow == source.shallow)
        return ok();
    return writeSource(transaction, source, false);
}

Status GitRepository::markUnfinished(Transaction& transaction, const GitSource& source)
{
    ATALAYA_TRY(const std::optional<GitSource> before, GitRepository(transaction).source(source.service));
    if (before && before->unfinished)
        return ok();
    return writeSource(transaction, before.value_or(source), true);
}

Result<qint64> GitRepository::addCommits(Transaction& transaction, const QString& service,
                                         const QList<model::GitCommit>& commits)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 id, services.idOf(service));
    BulkInsert rows(
        handle,
        "INSERT INTO git_commit (service_id, committed, oid, parents, authored, line_count, file_count, reverts, "
        "picked_from, subject)",
        10, orLeaveAlone(handle, "oid"));
    for (const model::GitCommit& commit : commits)
        ATALAYA_CHECK(rows.add(id, commit.committed, commit.oid.toBytes(), bytesOf(commit.parents), commit.authored,
                               commit.lines, commit.files, commit.reverts.join(QLatin1Char(' ')),
                               commit.pickedFrom.join(QLatin1Char(' ')), commit.subject));
    ATALAYA_CHECK(rows.flush());
    return rows.changedRows();
}

Status GitRepository::recount(Transaction& transaction, const QString& service, const QList<model::GitCommit>& commits)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 id, services.idOf(service));
    ATALAYA_TRY(Statement update, handle.prepare("UPDATE git_commit SET line_count = ?, file_count = ? "
                                                 "WHERE service_id = ? AND committed = ? AND oid = ?"));
    for (const model::GitCommit& commit : commits)
        ATALAYA_CHECK(update.bind(commit.lines, commit.files, id, commit.committed, commit.oid.toBytes()).run());
    return ok();
}

Status GitRepository::replaceRefs(Transaction& transaction, const QString& service, const QList<model::GitRef>& refs)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 id, services.idOf(service));
    ATALAYA_TRY(const QList<model::GitRef> before, readRefs(handle, id));
    if (before == refs)
        return ok();
    ATALAYA_TRY(Statement remove, handle.prepare("DELETE FROM git_ref WHERE service_id = ?"));
    ATALAYA_CHECK(remove.bind(id).run());
    BulkInsert rows(handle, "INSERT INTO git_ref (service_id, ordinal, name, oid, is_tag, is_default, time)", 7);
    int ordinal = 0;
    for (const model::GitRef& ref : refs)
        ATALAYA_CHECK(
            rows.add(id, ordinal++, ref.name, ref.commit.toBytes(), ref.isTag, ref.isDefaultBranch, ref.time));
    return rows.flush();
}

Status GitRepository::putPatches(Transaction& transaction, const QString& service,
                                 const QHash<model::GitOid, QByteArray>& names)
{
    Connection::Handle& handle = transaction.handle();
    ServiceChanges services(transaction);
    ATALAYA_TRY(const qint64 id, services.idOf(service));
    ATALAYA_TRY(Statement remove, handle.prepare("DELETE FROM git_patch WHERE service_id = ? AND oid = ?"));
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        ATALAYA_CHECK(remove.bind(id, it.key().toBytes()).run());
    BulkInsert rows(handle, "INSERT INTO git_patch (service_id, oid, name)", 3);
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        ATALAYA_CHECK(rows.add(id, it.key().toBytes(), it.value()));
    return rows.flush();
}

Result<std::optional<GitSource>> GitRepository::source(const QString& service)
{
    // A null name would ask for all of them.
    ATALAYA_TRY(const QList<GitSource> found,
                readSources(m_connection.handle(), service.isNull() ? QString(QLatin1String("")) : service));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

Result<QList<GitSource>> GitRepository::sources()
{
    return readSources(m_connection.handle(), QString());
}

Result<QList<model::GitRef>> GitRepository::refs(const QString& service)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    return readRefs(m_connection.handle(), id);
}

Result<QHash<model::GitOid, QByteArray>> GitRepository::patches(const QString& service)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    ATALAYA_TRY(Statement rows, m_connection.handle().prepare("SELECT oid, name FROM git_patch WHERE service_id = ?"));
    rows.bind(id);
    QHash<model::GitOid, QByteArray> names;
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return names;
        names.insert(model::GitOid::fromBytes(rows.blob(0)), rows.blob(1));
    }
}

Result<qint64> GitRepository::countCommits(const QString& service)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    ATALAYA_TRY(Statement row, m_connection.handle().prepare("SELECT COUNT(*) FROM git_commit WHERE service_id = ?"));
    ATALAYA_CHECK(row.bind(id).next());
    return row.integer(0);
}

Result<GitExtent> GitRepository::extent(const QString& service)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    Connection::Handle& handle = m_connection.handle();
    GitExtent extent;
    ATALAYA_TRY(Statement commits, handle.prepare("SELECT COUNT(*), COALESCE(SUM(line_count), 0) FROM git_commit "
                                                  "WHERE service_id = ?"));
    ATALAYA_CHECK(commits.bind(id).next());
    extent.commits = commits.integer(0);
    extent.lines = commits.integer(1);
    ATALAYA_TRY(Statement patches,
                handle.prepare("SELECT COALESCE(SUM(LENGTH(name)), 0) FROM git_patch WHERE service_id = ?"));
    ATALAYA_CHECK(patches.bind(id).next());
    extent.patchBytes = patches.integer(0);
    return extent;
}

Result<QSet<model::GitOid>> GitRepository::knownCommits(const QString& service)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    ATALAYA_TRY(const qint64 count, countCommits(service));
    QSet<model::GitOid> known;
    known.reserve(count);
    ATALAYA_TRY(Statement rows, m_connection.handle().prepare("SELECT oid FROM git_commit WHERE service_id = ?"));
    rows.bind(id);
    for (;;) {
        ATALAYA_TRY(const bool found, rows.next());
        if (!found)
            return known;
        known.insert(model::GitOid::fromBytes(rows.blob(0)));
    }
}

Result<QList<model::GitCommit>> GitRepository::commitsAfter(const QString& service, const model::GitCommit* last,
                                                            bool light)
{
    ATALAYA_TRY(const qint64 id, serviceId(m_connection.handle(), service));
    return readCommits(m_connection.handle(), id, light,
                       last ? toMs(last->committed) : std::numeric_limits<qint64>::min(),
                       last ? last->oid.toBytes() : QByteArray());
}

Status GitRepository::forEachCommit(const QString& service, bool light,
                                    const std::function<Status(model::GitCommit&&)>& each)
{
    std::optional<model::GitCommit> last;
    for (;;) {
        ATALAYA_TRY(QList<model::GitCommit> commits, commitsAfter(service, last ? &*last : nullptr, light));
        const bool isLast = commits.size() < kPage;
        if (!isLast)
            last = commits.last();
        for (model::GitCommit& commit : commits)
            ATALAYA_CHECK(each(std::move(commit)));
        if (isLast)
            return ok();
    }
}

} // namespace atalaya::store
