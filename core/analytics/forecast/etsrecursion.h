// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/forecast/ets.h"

namespace atalaya::analytics {

struct EtsSmoothing
{
    double alpha = 0, beta = 0, gamma = 0, phi = 1;
};

struct EtsStates
{
    double level = 0, slope = 0;
    std::vector<double> season; ///< one a turn, that of the first step first; empty without
};

struct EtsErrors
{
    double squares = 0; ///< sum; infinite where the form cannot have led through the series
    double logs = 0;    ///< with relative errors the sum of ln f, otherwise 0
};

/// Through a series, step by step: `states` become those of its end. `errors`, when given, has room for all of them.
using EtsRecursion = EtsErrors (*)(Values series, const EtsSmoothing& smoothing, EtsStates& states, double* errors);
EtsRecursion etsRecursion(const EtsForm& form);

/// Where a search begins: the season of a classical decomposition, and a line through (or the mean of) the first ten
/// values, or two periods, without it (Hyndman et al. 2002).
EtsStates etsStart(Values series, size_t period, const EtsForm& form);
/// Smoothing parameters, first states and the variance.
size_t etsParameters(const EtsForm& form, size_t period);

} // namespace atalaya::analytics
