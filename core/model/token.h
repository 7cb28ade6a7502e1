// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QString>

#include <optional>

namespace atalaya::model {

/// What a bearer of a token may do; each role includes the ones before it.
enum class Role { Viewer, Operator, Admin };

QString roleName(Role role);
std::optional<Role> roleFromName(QStringView name);

/// How many requests a token may make; 0 = unlimited.
struct RateLimits {
    int perMinute = 100;
    int perHour = 1000;
    bool operator==(const RateLimits&) const = default;
};

/// An API token as the store keeps it: never the token itself, only its hash.
struct ApiToken {
    qint64 id = 0;
    QString name; ///< unique among the tokens that are not revoked
    Role role = Role::Viewer;
    std::optional<RateLimits> rate; ///< without: the server's default
    Instant createdAt;
    std::optional<Instant> expiresAt;
    std::optional<Instant> revokedAt;
    std::optional<Instant> lastUsedAt;
    QByteArray hash; ///< 32 bytes
};

} // namespace atalaya::model
