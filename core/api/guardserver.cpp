// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardserver.h"

#include "api/wireformat.h"
#include "base/log.h"

#include <QCoreApplication>
#include <QSslSocket>

#include <algorithm>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atalaya::api {

namespace {

constexpr int kBacklog = 512;
constexpr std::chrono::milliseconds kAcceptPause{200};

// Often enough that a limit is kept to about an eighth, seldom enough to cost nothing.
std::chrono::milliseconds sweepInterval(const GuardLimits& limits)
{
    const auto shortest = std::min({limits.idle, limits.head, limits.body});
    return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(500));
}

// The lowest free number is taken first, so a high one says that descriptors run out. Some are left for the store and
// the log; and accepting fails (in Qt by trying again without a pause) only when something else has used up even those.
bool isAmongTheLast(qintptr descriptor)
{
    constexpr qintptr kSpare = 32;
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           descriptor + kSpare >= qintptr(limit.rlim_cur);
}

} // namespace

GuardServer::GuardServer(const GuardLimits& limits, std::optional<QSslConfiguration> tls, Connection::Refuse refuse,
                         QObject* parent)
    : QTcpServer(parent), m_limits(limits), m_tls(std::move(tls)), m_refuse(std::move(refuse)),
      m_bodies(limits.bufferedBytes), m_streams(limits.streams)
{
    setListenBacklogSize(kBacklog);
    m_sweep.setInterval(sweepInterval(limits));
    connect(&m_sweep, &QTimer::timeout, this, &GuardServer::sweep);
    m_sweep.start();
    // After a failure QTcpServer stops accepting, and would never begin again.
    m_resume.setSingleShot(true);
    m_resume.setInterval(kAcceptPause);
    connect(&m_resume, &QTimer::timeout, this, [this] {
        if (isListening())
            resumeAccepting();
    });
    connect(this, &QTcpServer::acceptError, this, [this] {
        qCWarning(lcApi).noquote() << "A connection could not be accepted:" << errorString();
        m_resume.start();
    });
}

GuardServer::~GuardServer()
{
    close();
    const QSet<Connection*> connections = std::exchange(m_connections, {});
    for (Connection* connection : connections) {
        connection->disconnect(this);
        connection->drop();
        delete connection; // it refers to members of this
    }
    m_count = 0;
}

void GuardServer::incomingConnection(qintptr descriptor)
{
    if (m_connections.size() >= m_limits.connections || isAmongTheLast(descriptor)) {
        refuseConnection(descriptor);
        return;
    }
    auto wire = m_tls ? std::make_unique<QSslSocket>() : std::make_unique<QTcpSocket>();
    if (!wire->setSocketDescriptor(descriptor)) {
        ::close(int(descriptor));
        return;
    }
    wire->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (auto* secure = qobject_cast<QSslSocket*>(wire.get())) {
        secure->setSslConfiguration(*m_tls);
        secure->startServerEncryption();
    }
    auto* connection = new Connection(std::move(wire), m_limits, {m_bodies, m_streams}, m_refuse, this);
    m_connections.insert(connection);
    m_count = int(m_connections.size());
    connect(connection, &Connection::requestReady, this, &GuardServer::requestReady);
    connect(connection, &Connection::left, this, &GuardServer::forget);
    if (m_isDraining)
        connection->drain();
    addPendingConnection(connection);
}

// As cheap as can be: no socket object, no waiting. Whoever is over the limit may not cost anything.
void GuardServer::refuseConnection(qintptr descriptor)
{
    if (!m_tls) {
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        auto* peer = reinterpret_cast<sockaddr*>(&address);
        const bool isKnown = ::getpeername(int(descriptor), peer, &size) == 0;
        Response response =
            m_refuse({503, QCoreApplication::translate("GuardServer", "Too many connections; try again in a moment.")},
                     isKnown ? QHostAddress(peer) : QHostAddress());
        response.with("Connection", "close");
        const QByteArray bytes = encodeAnswer(response, Method::Get);
        [[maybe_unused]] const ssize_t sent =
            ::send(int(descriptor), bytes.constData(), size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    ::close(int(descriptor));
}

void GuardServer::sweep()
{
    const QSet<Connection*> connections = m_connections; // those that end leave the set
    for (Connection* connection : connections)
        connection->checkDeadlines();
}

void GuardServer::forget(Connection* connection)
{
    m_connections.remove(connection);
    m_count = int(m_connections.size());
    Q_EMIT left(connection);
    if (m_isDraining && m_connections.isEmpty())
        Q_EMIT drained();
}

void GuardServer::dropAll()
{
    close();
    const QSet<Connection*> connections = m_connections;
    for (Connection* connection : connections)
        connection->drop();
}

void GuardServer::drain()
{
    close();
    m_isDraining = true;
    const QSet<Connection*> connections = m_connections;
    for (Connection* connection : connections)
        connection->drain();
    if (connections.isEmpty()) // otherwise the last to leave says so
        Q_EMIT drained();
}

} // namespace atalaya::api
