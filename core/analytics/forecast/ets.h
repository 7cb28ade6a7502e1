// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/forecast/prediction.h"

namespace atalaya::analytics {

/// Which exponential smoothing (Hyndman, Koehler, Ord & Snyder 2008): error, trend (none, additive, damped) and season.
struct EtsForm
{
    enum class Error { Additive, Multiplicative } error = Error::Additive;
    enum class Trend { None, Additive, Damped } trend = Trend::None;
    enum class Season { None, Additive, Multiplicative } season = Season::None;

    bool operator==(const EtsForm&) const = default;
};
/// "ETS(A,Ad,M)".
std::string etsName(const EtsForm& form);

/// A fitted one. The recursions are those of the book's state space form, with 0 < beta < alpha < 1 and 0 < gamma < 1 −
/// alpha.
struct EtsFit
{
    EtsForm form;
    size_t period = 1; ///< of the season; 1 without
    double alpha = 0, beta = 0, gamma = 0, phi = 1;
    double level = 0, slope = 0; ///< at the end of the series
    std::vector<double> season;  ///< that of the next step first; empty without
    double deviance = 0;         ///< −2 log likelihood, but for a constant
    double aicc = 0;
    double variance = 0;        ///< of an error (a relative one where the error is multiplicative)
    std::vector<double> errors; ///< one a step: y − f, or (y − f) / f

    /// Point forecasts and the standard deviation of each, for steps 1 … horizon.
    Prediction predict(size_t horizon) const;
};

/// What a fit is for: likelihood compares forms (AICc), squares alone is what Holt and SES are usually fitted by.
enum class EtsCriterion { Likelihood, Squares };

/// Nothing when the series is too short for the form's parameters (n < parameters + 2), has a value that the form
/// cannot have (≤ 0 and multiplicative), is constant, or has squares beyond what a double holds.
std::optional<EtsFit> fitEts(Values series, size_t period, const EtsForm& form,
                             EtsCriterion criterion = EtsCriterion::Likelihood);

/// The form with the least AICc among those without infinite variance: additive errors with an additive or no season,
/// and multiplicative ones where every value is positive. No season where period is 1 or above 24. Nothing for n < 4.
std::optional<EtsFit> selectEts(Values series, size_t period);

} // namespace atalaya::analytics
