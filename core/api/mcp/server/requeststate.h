// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace atalaya::api::mcp {

/// What a call that needs more from the client keeps until it is made again: it travels through the client, so it is
/// good only for the same caller and the same call, for a while, and only as it was made here. Any thread.
class RequestState
{
public:
    /// With a key that nobody else has, and that ends with the program.
    RequestState();

    static constexpr std::chrono::minutes kLifetime{10};

    /// `call` names the call and all that decides what it does.
    QString seal(const QString& state, const QString& caller, const QByteArray& call, Instant now) const;
    /// What was sealed; nothing when it was changed, is too old, or is for another caller or call.
    std::optional<QString> open(const QString& sealed, const QString& caller, const QByteArray& call,
                                Instant now) const;

private:
    QByteArray signatureOf(const QByteArray& payload) const;

    QByteArray m_key;
};

/// Random bytes that cannot be guessed.
QByteArray unguessable(qsizetype bytes);

} // namespace atalaya::api::mcp
