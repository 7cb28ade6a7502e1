// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/route.h"

namespace atalaya::api {

/// What the routes need beside the services: the PDF export is there only with something that draws it.
using DrawPdf = std::function<Result<QByteArray>(const services::IactReport&)>;

QList<Route> deliveryFigureRoutes();
QList<Route> deliveryListRoutes();
QList<Route> iactReadRoutes();
QList<Route> iactWriteRoutes();
QList<Route> iactExportRoutes(const DrawPdf& pdf);
/// What data there are, and any question about them.
QList<Route> catalogRoutes();
QList<Route> catalogDataRoutes();
/// The dashboard, and the files that the pages load.
QList<Route> pageRoutes(bool hasPdf);
/// `others` are described by /openapi.json, and these themselves.
QList<Route> discoveryRoutes(const QList<Route>& others);

/// Every route that there is. `mcpConformance`: /mcp has the fixtures of the conformance suite and needs no token.
QList<Route> allRoutes(const DrawPdf& pdf, bool mcpConformance = false);

} // namespace atalaya::api
