// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"

#include <QElapsedTimer>
#include <QString>

#include <mutex>

namespace atalaya::app {

/// Where a command speaks: data on stdout, messages and progress on stderr.
class Terminal
{
public:
    Terminal();
    Q_DISABLE_COPY_MOVE(Terminal)

    /// Writes to stdout at once. A reader that has gone (`| head`) is not an error: the rest is dropped.
    void print(const QString& text);
    /// One line on stderr; line breaks in `text` become spaces.
    void say(const QString& text);
    /// say() with the program's name in front, for failures.
    void complain(const QString& text);

    /// Shows a bar on stderr while a job runs; silent when stderr is no terminal. Any thread.
    Progress progress();
    /// Takes the bar away.
    void clearProgress();

    /// Whether stdout is a terminal, where people read.
    bool isTerminal() const;
    /// How wide a line may be: the terminal's columns when stdout is one, otherwise 80.
    int columns() const;

    /// 0, or the errno for which stdout could not be written (a full disk).
    int writeError() const { return m_writeError; }

private:
    void draw(const ProgressUpdate& update);

    const bool m_interactive;
    bool m_readerGone = false;
    int m_writeError = 0;
    std::mutex m_mutex; ///< the bar's
    bool m_barShown = false;
    QString m_barStep;
    QElapsedTimer m_sinceDrawn;
};

/// The bar as text of at most `columns`: "Reading commits  [####......]  45 %  11 250 of 25 000"; without a total the
/// count alone, on a narrow terminal without the bar.
QString progressText(const ProgressUpdate& update, int columns);

} // namespace atalaya::app
