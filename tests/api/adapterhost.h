// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/httpadapter.h"
#include "api/problem.h"

#include <QThread>

#include <memory>
#include <optional>

namespace atalaya::test {

/// The adapter alone, in a thread of its own, with an application that the test gives it.
class AdapterHost
{
public:
    explicit AdapterHost(api::GuardLimits limits = {}, std::function<api::Response(api::Exchange&)> answer = echo,
                         std::optional<QSslConfiguration> tls = {})
    {
        m_thread.start();
        m_anchor.moveToThread(&m_thread);
        api::Application application{
            [](api::Exchange& exchange) -> std::optional<api::Response> {
                exchange.caller = exchange.request.header("x-caller");
                return std::nullopt;
            },
            std::move(answer),
            [](const api::Rejection& rejection, const QHostAddress&) { return refusal(rejection); }};
        inThread([&] {
            m_adapter = std::make_unique<api::HttpAdapter>(limits, tls, std::move(application),
                                                           api::HttpAdapter::Pools{m_pool, m_writers});
            const auto listening = m_adapter->listen(QHostAddress(QHostAddress::LocalHost), 0);
            m_port = listening.isOk() ? listening.value() : 0;
        });
    }
    ~AdapterHost()
    {
        inThread([this] { m_adapter->stopRequests(); });
        m_pool.waitForDone();
        m_writers.waitForDone();
        inThread([this] {
            m_adapter.reset();
            m_anchor.moveToThread(nullptr);
        });
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(AdapterHost)

    quint16 port() const { return m_port; }
    int connections() const { return m_adapter->connections(); }
    /// Drains, and tells whether nothing was left to wait for.
    bool drainsAtOnce()
    {
        auto drained = std::make_shared<bool>(false);
        bool atOnce = false;
        inThread([&] {
            m_adapter->drain([drained] { *drained = true; });
            atOnce = *drained;
        });
        return atOnce;
    }

    /// Method, path, query and body of the request.
    static api::Response echo(api::Exchange& exchange)
    {
        const api::Request& request = exchange.request;
        QByteArray text =
            api::methodName(request.method) + ' ' + request.path + '?' + request.query + ' ' + request.body;
        return {200, "text/plain", text, {}};
    }

    /// Method and path of what was refused, in X-Refused.
    static api::Response refusal(const api::Rejection& rejection)
    {
        const api::Request& request = rejection.request;
        return api::toResponse({rejection.status, rejection.detail, {}, {}, {}}, {})
            .with("X-Refused", api::methodName(request.method) + ' ' + request.path);
    }

private:
    template<class Call>
    void inThread(Call call)
    {
        QMetaObject::invokeMethod(&m_anchor, std::move(call), Qt::BlockingQueuedConnection);
    }

    QThread m_thread;
    api::Workers m_pool{4}, m_writers{2};
    QObject m_anchor;
    std::unique_ptr<api::HttpAdapter> m_adapter;
    quint16 m_port = 0;
};

} // namespace atalaya::test
