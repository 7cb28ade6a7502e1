// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/applicationlog.h"

#include "base/instant.h"
#include "base/log.h"
#include "logs/answeredrequest.h"
#include "logs/masking.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QScopedValueRollback>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace atalaya::logs {

namespace {

constexpr std::chrono::milliseconds kLogPause{20};
constexpr size_t kMostWaiting = 100'000;
constexpr qsizetype kPiece = 64 * 1024; ///< bytes of lines that are written at once

QLatin1String levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return QLatin1String("DEBUG");
    case QtInfoMsg:
        return QLatin1String("INFO");
    case QtWarningMsg:
        return QLatin1String("WARNING");
    case QtCriticalMsg:
        return QLatin1String("ERROR");
    case QtFatalMsg:
        break;
    }
    return QLatin1String("CRITICAL");
}

// The words of a message and the object that may follow them.
struct Split
{
    QString text;
    QJsonObject metadata;
};

Split split(const QString& message)
{
    const qsizetype bar = message.endsWith(u'}') ? message.indexOf(QLatin1String(" | {")) : -1;
    if (bar < 0)
        return {message, {}};
    const QJsonDocument document = QJsonDocument::fromJson(message.mid(bar + 3).toUtf8());
    if (!document.isObject())
        return {message, {}};
    return {message.left(bar), document.object()};
}

// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    ~Descriptor() { reset(); }
    Q_DISABLE_COPY_MOVE(Descriptor)

    void reset(int fd = -1)
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = fd;
    }
    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

} // namespace

class ApplicationLog::Private
{
public:
    explicit Private(const Options& wanted) : options(wanted), file(wanted.folder + QLatin1String("/application.log"))
    {
    }

    /// The file that is open stays so when another cannot be opened.
    bool openFile()
    {
        const int fd = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0)
            output.reset(fd);
        return fd >= 0;
    }

    void write(QByteArray line)
    {
        if (std::exchange(torn, false))
            line.prepend('\n');
        line.append('\n');
        rotateBefore(line.size());
        // One call a line: with O_APPEND the kernel keeps lines of several processes apart.
        const char* from = line.constData();
        for (qsizetype left = line.size(); left > 0 && output.isOpen();) {
            const ssize_t written = ::write(output.get(), from, size_t(left));
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0) { // a full disk: the program matters more than its log
                torn = left < line.size();
                return;
            }
            from += written;
            left -= written;
        }
    }

    Options options;

private:
    bool isFull(qint64 more) const
    {
        struct stat state
        {
        };
        return ::fstat(output.get(), &state) == 0 && state.st_size > 0 && state.st_size + more > options.maxBytes;
    }

    QString numbered(int number) const { return file + u'.' + QString::number(number); }

    // Another process may have rotated already; then the name leads to another file, and opening it again is enough.
    void rotateBefore(qint64 more)
    {
        if (!isFull(more))
            return;
        const Descriptor lock(
            ::open(QFile::encodeName(file + QLatin1String(".lock")).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!lock.isOpen() || ::flock(lock.get(), LOCK_EX) != 0)
            return;
        if (openFile() && isFull(more)) {
            const int keep = qMax(options.keep, 1);
            QFile::remove(numbered(keep));
            for (int number = keep - 1; number >= 1; --number)
                QFile::rename(numbered(number), numbered(number + 1));
            QFile::rename(file, numbered(1));
            openFile();
        }
    }

    QString file;
    Descriptor output;
    bool torn = false; ///< the last line is there in part
};

namespace {

/// Requests that were answered, on their way to the log. Its thread makes lines of them, many at once.
class Waiting
{
public:
    using Write = std::function<void(const QByteArray& lines)>;

    explicit Waiting(Write write) : m_write(std::move(write)), m_thread([this] { work(); }) {}
    /// Writes what waits.
    ~Waiting()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Waiting)

    void add(AnsweredRequest request)
    {
        bool isFirst = false;
        {
            const std::lock_guard lock(m_mutex);
            if (m_requests.size() >= kMostWaiting) {
                ++m_lost;
                return;
            }
            isFirst = m_requests.empty();
            m_requests.push_back(std::move(request));
        }
        if (isFirst)
            m_wake.notify_one();
    }

private:
    void work()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_wake.wait(lock, [this] { return m_isEnding || !m_requests.empty(); });
            m_wake.wait_for(lock, kLogPause, [this] { return m_isEnding; }); // for more of them
            std::vector<AnsweredRequest> requests;
            requests.swap(m_requests);
            const qint64 lost = std::exchange(m_lost, 0);
            const bool isLast = m_isEnding;
            lock.unlock();
            write(requests, lost);
            if (isLast)
                return;
            lock.lock();
        }
    }

    void write(const std::vector<AnsweredRequest>& requests, qint64 lost)
    {
        QByteArray lines;
        for (const AnsweredRequest& request : requests) {
            lines += logLine(request) + '\n';
            if (lines.size() >= kPiece)
                m_write(std::exchange(lines, {}).chopped(1));
        }
        if (!lines.isEmpty())
            m_write(lines.chopped(1));
        if (lost > 0)
            m_write(logLine(QDateTime::currentMSecsSinceEpoch(), QtWarningMsg, QStringLiteral("atalaya.api"),
                            QStringLiteral("%1 requests were answered that could not be logged in time.").arg(lost), {}));
    }

    const Write m_write;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<AnsweredRequest> m_requests;
    qint64 m_lost = 0;
    bool m_isEnding = false;
    std::thread m_thread; ///< last: it starts when everything else is there
};

// Qt's message handler takes no context, so the log that is open has to be found from here.
std::mutex currentMutex;
void (*currentWrite)(void* log, const QByteArray& line) = nullptr;
void* currentLog = nullptr;
bool currentAlsoStderr = false;
QtMessageHandler previousHandler = nullptr;
std::unique_ptr<Waiting> currentWaiting; ///< of the log that is open, once there was a request

// Lines of one log, from any thread.
void writeTo(void* log, const QByteArray& lines)
{
    const std::lock_guard lock(currentMutex);
    if (currentLog == log)
        currentWrite(log, lines);
}

void handle(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    // What is said while a line is written would wait for itself.
    static thread_local bool speaking = false;
    if (speaking)
        return;
    const QScopedValueRollback guard(speaking, true);
    const QByteArray line = logLine(QDateTime::currentMSecsSinceEpoch(), type, QString::fromUtf8(context.category),
                                    message, LogScope::requestId());
    const std::lock_guard lock(currentMutex);
    if (currentLog)
        currentWrite(currentLog, line);
    if (currentAlsoStderr && type != QtDebugMsg && type != QtInfoMsg) {
        const QByteArray words = "atalaya: " + masked(split(message).text).toUtf8() + '\n';
        std::fwrite(words.constData(), 1, size_t(words.size()), stderr);
    }
}

} // namespace

Result<std::unique_ptr<ApplicationLog>> ApplicationLog::open(const Options& options)
{
    auto d = std::make_unique<Private>(options);
    if (!QDir().mkpath(options.folder) || !d->openFile()) {
        const QString reason = QString::fromLocal8Bit(std::strerror(errno));
        return Error{ErrorCode::Io,
                     QCoreApplication::translate("ApplicationLog",
                                                 "The application log cannot be written to %1; make the "
                                                 "folder writable.")
                         .arg(options.folder),
                     reason};
    }
    return std::unique_ptr<ApplicationLog>(new ApplicationLog(std::move(d)));
}

ApplicationLog::ApplicationLog(std::unique_ptr<Private> log) : d(std::move(log))
{
    std::unique_ptr<Waiting> replaced; // of a log that this one takes over from
    {
        const std::lock_guard lock(currentMutex);
        replaced = std::move(currentWaiting);
    }
    replaced.reset();
    const std::lock_guard lock(currentMutex);
    currentLog = d.get();
    currentWrite = [](void* target, const QByteArray& line) { static_cast<Private*>(target)->write(line); };
    currentAlsoStderr = d->options.alsoStderr;
    if (const QtMessageHandler before = qInstallMessageHandler(handle); before != handle)
        previousHandler = before;
}

ApplicationLog::~ApplicationLog()
{
    std::unique_ptr<Waiting> waiting; // ends first, without the lock that it needs
    {
        const std::lock_guard lock(currentMutex);
        if (currentLog != d.get())
            return;
        waiting = std::move(currentWaiting);
    }
    waiting.reset();
    const std::lock_guard lock(currentMutex);
    if (currentLog != d.get())
        return;
    qInstallMessageHandler(previousHandler);
    currentLog = nullptr;
    currentAlsoStderr = false;
}

void log(AnsweredRequest request)
{
    const std::lock_guard lock(currentMutex);
    if (!currentLog)
        return;
    if (!currentWaiting)
        currentWaiting = std::make_unique<Waiting>([target = currentLog](const QByteArray& lines) { writeTo(target, lines); });
    currentWaiting->add(std::move(request));
}

QByteArray logLine(qint64 msSinceEpoch, QtMsgType type, const QString& category, const QString& message,
                   const QString& requestId)
{
    auto [text, metadata] = split(message);
    const QJsonValue duration = metadata.take(QLatin1String("duration_ms"));
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(msSinceEpoch, Qt::UTC);
    const QJsonObject line{
        {QStringLiteral("timestamp"), time.toString(Qt::ISODateWithMs)},
        {QStringLiteral("level"), levelOf(type)},
        {QStringLiteral("logger"), category},
        {QStringLiteral("message"), masked(text)},
        {QStringLiteral("request_id"), requestId.isEmpty() ? QJsonValue() : QJsonValue(masked(requestId))},
        {QStringLiteral("duration_ms"), duration.isDouble() ? duration : QJsonValue()},
        {QStringLiteral("metadata"), maskedJson(metadata)},
    };
    return QJsonDocument(line).toJson(QJsonDocument::Compact);
}

} // namespace atalaya::logs
