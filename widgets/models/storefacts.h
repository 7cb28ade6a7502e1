// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace atalaya::widgets {

/// What there is in the store, whatever the filters say.
struct StoreFacts {
    qint64 dataVersion = 0;
    QStringList services;
    QStringList teams;
    QStringList environments;

    bool isEmpty() const { return services.isEmpty(); }
};

} // namespace atalaya::widgets
