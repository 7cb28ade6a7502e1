// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace atalaya::test {

/// `count` phase events of the last twenty days, each with a time of its own; the same seed gives the same events.
QList<QJsonObject> randomEvents(int count, quint32 seed);

QByteArray toCsv(const QList<QJsonObject>& events);
QByteArray toJsonl(const QList<QJsonObject>& events);
/// A JSON array.
QByteArray toJsonArray(const QList<QJsonObject>& events);

} // namespace atalaya::test
