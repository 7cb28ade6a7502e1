// SPDX-License-Identifier: GPL-3.0-or-later
#include "auditfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atalaya::operations {

namespace {

constexpr qint64 kPiece = 16 * 1024;

/// Other processes are kept out while it lives.
class FileLock
{
public:
    explicit FileLock(int fd) : m_fd(fd)
    {
        int state = 0;
        do {
            state = ::flock(fd, LOCK_EX);
        } while (state != 0 && errno == EINTR);
        m_isHeld = state == 0;
    }
    ~FileLock()
    {
        if (m_isHeld)
            ::flock(m_fd, LOCK_UN);
    }
    Q_DISABLE_COPY_MOVE(FileLock)
    bool isHeld() const { return m_isHeld; }

private:
    int m_fd;
    bool m_isHeld = false;
};

std::optional<QByteArray> readAt(int fd, qint64 from, qint64 size)
{
    QByteArray bytes(qsizetype(size), Qt::Uninitialized);
    qint64 done = 0;
    while (done < size) {
        const ssize_t got = ::pread(fd, bytes.data() + done, size_t(size - done), from + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return std::nullopt;
        done += got;
    }
    return bytes;
}

std::optional<AuditTail> tailOf(int fd)
{
    AuditTail tail;
    bool isFirst = true;
    const bool isRead = forEachLineBackwards(fd, [&](const QByteArray& line) {
        const std::optional<AuditLine> entry = readAuditLine(line);
        if (std::exchange(isFirst, false)) {
            tail.torn = line;
            // Whole in all but its line break: it counts, unless it was tampered with.
            tail.isTornWhole = entry && entry->isGenuine;
            if (!tail.isTornWhole)
                return true;
        }
        if (entry)
            tail.last = entry->link;
        else if (!tail.torn.isEmpty() && !tail.isTornWhole) // a crash while an earlier one was being told
            tail.torn.prepend(line + '\n');
        return !entry;
    });
    return isRead ? std::optional(tail) : std::nullopt;
}

void syncFolder(const QString& path)
{
    const int fd = ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fsync(fd); // not every file system can
    ::close(fd);
}

} // namespace

bool forEachLineBackwards(int fd, const std::function<bool(const QByteArray& line)>& line)
{
    struct stat state
    {
    };
    if (::fstat(fd, &state) != 0)
        return false;
    QByteArrayList rest; // the pieces of a line whose beginning was not found yet, last first
    const auto joined = [&rest](const QByteArray& front) {
        QByteArray whole = front;
        while (!rest.isEmpty())
            whole += rest.takeLast();
        return whole;
    };
    for (qint64 at = state.st_size; at > 0;) {
        const qint64 size = std::min(at, kPiece);
        at -= size;
        const std::optional<QByteArray> piece = readAt(fd, at, size);
        if (!piece)
            return false;
        qsizetype end = piece->size();
        for (qsizetype mark = piece->lastIndexOf('\n'); mark >= 0; mark = end > 0 ? piece->lastIndexOf('\n', end - 1) : -1) {
            if (!line(joined(piece->mid(mark + 1, end - mark - 1))))
                return true;
            end = mark;
        }
        rest.append(piece->first(end));
    }
    line(joined({}));
    return true;
}

AuditFile::~AuditFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Error AuditFile::failure(const char* what) const
{
    const QString reason = QString::fromLocal8Bit(std::strerror(errno));
    return {ErrorCode::Io,
            QCoreApplication::translate("AuditLog", "The audit log %1 cannot be written (%2); make room for it, or make it writable.")
                .arg(m_path, reason),
            QString(QLatin1String(what) + u' ' + m_path + QLatin1String(": ") + reason)};
}

Status AuditFile::open()
{
    // Another file may stand under the name by now: the one that everybody else writes.
    struct stat mine
    {
    }, named{};
    const QByteArray name = QFile::encodeName(m_path);
    if (m_fd >= 0 && ::fstat(m_fd, &mine) == 0 && ::stat(name.constData(), &named) == 0 && mine.st_ino == named.st_ino &&
        mine.st_dev == named.st_dev)
        return ok();
    const bool isNew = !QFileInfo::exists(m_path);
    const int fd = ::open(name.constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failure("open");
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = fd;
    if (isNew)
        syncFolder(m_path);
    return ok();
}

Status AuditFile::add(const std::function<QByteArray(const AuditTail&)>& lines, bool isSynced)
{
    ATALAYA_CHECK(open());
    const FileLock lock(m_fd);
    if (!lock.isHeld())
        return failure("lock");
    const std::optional<AuditTail> tail = tailOf(m_fd);
    if (!tail)
        return failure("read");
    ATALAYA_CHECK(write(lines(*tail)));
    return isSynced ? sync() : ok();
}

Status AuditFile::write(const QByteArray& bytes)
{
    struct stat before
    {
    };
    if (::fstat(m_fd, &before) != 0)
        return failure("look at");
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t written = ::write(m_fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const Error error = failure("write");
            // Nobody has seen it: the lock is held. Without this it is a torn line, which the next one recognises.
            [[maybe_unused]] const int cut = ::ftruncate(m_fd, before.st_size);
            return error;
        }
        done += written;
    }
    return ok();
}

Status AuditFile::sync()
{
    if (m_fd >= 0 && ::fdatasync(m_fd) != 0)
        return failure("sync");
    return ok();
}

} // namespace atalaya::operations
