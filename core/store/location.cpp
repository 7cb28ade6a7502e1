// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/location.h"

#include <QCoreApplication>
#include <QDir>
#include <QUrl>

namespace atalaya::store {

namespace {
constexpr int kDefaultPort = 3306;

QString tr(const char* text)
{
    return QCoreApplication::translate("Store", text);
}
} // namespace

Result<Location> Location::fromUrl(const QString& url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    const Error malformed{ErrorCode::InvalidInput,
                          tr("\"%1\" names no store; use sqlite:///absolute/path or mysql://user@host:port/name.")
                              .arg(parsed.isValid() ? parsed.toDisplayString(QUrl::RemovePassword) : url)};
    if (!parsed.isValid() || parsed.hasQuery() || parsed.hasFragment())
        return malformed;
    if (!parsed.password().isEmpty())
        return Error{
            ErrorCode::InvalidInput,
            tr("A password does not belong in a URL; set the environment variable ATALAYA_DATABASE_PASSWORD.")};
    const QString path = parsed.path(QUrl::FullyDecoded);
    Location location;
    if (parsed.scheme() == QLatin1String("sqlite")) {
        if (!parsed.authority().isEmpty() || !path.startsWith(QLatin1Char('/')) || path.endsWith(QLatin1Char('/')))
            return malformed;
        location.path = QDir::cleanPath(path);
        return location;
    }
    location.backend = Backend::MySql;
    location.host = parsed.host();
    location.port = parsed.port(kDefaultPort);
    location.user = parsed.userName(QUrl::FullyDecoded);
    location.name = path.mid(1);
    if (parsed.scheme() != QLatin1String("mysql") || location.host.isEmpty() || location.user.isEmpty() ||
        location.name.isEmpty() || location.name.contains(QLatin1Char('/')) || location.port < 1)
        return malformed;
    return location;
}

Location Location::inFolder(const QString& folder)
{
    Location location;
    location.path = QDir(folder).absoluteFilePath(QStringLiteral("atalaya.db"));
    return location;
}

QString Location::url() const
{
    QUrl url;
    if (backend == Backend::Sqlite) {
        url.setScheme(QStringLiteral("sqlite"));
        url.setHost(QLatin1String(""));
        url.setPath(path);
    } else {
        url.setScheme(QStringLiteral("mysql"));
        url.setHost(host);
        url.setPort(port);
        url.setUserName(user);
        url.setPath(QLatin1Char('/') + name);
    }
    return url.toString(QUrl::FullyEncoded);
}

} // namespace atalaya::store
