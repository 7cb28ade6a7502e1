// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace atalaya::widgets {

/// Whether the API of this program listens, and where.
struct ApiStatus {
    QUrl url;        ///< http://127.0.0.1:8787; empty: it does not
    int clients = 0; ///< connections open now
    QString why;     ///< it does not listen, in words; empty: that is not known

    bool isOn() const { return !url.isEmpty(); }
    bool operator==(const ApiStatus&) const = default;
};

/// Where it listens, or where it would by default: for examples.
inline QUrl exampleUrl(const ApiStatus& api)
{
    return api.isOn() ? api.url : QUrl(QStringLiteral("http://127.0.0.1:8787"));
}

} // namespace atalaya::widgets
