// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace atalaya::api {

/// A file that the pages load: style, script or picture of resources/web, compiled in. It holds no data.
struct WebAsset
{
    QString name; ///< "dashboard.css"
    QByteArray type;
    QByteArray body;
};

/// All of them, by name.
const QList<WebAsset>& webAssets();
/// Null when there is none.
const WebAsset* findWebAsset(QStringView name);
/// Differs whenever any asset does. It stands in their addresses (/assets/VERSION/NAME), so that a browser may keep them
/// for ever and still never mixes those of two releases.
QByteArray webAssetsVersion();
/// A page of resources/web ("dashboard.html"), with the addresses of its assets. Each {{key}} becomes the value of `key`, which
/// must be HTML already; UTF-8. Asking for a page or leaving out a key that there is not is a bug.
QByteArray webPage(const QString& name, const QHash<QString, QString>& values = {});

} // namespace atalaya::api
