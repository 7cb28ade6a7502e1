// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/jobrunner.h"
#include "widgets/models/storefacts.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

/// Notices that the store changed, whoever changed it (another process too): asks for its data version every two seconds while
/// it runs, never two questions at a time, and reads what there is to choose from when it is another.
class DataWatch : public QObject
{
    Q_OBJECT

public:
    DataWatch(services::DeliveryService& service, QThreadPool& pool, QObject* parent = nullptr);

    void setRunning(bool running);
    /// Whose deployments StoreFacts::fittingRange is to fit; empty: every service's. Asks at once when they are others.
    void setServices(const QStringList& services);
    /// Asks at once, or once more when the answer under way is there.
    void look();
    const StoreFacts& store() const { return m_store; }
    /// For how long the data have been as they are; nothing when that is not known, and while there are none.
    std::optional<Milliseconds> age() const;
    bool isLooking() const { return m_busy; }
    /// The facts are still those from before the first answer, or of the services before.
    bool isFitting() const { return m_busy && !m_known; }

Q_SIGNALS:
    /// Another data version or other services than before; also the first.
    void changed(const atalaya::widgets::StoreFacts& store);
    void failed(const atalaya::Error& error);
    /// How far the reading of another data version is.
    void reading(const atalaya::ProgressUpdate& update);
    void looked();

private:
    void ask();
    void arrived(Result<std::optional<StoreFacts>> answer, const QStringList& services);

    services::DeliveryService& m_service;
    JobRunner m_runner;
    QTimer m_timer;
    StoreFacts m_store;
    QStringList m_services;
    std::optional<qint64> m_known; ///< the data version that m_store is of, for m_services
    bool m_busy = false;
    bool m_again = false; ///< asked for while an answer was under way, which may be older
};

} // namespace atalaya::widgets
