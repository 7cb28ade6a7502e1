// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/catalogservice.h"

namespace atalaya::services {

/// What the reader of an answer should know of it: percentiles of few values, a bucket of time that is not over.
QStringList queryWarnings(const QueryAnswer& answer, const model::DatasetQuery& query);
/// Why a filter may have kept nothing: values that do not occur in the dataset at all, each looked for by itself. What cannot be looked
/// up in time is left out.
QStringList emptinessWarnings(store::DatasetRepository& rows, const model::DatasetQuery& query);

} // namespace atalaya::services
