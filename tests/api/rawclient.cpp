// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawclient.h"

#include <QElapsedTimer>
#include <QHostAddress>

namespace atalaya::test {

RawClient::RawClient(quint16 port, int patience) : m_socket(std::make_unique<QTcpSocket>()), m_patience(patience)
{
    m_socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    m_socket->waitForConnected(m_patience);
}

RawClient::RawClient(std::unique_ptr<QTcpSocket> socket, int patience)
    : m_socket(std::move(socket)), m_patience(patience)
{
}

RawClient& RawClient::send(const QByteArray& bytes)
{
    m_socket->write(bytes);
    while (isConnected() && m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(m_patience)) {
    }
    return *this;
}

bool RawClient::waitFor(const QByteArray& text)
{
    for (qsizetype searched = 0; m_buffer.indexOf(text, searched) < 0;) {
        searched = qMax<qsizetype>(0, m_buffer.size() - text.size());
        if (!more())
            return false;
    }
    return true;
}

bool RawClient::more()
{
    const bool came = m_socket->bytesAvailable() > 0 || m_socket->waitForReadyRead(m_patience);
    m_buffer += m_socket->readAll();
    return came;
}

std::optional<RawAnswer> RawClient::read(bool toHead)
{
    qsizetype end = -1;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (!more())
            return std::nullopt;
    }
    RawAnswer answer;
    answer.head = m_buffer.first(end + 4);
    m_buffer.remove(0, end + 4);
    if (!answer.head.startsWith("HTTP/1.1 "))
        return std::nullopt;
    answer.status = answer.head.mid(9, 3).toInt();
    const QByteArrayList lines = answer.head.split('\n');
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        if (colon > 0)
            answer.headers.insert(lines[i].first(colon).toLower(), lines[i].mid(colon + 1).trimmed());
    }
    if (toHead || answer.status == 304 || answer.status == 204 || answer.status < 200)
        return answer;
    const qint64 length = answer.headers.value("content-length", "-1").toLongLong();
    if (length < 0)
        return std::nullopt; // every answer says how long it is
    while (m_buffer.size() < length) {
        if (!more())
            return std::nullopt;
    }
    answer.body = m_buffer.first(length);
    m_buffer.remove(0, length);
    return answer;
}

bool RawClient::waitForEnd()
{
    QElapsedTimer timer;
    timer.start();
    while (m_socket->state() != QAbstractSocket::UnconnectedState) {
        if (timer.elapsed() > m_patience)
            return false;
        more();
    }
    m_buffer += m_socket->readAll();
    return true;
}

} // namespace atalaya::test
