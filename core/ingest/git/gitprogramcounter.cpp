// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/linecounter.h"

#include "base/log.h"
#include "ingest/git/gitprogram.h"

#include <QHash>

#include <limits>

namespace atalaya::ingest {

namespace {

constexpr int kPollMs = 50;
/// git echoes a line that is no object name, and flushes: so we know that it has answered everything before it.
constexpr char kEndMark[] = "end-of-piece";

QStringList command()
{
    QStringList list;
    for (const char* option : {"diff-tree", "--stdin", "--root", "-r", "--numstat", "-M", "-l1000", "--no-ext-diff",
                               "--no-textconv", "--ignore-submodules=all", "--diff-algorithm=myers"})
        list << QString::fromLatin1(option);
    return list;
}

int saturated(qint64 count) { return int(std::min<qint64>(count, std::numeric_limits<int>::max())); }

class GitProgramCounter final : public LineCounter
{
public:
    /// Whether there is a git program.
    bool prepare(const QString& gitDirectory) { return prepareGit(m_process, gitDirectory, command()); }
    ~GitProgramCounter() override { end(); }

    std::optional<std::vector<LineCount>> count(std::span<const model::GitOid> commits, const StopToken& stop) override
    {
        if (m_process.state() == QProcess::NotRunning) {
            m_process.start(QIODevice::ReadWrite | QIODevice::Unbuffered);
            if (!m_process.waitForStarted())
                return std::nullopt;
        }
        QByteArray wanted;
        QHash<QByteArray, size_t> places;
        for (size_t place = 0; place < commits.size(); ++place) {
            const QByteArray hex = commits[place].toBytes().toHex();
            places.insert(hex, place);
            wanted += hex + '\n';
        }
        m_process.write(wanted + kEndMark + '\n');
        std::vector<LineCount> counts(commits.size());
        if (readCounts(places, counts, stop))
            return counts;
        end();
        return std::nullopt;
    }

private:
    bool readCounts(const QHash<QByteArray, size_t>& places, std::vector<LineCount>& counts, const StopToken& stop)
    {
        LineCount* current = nullptr;
        for (;;) {
            while (!m_process.canReadLine()) {
                if (stop.stop_requested())
                    return false;
                if (!m_process.waitForReadyRead(kPollMs) && m_process.state() != QProcess::Running && !m_process.canReadLine())
                    return false;
            }
            const QByteArray line = m_process.readLine().chopped(1);
            if (line == kEndMark)
                return true;
            if (!line.contains('\t')) {
                const auto place = places.constFind(line);
                current = place == places.cend() ? nullptr : &counts[*place];
            } else if (current) {
                add(*current, line);
            }
        }
    }

    /// "12\t3\tpath", or "-\t-\tpath" of a binary file.
    static void add(LineCount& count, const QByteArray& line)
    {
        const qsizetype first = line.indexOf('\t');
        const qsizetype second = line.indexOf('\t', first + 1);
        bool isText = false;
        const qint64 added = line.first(first).toLongLong(&isText);
        if (!isText || second < 0)
            return;
        count.lines = saturated(qint64(count.lines) + added + line.sliced(first + 1, second - first - 1).toLongLong());
        ++count.files;
    }

    void end()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }

    QProcess m_process;
};

} // namespace

std::unique_ptr<LineCounter> gitProgramCounter(const QString& gitDirectory)
{
    auto counter = std::make_unique<GitProgramCounter>();
    if (!counter->prepare(gitDirectory))
        return nullptr;
    return counter;
}

} // namespace atalaya::ingest
