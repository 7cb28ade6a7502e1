// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "widgets/shell/consolecontext.h"

#include <QObject>
#include <QStringList>

namespace atalaya::widgets {

/// How an import ended, in words.
struct ImportOutcome {
    QString text;         ///< "Imported payments: 1 204 new commits, 45 deployments."
    QStringList warnings; ///< "The clone is shallow: …"
    QString service = {}; ///< that a repository became; empty for files and the demo
};

/// Imports one thing at a time on the pool: a git repository, a CSV or JSONL file, or the demo. What was committed before a
/// stop stays.
class ImportJob : public QObject
{
    Q_OBJECT

public:
    ImportJob(const ConsoleContext& context, QObject* parent = nullptr);
    ~ImportJob() override;

    /// False when another import runs.
    bool importPath(const QString& path, bool skipBadRows = false);
    bool loadDemo();
    void cancel();
    bool isRunning() const { return m_running; }
    QString path() const { return m_path; }

Q_SIGNALS:
    void started(const QString& title);
    void progressed(const atalaya::ProgressUpdate& update);
    void finished(const atalaya::widgets::ImportOutcome& outcome);
    void failed(const atalaya::Error& error, bool canSkipBadRows);
    void cancelled();

private:
    template<class Job>
    void start(const QString& title, Job job, bool canSkip);

    ConsoleContext m_context;
    JobRunner m_runner;
    QString m_path;
    bool m_running = false;
};

} // namespace atalaya::widgets
