// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace atalaya {

/// Asked at least every 50 ms or 1 000 rows by everything that takes long.
using StopToken = std::stop_token;
using StopSource = std::stop_source;

} // namespace atalaya
