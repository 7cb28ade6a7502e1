// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/rows.h"

#include <QJsonObject>

namespace atalaya::api {

/// The members of components/schemas, by area; openapi.h's sharedSchemas() puts them together. Every member of an
/// answer is described, with its unit and what null means.
QJsonObject deliverySchemas();
QJsonObject deliveryRowSchemas();
QJsonObject objectSchemas();
QJsonObject iactSchemas();
QJsonObject catalogSchemas();

/// In the order in which rows and parameters name them.
inline constexpr delivery::Outcome kOutcomes[] = {delivery::Outcome::Healthy, delivery::Outcome::Failed,
                                                  delivery::Outcome::TooNew, delivery::Outcome::NotSuccessful};

} // namespace atalaya::api
