// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "operations/auditentry.h"

namespace atalaya::operations {

/// How something ended that gave this Result: refused when the caller's words or the state forbade it.
template<class T>
AuditOutcome outcomeOf(const Result<T>& result)
{
    if (result.isOk())
        return AuditOutcome::Ok;
    if (!result.isError() || result.error().code == ErrorCode::Io || result.error().code == ErrorCode::Unavailable)
        return AuditOutcome::Failed;
    return AuditOutcome::Refused;
}

/// Of whoever runs the program: what came of it, with details(value), or why nothing did.
template<class T, class Details>
AuditEvent eventOf(const QString& action, const QString& subject, const Result<T>& result, Details details)
{
    AuditEvent event;
    event.action = action;
    event.subject = subject;
    event.outcome = outcomeOf(result);
    if (result.isOk())
        event.details = details(result.value());
    else
        event.details = {{QStringLiteral("reason"), result.isError() ? result.error().userText : QStringLiteral("stopped")}};
    return event;
}

} // namespace atalaya::operations
