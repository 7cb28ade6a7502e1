// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/response.h"
#include "base/nearest.h"
#include "base/result.h"
#include "model/phaseevent.h"

#include <QStringList>

#include <utility>

namespace atalaya::api {

/// Why a request is not answered as asked: RFC 9457, with the detail again as "error" for clients that look there.
struct Problem
{
    int status = 400;
    QString detail;
    /// Which fields or parameters do not fit; a pointer is a JSON pointer into the body, or "/" and the parameter's
    /// name.
    QList<model::FieldError> errors;
    QStringList allowed; ///< what would have been accepted
    /// Last part of the type's URI, for example "unknown-parameter"; empty: made from the status.
    QString kind;
    QString restart = {}; ///< with 410: where a list begins again
    QList<std::pair<QByteArray, QByteArray>> headers = {}; ///< that the status asks for: Allow, WWW-Authenticate
};

/// "The parameter 'days' must be a whole number from 1 to 3650."; the detail is what follows the name.
QString parameterSentence(const QString& name, const QString& detail);
/// A 400 for one parameter.
Problem parameterProblem(const QString& name, const QString& detail);
/// application/problem+json; `instance` is the path of the request, or another URI that names it.
Response toResponse(const Problem& problem, const QByteArray& instance);
Problem withHeader(Problem problem, const QByteArray& name, const QByteArray& value);
/// The status and the user text of an Error; its detail stays in the log.
Problem problemOf(const Error& error);
/// "Not Found" and so on, as RFC 9110 names a status.
QString statusTitle(int status);

} // namespace atalaya::api
