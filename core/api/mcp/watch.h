// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/eventstream.h"
#include "api/mcp/tool.h"

#include <QJsonValue>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace atalaya::api::mcp {

/// Tells clients that resources which they watch may have changed, since the store did (2026-07-28:
/// subscriptions/listen). One thread looks for all of them, and only while there are any. Any thread may ask.
class Watch
{
public:
    static constexpr std::chrono::milliseconds kInterval{2'000};
    static constexpr qsizetype kMostResources = 100; ///< of one stream
    static constexpr qsizetype kMostStreams = 16;    ///< of one caller, so that others get some, too

    /// The services outlive it.
    explicit Watch(const Services& services, std::chrono::milliseconds interval = kInterval);
    /// Ends the thread; streams that are open stay so.
    ~Watch();
    Q_DISABLE_COPY_MOVE(Watch)

    /// `stream` gets the acknowledgement first: what of the wanted is watched. Then, when the store has changed, a
    /// notification for each of the resources, each with the id of the request. Until its client leaves. False when the
    /// caller has too many.
    bool add(const QString& caller, const QJsonValue& id, const QStringList& uris, std::shared_ptr<EventStream> stream);
    /// What a server that ends says to the request.
    static QByteArray farewell(const QJsonValue& id);

private:
    struct Subscription
    {
        QString caller;
        QJsonValue id;
        QStringList uris;
        std::shared_ptr<EventStream> stream;
        QStringList due; ///< not told yet
    };
    void look(const StopToken& stop);
    void forgetGone();
    void tell(Subscription& subscription);

    const Services& m_services;
    const std::chrono::milliseconds m_interval;
    std::mutex m_mutex;
    std::condition_variable_any m_added;
    std::vector<Subscription> m_subscriptions;
    std::optional<qint64> m_version; ///< of the store, when it was last looked at
    std::jthread m_thread;
};

} // namespace atalaya::api::mcp
