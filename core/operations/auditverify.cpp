// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditverify.h"

#include "operations/auditfile.h"
#include "store/auditrepository.h"

#include <sodium.h>

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace atalaya::operations {

namespace {

constexpr qint64 kLongestLine = 1 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("AuditLog", text);
}

/// Follows the chain from line to line.
class Chain
{
public:
    Chain(AuditReport& report, const std::optional<AuditLink>& head) : m_report(report), m_head(head) {}

    void take(const QByteArray& bytes, bool isFinished)
    {
        ++m_line;
        const std::optional<AuditLine> entry = readAuditLine(bytes);
        if (entry) {
            settleTorn(entry);
            takeEntry(*entry);
        }
        else if (!isFinished && !m_torn)
            m_report.notes.append(tr("Line %1 was not written to its end, as after a crash; it is kept.").arg(m_line));
        else
            takeTorn(bytes); // so it was left by a crash if the next entry says so
    }

    void end()
    {
        settleTorn(std::nullopt);
        if (m_head && m_last.seq < m_head->seq) {
            const qint64 first = m_last.seq + 1;
            fault(AuditFault::Kind::CutTail, m_line + 1,
                  first == m_head->seq
                      ? tr("The log ends here, but the store knows one more entry: %1 was removed.").arg(first)
                      : tr("The log ends here, but the store knows more entries: %1 to %2 were removed.").arg(first).arg(m_head->seq));
        }
    }

private:
    void takeEntry(const AuditLine& entry)
    {
        ++m_report.entries;
        const std::optional<Instant> at = parseInstant(entry.object.value(QLatin1String("at")).toString());
        if (!m_report.since)
            m_report.since = at;
        m_report.until = at;
        const AuditLink expected = m_last;
        if (!entry.isGenuine) {
            fault(AuditFault::Kind::Changed, m_line, tr("The entry was changed: its content does not give its hash."));
            // Where it stands is not to be trusted either; what follows shows.
            m_last = {expected.seq + 1, {}};
            return;
        }
        if (entry.link.seq <= expected.seq) {
            fault(AuditFault::Kind::Misplaced, m_line,
                  tr("Entry %1 does not belong here, behind entry %2: it was moved or inserted.").arg(entry.link.seq).arg(expected.seq));
            return; // the next one is compared with what went before
        }
        const bool isLinked = expected.hash.isEmpty() || entry.previous == expected.hash;
        if (entry.link.seq > expected.seq + 1)
            fault(AuditFault::Kind::Removed, m_line, missing(expected.seq + 1, entry.link.seq - 1));
        else if (!isLinked)
            fault(AuditFault::Kind::Unlinked, m_line,
                  tr("Entry %1 does not follow on the one before it: one of them was put in the place of another.").arg(entry.link.seq));
        else
            compareWithStore(entry);
        m_last = entry.link;
    }

    static QString missing(qint64 first, qint64 last)
    {
        return first == last ? tr("Entry %1 is missing before this line: it was removed.").arg(first)
                             : tr("The entries %1 to %2 are missing before this line: they were removed.").arg(first).arg(last);
    }

    // The whole chain could have been written anew from some line on: then it is not the one that the store knows.
    void compareWithStore(const AuditLine& entry)
    {
        if (m_head && entry.link.seq == m_head->seq && entry.link.hash != m_head->hash)
            fault(AuditFault::Kind::Unlinked, m_line,
                  tr("Entry %1 is not the one that the store knows: this line or those before it were written anew.").arg(entry.link.seq));
    }

    void takeTorn(const QByteArray& bytes)
    {
        if (!m_torn)
            m_tornLine = m_line;
        m_torn = m_torn ? *m_torn + '\n' + bytes : bytes;
    }

    void settleTorn(const std::optional<AuditLine>& next)
    {
        if (!m_torn)
            return;
        const QByteArray bytes = *std::exchange(m_torn, std::nullopt);
        const QJsonObject details = next ? next->object.value(QLatin1String("details")).toObject() : QJsonObject();
        if (next && next->isGenuine && next->object.value(QLatin1String("action")) == QLatin1String("audit.torn") &&
            details.value(QLatin1String("digest")).toString().toLatin1() == digestOf(bytes)) {
            m_report.notes.append(tr("Line %1 was not written to its end, as after a crash; the entry after it says so.").arg(m_tornLine));
            return;
        }
        fault(AuditFault::Kind::Changed, m_tornLine, tr("The line is no entry: it was inserted, or changed beyond reading."));
        if (next && next->link.seq == m_last.seq + 2) // it stood in the place of one
            m_last = {m_last.seq + 1, {}};
    }

    void fault(AuditFault::Kind kind, qint64 line, const QString& text)
    {
        if (m_report.found++ < AuditReport::kMostFaults)
            m_report.faults.append({kind, line, text});
    }

    AuditReport& m_report;
    const std::optional<AuditLink> m_head;
    qint64 m_line = 0;
    AuditLink m_last = beginningOfChain(); ///< with an empty hash: not to be compared
    std::optional<QByteArray> m_torn;      ///< lines that are no entries
    qint64 m_tornLine = 0;                 ///< the first of them
};

} // namespace

QString faultName(AuditFault::Kind kind)
{
    switch (kind) {
    case AuditFault::Kind::Changed:
        return QStringLiteral("changed");
    case AuditFault::Kind::Removed:
        return QStringLiteral("removed");
    case AuditFault::Kind::Misplaced:
        return QStringLiteral("misplaced");
    case AuditFault::Kind::Unlinked:
        return QStringLiteral("unlinked");
    case AuditFault::Kind::CutTail:
        break;
    }
    return QStringLiteral("cut_tail");
}

Result<AuditReport> verifyAuditLog(const QString& path, const std::optional<AuditLink>& head, const StopToken& stop)
{
    if (sodium_init() < 0)
        return Error{ErrorCode::Io, tr("The cryptographic library could not be started."), QStringLiteral("sodium_init failed")};
    AuditReport report;
    Chain chain(report, head);
    QFile file(path);
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(path, file.errorString())};
        while (!file.atEnd()) {
            if (stop.stop_requested())
                return Cancelled{};
            QByteArray line = file.readLine(kLongestLine);
            if (line.isEmpty() && file.error() != QFile::NoError)
                return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(path, file.errorString())};
            const bool isFinished = line.endsWith('\n') || !file.atEnd();
            if (line.endsWith('\n'))
                line.chop(1);
            chain.take(line, isFinished);
        }
        report.bytes = file.pos();
    }
    chain.end();
    return report;
}

Result<std::optional<AuditLink>> auditHeadOf(store::Database& database, const QString& log)
{
    return database.read([&log](store::Connection& connection) -> Result<std::optional<AuditLink>> {
        ATALAYA_TRY(const std::optional<model::AuditHead> head, store::AuditRepository(connection).head(log));
        return head ? std::optional(AuditLink{head->seq, head->hash}) : std::nullopt;
    });
}

Result<QList<QJsonObject>> lastAuditEntries(const QString& path, qsizetype count)
{
    QList<QJsonObject> entries;
    QFile file(path);
    if (!file.exists() || count <= 0)
        return entries;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(path, file.errorString())};
    const bool isRead = forEachLineBackwards(file.handle(), [&](const QByteArray& line) {
        if (std::optional<AuditLine> entry = readAuditLine(line))
            entries.append(std::move(entry->object));
        return entries.size() < count;
    });
    if (!isRead)
        return Error{ErrorCode::Io, tr("%1 cannot be read to its end.").arg(path)};
    std::reverse(entries.begin(), entries.end());
    return entries;
}

} // namespace atalaya::operations
