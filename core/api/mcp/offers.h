// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/tool.h"

/// The parts of standardOffer(), by area.
namespace atalaya::api::mcp {

QList<Tool> catalogTools();    ///< list_datasets, search_catalog, describe_dataset
Tool queryTool();              ///< query_dataset
QList<Tool> figureTools();     ///< delivery_metrics, delivery_series
Tool compareTool();            ///< compare_periods
QList<Tool> deploymentTools(); ///< explain_metric, list_deployments
QList<Tool> storeTools();      ///< get_health, record_event
/// `drawsPdf`: the API that atalaya://openapi describes exports PDF.
QList<Resource> standardResources(bool drawsPdf);
QList<Prompt> standardPrompts();

} // namespace atalaya::api::mcp
