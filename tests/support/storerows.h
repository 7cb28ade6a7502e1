// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/location.h"

#include <QStringList>

namespace atalaya::test {

/// The phase events of a store and everything that is derived from them and from repositories, as rows of text
/// ("incident …"), without the numbers that only say in which order rows came. Equal lists: equal stores, whatever the
/// back end.
QStringList contentsOf(const store::Location& location);
/// How many of these rows are of a kind: event, daily, deployment, change, incident, revert.
qsizetype countOf(const QStringList& contents, const QString& kind);

} // namespace atalaya::test
