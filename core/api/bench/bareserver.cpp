// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/bench/bareserver.h"

#include <QCoreApplication>
#include <QHttpServer>
#include <QTcpServer>

namespace atalaya::api {

namespace {

const QString kPath = QStringLiteral("/summary");

} // namespace

BareServer::BareServer(QByteArray body) : m_body(std::move(body)) {}

BareServer::~BareServer()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        &m_anchor,
        [this] {
            m_http.reset();
            m_anchor.moveToThread(QCoreApplication::instance()->thread());
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<quint16> BareServer::start()
{
    m_thread.start();
    m_anchor.moveToThread(&m_thread);
    quint16 port = 0;
    QMetaObject::invokeMethod(
        &m_anchor,
        [this, &port] {
            m_http = std::make_unique<QHttpServer>();
            m_http->route(kPath, [body = m_body] { return QHttpServerResponse("application/json", body); });
            auto* listener = new QTcpServer(m_http.get());
            if (listener->listen(QHostAddress::LocalHost))
                port = listener->serverPort();
            m_http->bind(listener);
        },
        Qt::BlockingQueuedConnection);
    if (port == 0)
        return Error{ErrorCode::Io, QCoreApplication::translate("Bench", "No port is free to listen on; try again.")};
    return port;
}

} // namespace atalaya::api
