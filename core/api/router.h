// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/route.h"

#include <map>

namespace atalaya::api {

/// Old clients of the IACT family come here; the same routes, marked as deprecated.
inline constexpr QLatin1String kDeprecatedPrefix("/api/dora/");
inline constexpr QLatin1String kCanonicalPrefix("/api/v1/dora/");

/// Where a request goes.
struct Match
{
    const Route* route = nullptr; ///< null: no such path, or another method
    QStringList pathValues;
    QList<Method> allowed; ///< on this path; empty: there is no such path
    bool isDeprecated = false;
    QString canonicalPath;    ///< when deprecated
    QString nearestPath;      ///< when there is no such path, and one is near
    bool isMalformed = false; ///< the path is no UTF-8
};

class Router
{
public:
    explicit Router(QList<Route> routes);

    /// HEAD goes where GET goes. `path` is percent-encoded.
    Match match(Method method, const QByteArray& path) const;
    const QList<Route>& routes() const { return m_routes; }

private:
    struct Pattern
    {
        QStringList segments; ///< "{id}" takes any
        qsizetype route = 0;
    };
    Match compare(Method method, const QByteArray& path) const;
    void remember(const Route& route, const QByteArray& path);
    static std::optional<QStringList> valuesOf(const QStringList& pattern, const QStringList& segments);

    QList<Route> m_routes;
    QList<Pattern> m_patterns;
    std::map<std::pair<Method, QByteArray>, Match> m_plain; ///< of the paths without variables, as clients write them
};

} // namespace atalaya::api
