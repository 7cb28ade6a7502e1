// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "delivery/query.h"
#include "delivery/rows.h"
#include "widgets/views/view.h"

#include <QObject>

class QImage;

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

/// Writes what a view shows to a file, on the pool and all or nothing: deployments as CSV, the five metrics as JSON, the view as a
/// picture.
class ExportJob : public QObject
{
    Q_OBJECT

public:
    ExportJob(services::DeliveryService& service, QThreadPool& pool, QObject* parent = nullptr);

    /// Every deployment of the query that the filter takes, in full precision: RFC 4180, UTF-8.
    void exportDeployments(const QString& path, const delivery::Query& query, const delivery::DeploymentFilter& filter);
    /// The object of contract/delivery-api.md.
    void exportMetrics(const QString& path, const delivery::Query& query);
    void exportPicture(const QString& path, const QImage& image);
    /// Whatever a view writes.
    void exportFile(const QString& path, const FileJob& job);
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void started(const QString& title);
    void progressed(const atalaya::ProgressUpdate& update);
    void finished(const QString& text);
    void failed(const atalaya::Error& error);
    void cancelled();

private:
    template<class Job>
    void start(const QString& path, Job job);

    services::DeliveryService& m_service;
    JobRunner m_runner;
    bool m_running = false;
};

} // namespace atalaya::widgets
