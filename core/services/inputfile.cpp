// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/inputfile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace atalaya::services {

namespace {

constexpr int kLookMs = 50; // at the stop token, while nothing comes

QString tr(const char* text)
{
    return QCoreApplication::translate("Import", text);
}

class Descriptor
{
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor()
    {
        if (isOpen())
            ::close(m_number);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }

private:
    int m_number;
};

Error copyFailed(const QTemporaryFile& copy)
{
    return {ErrorCode::Io, tr("What was read cannot be put aside in a temporary file: %1").arg(copy.errorString())};
}

Status copyAll(const Descriptor& from, QTemporaryFile& copy, const QString& path, const StopToken& stop)
{
    const auto broken = [&path] {
        return Error{ErrorCode::Io, tr("%1 cannot be read to its end: %2").arg(path, qt_error_string(errno))};
    };
    std::array<char, 64 * 1024> piece{};
    for (;;) {
        if (stop.stop_requested())
            return Cancelled{};
        pollfd wait{from.number(), POLLIN, 0};
        const int ready = ::poll(&wait, 1, kLookMs);
        if (ready < 0 && errno != EINTR)
            return broken();
        if (ready <= 0)
            continue;
        const ssize_t count = ::read(from.number(), piece.data(), piece.size());
        if (count == 0)
            return ok();
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return broken();
        if (count > 0 && copy.write(piece.data(), count) != count)
            return copyFailed(copy);
    }
}

Result<std::unique_ptr<QFile>> copyOf(const QString& path, const StopToken& stop)
{
    // Without waiting: opening a named pipe would last until somebody writes to it.
    const Descriptor from(::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!from.isOpen())
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(path, qt_error_string(errno))};
    auto copy = std::make_unique<QTemporaryFile>();
    if (!copy->open())
        return copyFailed(*copy);
    ATALAYA_CHECK(copyAll(from, *copy, path, stop));
    if (!copy->flush() || !copy->seek(0))
        return copyFailed(*copy);
    return std::unique_ptr<QFile>(std::move(copy));
}

} // namespace

Result<std::unique_ptr<QFile>> openInput(const QString& path, const StopToken& stop)
{
    const QFileInfo info(path);
    if (info.isDir())
        return Error{ErrorCode::InvalidInput, tr("%1 is a folder, not a file.").arg(path)};
    if (info.exists() && !info.isFile())
        return copyOf(path, stop);
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return Error{file->exists() ? ErrorCode::Io : ErrorCode::NotFound,
                     file->exists() ? tr("%1 cannot be read: %2").arg(path, file->errorString())
                                    : tr("There is no file %1.").arg(path)};
    return file;
}

} // namespace atalaya::services
