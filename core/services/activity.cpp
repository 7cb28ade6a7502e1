// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity.h"

#include <algorithm>
#include <vector>

namespace atalaya::services {

namespace {

/// The value below which the share lies, by the nearest rank; 0 of nothing.
double nearestRank(std::vector<double>& values, double share)
{
    if (values.empty())
        return 0;
    const auto place = values.begin() + std::ptrdiff_t(share * double(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

} // namespace

void Activity::add(ApiRequest request)
{
    const std::scoped_lock lock(m_mutex);
    request.number = ++m_last;
    if (m_clients.size() >= kClients && m_clients.find(request.client) == m_clients.end())
        m_clients.erase(std::min_element(m_clients.begin(), m_clients.end(),
                                         [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    ClientActivity& client = m_clients[request.client];
    client.client = request.client;
    ++client.requests;
    client.last = request.at;
    if (request.status == 429)
        ++client.limited;
    else if (request.status >= 500)
        ++client.failed;
    else if (request.status >= 400)
        ++client.refused;
    m_recent.push_back(std::move(request));
    if (m_recent.size() > kRemembered)
        m_recent.pop_front();
}

QList<ApiRequest> Activity::since(quint64 after) const
{
    const std::scoped_lock lock(m_mutex);
    const auto first = std::find_if(m_recent.begin(), m_recent.end(), [after](const ApiRequest& it) { return it.number > after; });
    return {first, m_recent.end()};
}

QList<ClientActivity> Activity::clients() const
{
    std::map<QString, std::vector<double>> durations;
    QList<ClientActivity> clients;
    {
        const std::scoped_lock lock(m_mutex);
        for (const ApiRequest& request : m_recent)
            durations[request.client].push_back(request.durationMs);
        for (const auto& [name, client] : m_clients)
            clients.append(client);
    }
    for (ClientActivity& client : clients) {
        std::vector<double>& values = durations[client.client];
        client.p50Ms = nearestRank(values, 0.5);
        client.p95Ms = nearestRank(values, 0.95);
    }
    std::sort(clients.begin(), clients.end(), [](const auto& a, const auto& b) { return a.last > b.last; });
    return clients;
}

qint64 Activity::total() const
{
    const std::scoped_lock lock(m_mutex);
    return qint64(m_last);
}

} // namespace atalaya::services
