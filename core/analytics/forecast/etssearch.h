// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics/forecast/etsrecursion.h"

namespace atalaya::analytics {

/// One form on its way to the best fit. Every search leaves it as it was, or better.
class EtsSearch
{
public:
    EtsSearch(Values series, size_t period, const EtsForm& form, EtsCriterion criterion);

    /// The simplex over smoothing, level and slope, each with a step of its own size.
    void searchSimplex(int evaluations, double tolerance);
    /// The simplex with one step for all, a tenth of the largest: it begins far outside of the smoothing's bounds,
    /// shrinks from there, and hardly leaves the first level and slope. That is how the forecast package fits, which
    /// comparisons are made with; it forecasts better than the least squares do.
    void searchNearStart();
    /// All first states at once, by a Gauss–Newton step: the errors depend on them (nearly) linearly.
    void fitStates();

    double value() const { return m_value; }
    EtsFit fit() const;

private:
    std::vector<double> packed() const;
    void unpack(const std::vector<double>& point, EtsSmoothing& smoothing, double& level, double& slope) const;
    void search(const std::vector<double>& steps, int evaluations, double tolerance);
    double valueOf(const EtsSmoothing& smoothing, double level, double slope, const std::vector<double>& season) const;
    void move(EtsStates& states, size_t unknown, double by) const;
    double scale() const;
    bool hasTrend() const { return m_form.trend != EtsForm::Trend::None; }

    Values m_series;
    size_t m_period;
    EtsForm m_form;
    EtsRecursion m_recursion;
    bool m_isLikelihood;
    EtsSmoothing m_smoothing;
    EtsStates m_states;
    mutable EtsStates m_work; ///< what a trial changes
    double m_value = 0;
};

} // namespace atalaya::analytics
