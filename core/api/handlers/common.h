// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/route.h"
#include "delivery/rows.h"
#include "services/iactservice.h"

namespace atalaya::api {

/// The reason why a service gave no value, as an answer. Its detail goes to the log.
Problem problemOfError(const Error& error);
Problem stoppedProblem();
template<class T>
Problem failed(const Result<T>& result)
{
    return result.isError() ? problemOfError(result.error()) : stoppedProblem();
}

/// limit and cursor.
QList<Parameter> pageParameters();
delivery::PageRequest pageOf(const Arguments& arguments);
/// As failed(), and names the cursor when the client sent one that the list does not accept.
Problem pageProblem(Problem problem, const Arguments& arguments);
/// Puts next_cursor (null at the end) and a Link header to the next page.
Response pageResponse(QJsonObject object, const QString& nextCursor, const Request& request);

/// dataset_id in the path, and a 404 for one that there is not.
Parameter datasetParameter();
Problem unknownDataset(const QString& id);

/// service, environment, team, from, to, as_of, kinds, tz.
QList<Parameter> deliveryParameters();
std::variant<delivery::Query, Problem> deliveryQuery(const Call& call);

/// days, start_date, end_date and project, team, environment; or only the first with the last three.
enum class IactPeriod { Days, DaysOrDates };
QList<Parameter> iactParameters(IactPeriod period);
struct IactWindow
{
    services::EventFilter filter;
    qint64 days = 0;
    qint64 firstDay = 0, lastDay = 0; ///< days since 1970-01-01
};
std::variant<IactWindow, Problem> iactWindow(const Call& call, IactPeriod period);

} // namespace atalaya::api
