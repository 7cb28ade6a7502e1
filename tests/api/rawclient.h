// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QTcpSocket>

#include <memory>
#include <optional>

namespace atalaya::test {

/// One answer, as it stood on the wire.
struct RawAnswer
{
    int status = 0;
    QByteArray head;                       ///< with the empty line
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
};

/// A client that sends what it is told, byte by byte, and reads answers strictly. Blocks; waits at most `patience` ms.
class RawClient
{
public:
    explicit RawClient(quint16 port, int patience = 10'000);
    /// Over a socket that is connected already (TLS).
    explicit RawClient(std::unique_ptr<QTcpSocket> socket, int patience = 10'000);

    bool isConnected() const { return m_socket->state() == QAbstractSocket::ConnectedState; }
    RawClient& send(const QByteArray& bytes);
    /// The next answer, or nothing when the connection ended or time is up. `toHead`: it has no body whatever its
    /// length says.
    std::optional<RawAnswer> read(bool toHead = false);
    /// Waits until the server ends the connection; false when it does not.
    bool waitForEnd();
    /// Waits until what was not read as an answer holds the text; false when it does not come.
    bool waitFor(const QByteArray& text);
    /// Everything that came and was not read as an answer.
    QByteArray rest() const { return m_buffer; }
    void leave() { m_socket->abort(); }

private:
    bool more();

    std::unique_ptr<QTcpSocket> m_socket;
    int m_patience;
    QByteArray m_buffer;
};

} // namespace atalaya::test
