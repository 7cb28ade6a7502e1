// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace atalaya::test {

/// A git repository in a temporary folder, made with the git program, the same every time: names, times and thus
/// commits do not depend on the machine or its settings.
class GitFolder
{
public:
    /// Whether the git program is there; the tests that need it are skipped when it is not.
    static bool isPossible();

    /// `name` is the folder's. Nothing is in it before init().
    explicit GitFolder(const QString& name = QStringLiteral("project"));

    QString path() const { return m_path; }
    /// The temporary folder around it.
    QString around(const QString& name) const { return m_folder.filePath(name); }

    void init(const QStringList& options = {});
    /// Runs git in the folder; fails the test's program when git does. Returns what it printed, trimmed.
    QString run(const QStringList& arguments, const QByteArray& input = {}) const;
    QString runIn(const QString& folder, const QStringList& arguments, const QByteArray& input = {}) const;
    /// The same without judging: whether it worked.
    bool tryRun(const QStringList& arguments) const;

    void write(const QString& file, const QByteArray& content) const;
    /// Writes the file and commits everything. Author and committer time: seconds since the epoch. Returns the sha.
    QString commit(const QString& message, qint64 time, const QString& file, const QByteArray& content);
    QString commit(const QString& message, qint64 time); ///< changes nothing
    /// Makes main a line of `count` commits, a second apart and each changing one line of a file, in one go; with a tag v1.N on
    /// every `tagEvery`-th when that is not 0.
    void makeLine(int count, int tagEvery = 0) const;
    /// The time of what git makes from now on (merges, annotated tags).
    void setTime(qint64 seconds) { m_time = seconds; }

private:
    int execute(const QString& folder, const QStringList& arguments, const QByteArray& input, QString* output) const;

    QTemporaryDir m_folder;
    QString m_path;
    qint64 m_time = 1'600'000'000;
};

} // namespace atalaya::test
