// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/connection.h"

#include <QSet>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTimer>

#include <atomic>
#include <optional>

namespace atalaya::api {

/// Listens, and puts a Connection between each client and QHttpServer: no more of them than the limits allow, none
/// slower. The limits do not exist in QHttpServer before Qt 6.9.
class GuardServer final : public QTcpServer
{
    Q_OBJECT

public:
    /// With `tls` every connection speaks TLS.
    GuardServer(const GuardLimits& limits, std::optional<QSslConfiguration> tls, Connection::Refuse refuse,
                QObject* parent = nullptr);
    ~GuardServer() override;
    Q_DISABLE_COPY_MOVE(GuardServer)

    /// Listens no longer; closes idle connections, and the others after their answer. Emits drained() at the end.
    void drain();
    /// Closes every connection, whatever is under way.
    void dropAll();
    /// Any thread.
    int connections() const { return m_count.load(std::memory_order_relaxed); }

Q_SIGNALS:
    void requestReady(atalaya::api::Connection* connection);
    void left(atalaya::api::Connection* connection);
    /// After drain(): the last connection is gone.
    void drained();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void refuseConnection(qintptr descriptor);
    void sweep();
    void forget(Connection* connection);

    GuardLimits m_limits;
    std::optional<QSslConfiguration> m_tls;
    Connection::Refuse m_refuse;
    ByteBudget m_bodies, m_streams;
    QSet<Connection*> m_connections;
    std::atomic<int> m_count{0};
    bool m_isDraining = false;
    QTimer m_sweep;
    QTimer m_resume;
};

} // namespace atalaya::api
