// SPDX-License-Identifier: GPL-3.0-or-later
#include "offers.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

Offer standardOffer(bool drawsPdf)
{
    Offer offer;
    offer.tools = catalogTools() + QList<Tool>{queryTool()} + figureTools() + QList<Tool>{compareTool()} +
                  deploymentTools() + storeTools();
    offer.resources = standardResources(drawsPdf);
    offer.prompts = standardPrompts();
    offer.instructions =
        QCoreApplication::translate("Mcp", "Atalaya measures software delivery from what teams already produce. Begin "
                                           "with delivery_metrics (five metrics with intervals; "
                                           "by=service to rank), then compare_periods or delivery_series for change, "
                                           "and explain_metric or list_deployments for the reasons. "
                                           "Any other question: search_catalog, describe_dataset, query_dataset. "
                                           "get_health tells how old the data are. Null is not "
                                           "known, never 0. Pass on warnings, n and intervals. An answer with "
                                           "truncated=true is not all: omitted says what is missing "
                                           "and how to get it.");
    return offer;
}

} // namespace atalaya::api::mcp
