// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/handlers/common.h"
#include "routes.h"
#include "services/iactreport.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Api", text);
}

using Write = std::function<Result<QByteArray>(const services::IactReport&)>;

Answer exportAs(const Call& call, const QByteArray& type, const QString& extension, const Write& write)
{
    const auto window = iactWindow(call, IactPeriod::DaysOrDates);
    if (const Problem* problem = std::get_if<Problem>(&window))
        return *problem;
    IactWindow report = std::get<IactWindow>(window);
    // Whole days also without dates: a row is a day.
    if (!call.arguments.isGiven(QLatin1String("start_date")) && !call.arguments.isGiven(QLatin1String("end_date"))) {
        const services::EventFilter days = services::wholeDays(report.firstDay, report.lastDay);
        report.filter.from = days.from;
        report.filter.to = days.to;
    }
    auto summary = call.services.iact.summary(report.filter);
    if (!summary.isOk())
        return failed(summary);
    auto days = call.services.iact.daily(report.filter);
    if (!days.isOk())
        return failed(days);
    const QString start = utcDateText(startOfUtcDay(report.firstDay));
    const QString end = utcDateText(startOfUtcDay(report.lastDay));
    auto bytes = write({start, end, std::move(summary).value(), std::move(days).value(), report.filter.project,
                        report.filter.team, report.filter.environment});
    if (!bytes.isOk())
        return failed(bytes);
    Response response{200, type, std::move(bytes).value(), {}};
    const QString name = QStringLiteral("dora_metrics_%1_%2.%3").arg(start, end, extension);
    return response.with("Content-Disposition", "attachment; filename=\"" + name.toLatin1() + '"');
}

Route exportRoute(const char* format, const QByteArray& type, const char* extension, const Write& write)
{
    Route route;
    route.path = QLatin1String("/api/v1/dora/export/") + QLatin1String(format) + u'/';
    const QLatin1String id(format);
    route.operationId = QLatin1String("iactExport") + id.first(1).toString().toUpper() + id.mid(1);
    route.summary = tr("The IACT figures of a window, a row a day, as a file.");
    route.tag = QStringLiteral("dora");
    route.role = model::Role::Viewer;
    route.parameters = iactParameters(IactPeriod::DaysOrDates);
    route.replies = {{200, tr("The file, as an attachment."), type, {}}};
    route.freshness = Freshness::Data;
    route.pinnedBy = {QStringLiteral("start_date"), QStringLiteral("end_date")};
    route.handler = [type, suffix = QString::fromLatin1(extension), write](const Call& call) {
        return exportAs(call, type, suffix, write);
    };
    return route;
}

} // namespace

QList<Route> iactExportRoutes(const DrawPdf& pdf)
{
    QList<Route> routes{exportRoute("csv", "text/csv; charset=utf-8", "csv",
                                    [](const services::IactReport& report) { return Result(services::toCsv(report)); }),
                        exportRoute("excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                    "xlsx", services::toXlsx)};
    if (pdf)
        routes.append(exportRoute("pdf", "application/pdf", "pdf", pdf));
    return routes;
}

} // namespace atalaya::api
