// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch.h"

#include "api/mcp/jsonrpc.h"
#include "api/mcp/server/ask.h"
#include "base/json.h"
#include "services/deliveryservice.h"

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

QJsonObject subscriptionMeta(const QJsonValue& id)
{
    return {{QString(kMetaSubscription), id}};
}

QByteArray event(const QString& method, QJsonObject params, const QJsonValue& id)
{
    params.insert(QStringLiteral("_meta"), subscriptionMeta(id));
    return serverSentEvent(compactJson(notificationMessage(method, params)));
}

} // namespace

Watch::Watch(const Services& services, std::chrono::milliseconds interval) : m_services(services), m_interval(interval)
{
}

Watch::~Watch()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

QByteArray Watch::farewell(const QJsonValue& id)
{
    QJsonObject meta = subscriptionMeta(id);
    meta.insert(kMetaServer, serverInfo());
    const QJsonObject result{{QStringLiteral("resultType"), QStringLiteral("complete")},
                             {QStringLiteral("_meta"), meta}};
    return serverSentEvent(compactJson(resultMessage(id, result)));
}

void Watch::forgetGone()
{
    std::erase_if(m_subscriptions, [](const Subscription& one) { return one.stream->isGone(); });
}

bool Watch::add(const QString& caller, const QJsonValue& id, const QStringList& uris,
                std::shared_ptr<EventStream> stream)
{
    QJsonObject honoured;
    if (!uris.isEmpty())
        honoured.insert(QStringLiteral("resourceSubscriptions"), QJsonArray::fromStringList(uris));
    const auto version = m_services.delivery.dataVersion(); // not under the lock: it reads the store
    const std::lock_guard lock(m_mutex);
    forgetGone();
    const auto isHis = [&caller](const Subscription& one) { return one.caller == caller; };
    if (std::count_if(m_subscriptions.begin(), m_subscriptions.end(), isHis) >= kMostStreams)
        return false;
    stream->offer(event(QStringLiteral("notifications/subscriptions/acknowledged"),
                        {{QStringLiteral("notifications"), honoured}}, id));
    if (m_subscriptions.empty())
        m_version = version.isOk() ? std::optional(version.value()) : std::nullopt;
    m_subscriptions.push_back({caller, id, uris, std::move(stream), {}});
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const StopToken& stop) { look(stop); });
    m_added.notify_all();
    return true;
}

void Watch::look(const StopToken& stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        m_added.wait(lock, stop, [this] { return !m_subscriptions.empty(); });
        m_added.wait_for(lock, stop, m_interval, [] { return false; });
        if (stop.stop_requested())
            return;
        lock.unlock();
        const auto version = m_services.delivery.dataVersion();
        lock.lock();
        const bool hasChanged = version.isOk() && m_version != version.value();
        if (version.isOk())
            m_version = version.value();
        forgetGone();
        for (Subscription& one : m_subscriptions) {
            if (hasChanged)
                one.due = one.uris;
            tell(one);
        }
    }
}

// What a slow client has no room for is told it later, once: that something changed twice is no more to know.
void Watch::tell(Subscription& subscription)
{
    while (!subscription.due.isEmpty()) {
        const QByteArray bytes = event(QStringLiteral("notifications/resources/updated"),
                                       {{QStringLiteral("uri"), subscription.due.first()}}, subscription.id);
        if (subscription.stream->offer(bytes) != EventStream::Offered::Taken)
            return;
        subscription.due.removeFirst();
    }
}

} // namespace atalaya::api::mcp
