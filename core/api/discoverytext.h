// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/route.h"

#include <QByteArray>

namespace atalaya::api {

/// GET /llms.txt (llmstxt.org): what this server is, how to ask it, and a link to each route that answers a GET, grouped, with
/// the datasets of the catalogue; Markdown, UTF-8. Made from the routes, so it cannot name one that is not there.
QByteArray llmsText(const QList<Route>& routes);

/// GET /.well-known/api-catalog (RFC 9727): a set of links (RFC 9264) to the descriptions, the documentation, the state and the
/// entries of the API. References are relative to the server.
QJsonObject apiCatalog(const QList<Route>& routes);

/// The value of a Link header to the descriptions of the API: service-desc, service-doc and api-catalog.
QByteArray discoveryLinks();

} // namespace atalaya::api
