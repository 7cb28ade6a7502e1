// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/descriptive.h"

namespace atalaya::analytics {

/// The x with the least |A x − y|². `columns`: A, column after column, each as long as `y`; few of them. By the normal
/// equations with a ridge of 1e-8, which is enough for a step of a search; nothing where the columns depend on each
/// other.
std::optional<std::vector<double>> leastSquaresSolution(const std::vector<double>& columns,
                                                        const std::vector<double>& y, size_t unknowns);

} // namespace atalaya::analytics
