// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include "app/cli/text.h"
#include "delivery/words.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

namespace atalaya::app {

namespace {

constexpr qint64 kRedrawMs = 100;
constexpr int kBarCells = 20;
constexpr int kDefaultColumns = 80;

/// 0, or the errno.
int writeAll(int descriptor, const QByteArray& bytes)
{
    const char* from = bytes.constData();
    for (qsizetype left = bytes.size(); left > 0;) {
        const ssize_t written = ::write(descriptor, from, size_t(left));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        from += written;
        left -= written;
    }
    return 0;
}

int columnsOf(int descriptor)
{
    winsize size = {};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefaultColumns;
}

} // namespace

Terminal::Terminal() : m_interactive(::isatty(STDERR_FILENO) == 1)
{
    ::signal(SIGPIPE, SIG_IGN); // write() says it, and then the program can still end in order
}

void Terminal::print(const QString& text)
{
    if (m_readerGone || m_writeError != 0)
        return;
    clearProgress();
    const int error = writeAll(STDOUT_FILENO, text.toUtf8());
    if (error == EPIPE)
        m_readerGone = true;
    else
        m_writeError = error;
}

void Terminal::say(const QString& text)
{
    clearProgress();
    (void)writeAll(STDERR_FILENO, QByteArray(text.simplified().toUtf8() + '\n'));
}

void Terminal::complain(const QString& text)
{
    say(QStringLiteral("atalaya: ") + text);
}

bool Terminal::isTerminal() const
{
    return ::isatty(STDOUT_FILENO) == 1;
}

int Terminal::columns() const
{
    constexpr int kLeast = 40; // what is narrower is not worth breaking words for
    return std::max(kLeast, columnsOf(STDOUT_FILENO));
}

Progress Terminal::progress()
{
    if (!m_interactive)
        return {};
    return [this](const ProgressUpdate& update) { draw(update); };
}

void Terminal::draw(const ProgressUpdate& update)
{
    const std::lock_guard lock(m_mutex);
    const bool finished = update.total > 0 && update.done >= update.total;
    if (m_barShown && m_barStep == update.step && !finished && m_sinceDrawn.elapsed() < kRedrawMs)
        return;
    m_barShown = true;
    m_barStep = update.step;
    m_sinceDrawn.start();
    const QString line = u'\r' + progressText(update, columnsOf(STDERR_FILENO) - 1) + QLatin1String("\033[K");
    (void)writeAll(STDERR_FILENO, line.toUtf8());
}

void Terminal::clearProgress()
{
    const std::lock_guard lock(m_mutex);
    if (!std::exchange(m_barShown, false))
        return;
    m_barStep.clear();
    (void)writeAll(STDERR_FILENO, QByteArrayLiteral("\r\033[K"));
}

QString progressText(const ProgressUpdate& update, int columns)
{
    using delivery::countWords;
    if (update.total <= 0)
        return QString(update.done > 0 ? update.step + QLatin1String("  ") + countWords(update.done) : update.step)
            .left(columns);
    const qint64 done = std::clamp<qint64>(update.done, 0, update.total);
    const double share = double(done) / double(update.total);
    const int filled = int(share * kBarCells);
    const QString bar = QStringLiteral("[%1%2] ").arg(QString(filled, u'#'), QString(kBarCells - filled, u'.'));
    const QString figures = QStringLiteral("%1 %  ").arg(int(share * 100), 3) +
                            tr("%1 of %2").arg(countWords(done), countWords(update.total));
    const QString whole = update.step + QLatin1String("  ") + bar + figures;
    return whole.size() <= columns ? whole : QString(update.step + u' ' + figures).left(columns);
}

} // namespace atalaya::app
