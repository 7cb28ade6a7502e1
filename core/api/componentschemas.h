// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace atalaya::api {

/// The members of components/schemas, by area; openapi.h's sharedSchemas() puts them together. Every member of an
/// answer is described, with its unit and what null means.
QJsonObject deliverySchemas();
QJsonObject deliveryRowSchemas();
QJsonObject objectSchemas();
QJsonObject iactSchemas();

} // namespace atalaya::api
