// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deployment.h"

#include <QByteArrayView>

namespace atalaya::model {

inline constexpr QByteArrayView kRollbackOf = "rollback:";

/// Deployment::fixes of a deployment that its source calls a rollback: the deployment that it took back.
inline QString rollbackOf(DeploymentId takenBack) { return QString::fromLatin1(kRollbackOf) + takenBack.text(); }

/// The deployment that Deployment::fixes (UTF-8) says was taken back; nothing when it says something else.
inline std::optional<DeploymentId> takenBackBy(QByteArrayView fixes)
{
    return fixes.startsWith(kRollbackOf) ? DeploymentId::fromText(QString::fromUtf8(fixes.sliced(kRollbackOf.size())))
                                         : std::nullopt;
}

} // namespace atalaya::model
