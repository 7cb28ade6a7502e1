// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QObject>
#include <QThread>

#include <memory>

class QHttpServer;

namespace atalaya::api {

/// A QHttpServer as Qt gives it, in a thread of its own: GET /summary gets a JSON body, and nothing is looked at. What our
/// own server is measured against.
class BareServer
{
public:
    explicit BareServer(QByteArray body);
    ~BareServer();
    Q_DISABLE_COPY_MOVE(BareServer)

    /// Listens on a free port of 127.0.0.1 and returns it.
    Result<quint16> start();

private:
    const QByteArray m_body;
    QThread m_thread;
    QObject m_anchor; ///< lives in the thread while it runs
    std::unique_ptr<QHttpServer> m_http;
};

} // namespace atalaya::api
