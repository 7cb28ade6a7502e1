// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace atalaya::analytics {

/// Φ, and its inverse for 0 < share < 1 (±infinity at the ends).
double normalCumulative(double z);
double normalQuantile(double share);
/// P(|Z| ≥ |z|).
double normalTwoSided(double z);

/// Of Student's t with `freedom` > 0 degrees of freedom, which need not be whole.
double studentTwoSided(double t, double freedom);
double studentQuantile(double share, double freedom);

} // namespace atalaya::analytics
