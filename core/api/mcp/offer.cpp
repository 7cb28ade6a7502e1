// SPDX-License-Identifier: GPL-3.0-or-later
#include "tool.h"

namespace atalaya::api::mcp {

Offer standardOffer()
{
    return {};
}

} // namespace atalaya::api::mcp
