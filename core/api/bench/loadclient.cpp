// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/bench/loadclient.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <chrono>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace atalaya::api {

namespace {

using Steady = std::chrono::steady_clock;

/// A file descriptor, closed at its end.
class Descriptor
{
public:
    explicit Descriptor(int number = -1) : m_number(number) {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    int number() const { return m_number; }

private:
    int m_number;
};

struct Client
{
    Descriptor socket;
    QByteArray input;
    Steady::time_point sent;
};

Error broken(const char* what)
{
    return {ErrorCode::Io, QCoreApplication::translate("Bench", "The server did not answer as expected; see the log."),
            QString::fromLatin1(what)};
}

Result<Descriptor> connected(quint16 port)
{
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return broken("connect failed");
    const int on = 1;
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

/// Where the first answer in the input ends; 0: not yet. Notes its status and the length of its body.
Result<qsizetype> endOfAnswer(const QByteArray& input, LoadOutcome& outcome)
{
    const qsizetype head = input.indexOf("\r\n\r\n");
    if (head < 0)
        return 0;
    const QByteArray lower = input.first(head + 2).toLower();
    const qsizetype place = lower.indexOf("content-length:");
    if (place < 0 || !lower.startsWith("http/1.1 "))
        return broken("an answer without Content-Length");
    const qsizetype begin = place + qsizetype(sizeof("content-length:") - 1);
    const qint64 length = lower.mid(begin, lower.indexOf('\r', begin) - begin).trimmed().toLongLong();
    const qsizetype end = head + 4 + length;
    if (input.size() < end)
        return 0;
    outcome.status = lower.mid(9, 3).toInt();
    outcome.bytes = length;
    return end;
}

bool send(Client& client, const QByteArray& request)
{
    client.sent = Steady::now();
    return ::send(client.socket.number(), request.constData(), size_t(request.size()), MSG_NOSIGNAL) == request.size();
}

/// What has come; sends the next request when that is a whole answer.
Status serve(Client& client, const QByteArray& request, LoadOutcome& outcome)
{
    std::array<char, 65'536> buffer;
    const ssize_t got = ::recv(client.socket.number(), buffer.data(), buffer.size(), 0);
    if (got <= 0)
        return broken("the server closed the connection");
    client.input.append(buffer.data(), qsizetype(got));
    ATALAYA_TRY(const qsizetype end, endOfAnswer(client.input, outcome));
    if (end == 0)
        return ok();
    client.input.remove(0, end);
    outcome.latenciesMs.push_back(std::chrono::duration<double, std::milli>(Steady::now() - client.sent).count());
    ++outcome.answers;
    return send(client, request) ? ok() : Status(broken("a request could not be sent"));
}

} // namespace

double LoadOutcome::latencyMs(double share) const
{
    return latenciesMs.empty() ? 0 : latenciesMs[size_t(share * double(latenciesMs.size() - 1))];
}

Result<LoadOutcome> load(quint16 port, const QByteArray& request, int connections, qint64 answers, const StopToken& stop)
{
    const Descriptor poll(::epoll_create1(EPOLL_CLOEXEC));
    std::vector<Client> clients;
    clients.reserve(size_t(connections));
    for (int i = 0; i < connections; ++i) {
        ATALAYA_TRY(Descriptor socket, connected(port));
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = quint64(i);
        ::epoll_ctl(poll.number(), EPOLL_CTL_ADD, socket.number(), &wanted);
        clients.push_back({std::move(socket), {}, {}});
    }
    LoadOutcome outcome;
    outcome.latenciesMs.reserve(size_t(answers) + clients.size());
    const auto began = Steady::now();
    for (Client& client : clients) {
        if (!send(client, request))
            return broken("a request could not be sent");
    }
    std::array<epoll_event, 128> events{};
    constexpr int kPatienceMs = 30'000;
    while (outcome.answers < answers) {
        if (stop.stop_requested())
            return Cancelled{};
        const int ready = ::epoll_wait(poll.number(), events.data(), int(events.size()), kPatienceMs);
        if (ready <= 0)
            return broken("no answer in 30 s");
        for (int i = 0; i < ready; ++i)
            ATALAYA_CHECK(serve(clients[events[size_t(i)].data.u64], request, outcome));
    }
    outcome.seconds = std::chrono::duration<double>(Steady::now() - began).count();
    std::sort(outcome.latenciesMs.begin(), outcome.latenciesMs.end());
    return outcome;
}

} // namespace atalaya::api
