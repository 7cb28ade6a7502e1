// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/budget.h"
#include "api/problem.h"
#include "catalog/dataset.h"
#include "delivery/metrics.h"

#include <initializer_list>
#include <variant>

/// What the tools have in common.
namespace atalaya::api::mcp {

/// An argument of a tool: its name, its schema and what it means.
struct Argument
{
    const char* name;
    QJsonObject schema;
    bool isRequired = false;
};
/// An object that takes these, and max_tokens, and nothing else.
QJsonObject inputSchema(const QList<Argument>& arguments);
/// limit and cursor.
QList<Argument> pageArguments(int usualLimit);
/// service, environment, team, days, from, to, as_of: which deployments a figure is of.
QList<Argument> deliveryArguments();
QJsonObject choice(const QStringList& words, const QString& about, const QString& fallback = {});
QJsonObject wholeNumber(int least, int most, const QString& about, std::optional<int> fallback = {});

/// What withinBudget() gives: rows under this name, unless it is empty, and further members that may be there.
QJsonObject answerSchema(const char* rowsName, std::initializer_list<std::pair<const char*, QJsonObject>> members);

QString argumentText(const QJsonObject& arguments, const char* name);
int argumentNumber(const QJsonObject& arguments, const char* name, int fallback);

/// The sentence of a Problem, and what would have been accepted.
ToolResult errorResult(const Problem& problem);
/// The reason why a service gave no value. Names the cursor where one was sent that the list does not accept.
ToolResult errorResult(const Result<Done>::Failure& failure, const QJsonObject& arguments = {});
/// The sentence, and the nearest of the names that there are or, without one, some of them.
ToolResult unknownName(const QString& sentence, const QString& word, const QStringList& known);

/// Which deployments are asked for, checked as the HTTP API does; names that the store does not know are an error here.
/// `seenAsOf` is that of the page before.
std::variant<delivery::Query, ToolResult> deliveryQuery(const ToolCall& call, std::optional<Instant> seenAsOf = {});
/// Null with an error that names the nearest.
const catalog::Dataset* datasetCalled(const QString& id, ToolResult& error);

/// All services that the store knows, by name.
Result<QStringList> serviceNames(const Services& services, StopToken stop);
QStringList datasetIds();
QStringList metricNames();
/// "service/version" of the newest deployments that begin so, or nothing when they cannot be read.
QStringList deploymentLabels(const Services& services, const QString& begun, StopToken stop);

/// {from, to, as_of}, as in the figures of the HTTP API.
QJsonObject windowJson(const delivery::Window& window);

/// A scope for listPlace(): the tool, the store, and everything that was asked but how much of it.
QByteArray scopeOf(const char* tool, const Services& services, QJsonObject arguments);

} // namespace atalaya::api::mcp
