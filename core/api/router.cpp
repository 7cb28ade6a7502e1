// SPDX-License-Identifier: GPL-3.0-or-later
#include "router.h"

namespace atalaya::api {

namespace {

bool isVariable(const QString& segment)
{
    return segment.startsWith(u'{');
}

QStringList segmentsOf(const QString& path)
{
    QStringList segments = path.split(u'/');
    segments.removeFirst();
    if (!segments.isEmpty() && segments.last().isEmpty())
        segments.removeLast();
    return segments;
}

// The segments of a path as sent. Split first, so that an encoded slash stays inside its segment.
std::optional<QStringList> decodedSegments(const QByteArray& path)
{
    QStringList segments;
    for (const QByteArray& part : path.mid(1).split('/')) {
        const std::optional<QString> segment = decodeComponent(part, false);
        if (!segment)
            return std::nullopt;
        segments.append(*segment);
    }
    if (segments.last().isEmpty())
        segments.removeLast();
    return segments;
}

} // namespace

Router::Router(QList<Route> routes) : m_routes(std::move(routes))
{
    for (qsizetype i = 0; i < m_routes.size(); ++i)
        m_patterns.append({segmentsOf(m_routes[i].path), i});
    for (const Route& route : std::as_const(m_routes)) {
        if (route.path.contains(u'{'))
            continue;
        remember(route, route.path.toLatin1());
        if (route.path.startsWith(kCanonicalPrefix))
            remember(route, (kDeprecatedPrefix + route.path.sliced(kCanonicalPrefix.size())).toLatin1());
    }
}

void Router::remember(const Route& route, const QByteArray& path)
{
    const QByteArray bare = path.endsWith('/') ? path.chopped(1) : path;
    for (const QByteArray& written : {bare, QByteArray(bare + '/')}) {
        if (!written.isEmpty())
            m_plain.insert_or_assign({route.method, written}, compare(route.method, written));
    }
}

std::optional<QStringList> Router::valuesOf(const QStringList& pattern, const QStringList& segments)
{
    if (pattern.size() != segments.size())
        return std::nullopt;
    QStringList values;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (isVariable(pattern[i]) && !segments[i].isEmpty())
            values.append(segments[i]);
        else if (pattern[i] != segments[i])
            return std::nullopt;
    }
    return values;
}

Match Router::match(Method method, const QByteArray& path) const
{
    const auto known = m_plain.find({method == Method::Head ? Method::Get : method, path});
    return known != m_plain.end() ? known->second : compare(method, path);
}

Match Router::compare(Method method, const QByteArray& path) const
{
    Match match;
    const std::optional<QStringList> sent = decodedSegments(path);
    if (!sent) {
        match.isMalformed = true;
        return match;
    }
    QStringList segments = *sent;
    match.isDeprecated =
        segments.size() > 2 && segments[0] == QLatin1String("api") && segments[1] == QLatin1String("dora");
    if (match.isDeprecated)
        segments.insert(1, QStringLiteral("v1"));
    const Method wanted = method == Method::Head ? Method::Get : method;
    for (const Pattern& pattern : m_patterns) {
        const std::optional<QStringList> values = valuesOf(pattern.segments, segments);
        if (!values)
            continue;
        const Route& route = m_routes[pattern.route];
        match.allowed.append(route.method);
        if (route.method != wanted)
            continue;
        match.route = &route;
        match.pathValues = *values;
        if (match.isDeprecated)
            match.canonicalPath = route.path;
    }
    if (match.allowed.isEmpty()) {
        QStringList known;
        for (const Route& route : m_routes) {
            if (route.path.size() > 1) // nobody mistypes the root
                known.append(route.path);
        }
        match.nearestPath = nearest(QString(u'/' + segments.join(u'/')), known);
    }
    return match;
}

} // namespace atalaya::api
