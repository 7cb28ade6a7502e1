// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browser.h"
#include "service.h"

#include <QJsonDocument>

namespace atalaya::test {

/// `atalaya serve` with what `fill` put into its store, and a token to ask it with.
class Site
{
public:
    explicit Site(const QStringList& fill)
    {
        if (!fill.isEmpty()) {
            const Outcome filled = program.run(fill);
            if (filled.code != 0)
                qFatal("%s", filled.err.constData());
        }
        token = program
                    .run({QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--name"), QStringLiteral("browser"),
                          QStringLiteral("--role"), QStringLiteral("viewer"), QStringLiteral("--rate"), QStringLiteral("unlimited")})
                    .out.trimmed();
        service = std::make_unique<Service>(program);
    }

    QString url(const QString& target) const { return service->url() + target; }
    QJsonObject json(const QString& target) const { return QJsonDocument::fromJson(curl(url(target), token).body).object(); }

    Program program;
    QByteArray token;
    std::unique_ptr<Service> service;
};

/// Whether a browser can be had; says loudly when not.
inline bool hasBrowser()
{
    if (!Browser::program().isEmpty())
        return true;
    qWarning("NO CHROMIUM: the pages are not tested. Install it: bash packaging/deps.sh test");
    return false;
}

} // namespace atalaya::test
