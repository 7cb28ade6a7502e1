// SPDX-License-Identifier: GPL-3.0-or-later
#include "exportjob.h"

#include "base/csv.h"
#include "base/json.h"
#include "services/deliveryservice.h"
#include "widgets/common/format.h"
#include "widgets/models/deploymentlist.h"

#include <QFileInfo>
#include <QImage>
#include <QSaveFile>

namespace atalaya::widgets {

namespace {

Error cannotWrite(const QSaveFile& file)
{
    return {ErrorCode::Io, ExportJob::tr("%1 could not be written: %2.").arg(file.fileName(), file.errorString())};
}

Status writeAll(QSaveFile& file, const QByteArray& bytes)
{
    return file.write(bytes) == bytes.size() ? ok() : Status(cannotWrite(file));
}

QByteArray headerLine()
{
    return csvRecord({QStringLiteral("id"), QStringLiteral("service"), QStringLiteral("environment"), QStringLiteral("team"),
                      QStringLiteral("version"), QStringLiteral("sha"), QStringLiteral("started"), QStringLiteral("finished"),
                      QStringLiteral("status"), QStringLiteral("outcome"), QStringLiteral("changes"),
                      QStringLiteral("lead_time_p50_hours"), QStringLiteral("recovery_hours"), QStringLiteral("baseline")})
        .toUtf8();
}

QByteArray lineOf(const delivery::DeploymentRow& row)
{
    const model::Deployment& deployment = row.deployment;
    return csvRecord({deployment.id.text(), deployment.service, deployment.environment, deployment.team, deployment.version,
                      deployment.sha, deployment.started ? toIso(*deployment.started) : QString(), toIso(deployment.finished),
                      model::statusName(deployment.status), delivery::outcomeName(row.outcome), QString::number(row.changes),
                      exactText(row.leadTimeP50Hours), exactText(row.recoveryHours),
                      row.baseline ? QStringLiteral("true") : QStringLiteral("false")})
        .toUtf8();
}

Result<qint64> writeDeployments(services::DeliveryService& service, const QString& path, const delivery::Query& query,
                                const delivery::DeploymentFilter& filter, const StopToken& stop, const Progress& progress)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(file);
    ATALAYA_CHECK(writeAll(file, headerLine()));
    qint64 written = 0;
    delivery::PageRequest page{.limit = 1000, .cursor = {}};
    do {
        ATALAYA_TRY(const auto rows, service.deployments(query, page, filter, stop));
        if (stop.stop_requested())
            return Cancelled{};
        for (const delivery::DeploymentRow& row : rows.rows)
            ATALAYA_CHECK(writeAll(file, lineOf(row)));
        written += rows.rows.size();
        report(progress, ExportJob::tr("Writing deployments"), written, rows.total);
        page.cursor = rows.nextCursor;
    } while (!page.cursor.isEmpty());
    if (!file.commit())
        return cannotWrite(file);
    return written;
}

} // namespace

ExportJob::ExportJob(services::DeliveryService& service, QThreadPool& pool, QObject* parent)
    : QObject(parent), m_service(service), m_runner(pool)
{
}

template<class Job>
void ExportJob::start(const QString& path, Job job)
{
    m_running = true;
    Q_EMIT started(tr("Writing %1").arg(QFileInfo(path).fileName()));
    m_runner.start(
        std::move(job),
        [this](Result<QString> done) {
            m_running = false;
            if (done.isOk())
                Q_EMIT finished(done.value());
            else if (done.isError())
                Q_EMIT failed(done.error());
            else
                Q_EMIT cancelled();
        },
        [this](const ProgressUpdate& update) { Q_EMIT progressed(update); });
}

void ExportJob::exportDeployments(const QString& path, const delivery::Query& query, const delivery::DeploymentFilter& filter)
{
    start(path, [&service = m_service, path, query, filter](const StopToken& stop, const Progress& progress) -> Result<QString> {
        ATALAYA_TRY(const qint64 rows, writeDeployments(service, path, query, filter, stop, progress));
        return tr("Wrote %1 deployment(s) to %2.", nullptr, int(rows)).arg(countText(rows), path);
    });
}

void ExportJob::exportMetrics(const QString& path, const delivery::Query& query)
{
    start(path, [&service = m_service, path, query](const StopToken& stop, const Progress&) -> Result<QString> {
        ATALAYA_TRY(const delivery::Metrics metrics, service.metrics(query, stop));
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(readableJson(delivery::toJson(metrics))) < 0 || !file.commit())
            return cannotWrite(file);
        return tr("Wrote the five metrics to %1.").arg(path);
    });
}

void ExportJob::exportPicture(const QString& path, const QImage& image)
{
    start(path, [path, image](const StopToken&, const Progress&) -> Result<QString> {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || !image.save(&file, "PNG") || !file.commit())
            return cannotWrite(file);
        return tr("Wrote a picture to %1.").arg(path);
    });
}

void ExportJob::exportFile(const QString& path, const FileJob& job)
{
    start(path, [path, job](const StopToken& stop, const Progress& progress) { return job(path, stop, progress); });
}

void ExportJob::cancel()
{
    if (!m_running)
        return;
    m_runner.stop(); // the file is replaced only as a whole, so nothing half-written stays
    m_running = false;
    Q_EMIT cancelled();
}

} // namespace atalaya::widgets
