// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "catalog/dataset.h"
#include "catalog/parseconditions.h"
#include "catalog/querylimits.h"
#include "catalog/querytext.h"
#include "expect.h"

#include <QJsonArray>

#include <cstdint>

using namespace atalaya;
using namespace atalaya::catalog;
using fuzz::expect;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

void checkFault(const QueryProblem& problem)
{
    expect(!problem.detail.isEmpty() && !problem.errors.isEmpty(), "a fault is said");
    expect(problem.errors.size() <= 100 && problem.detail.size() < 2'000, "a fault is no flood");
    expect(problem.nearest.isEmpty() || problem.allowed.contains(problem.nearest), "the nearest is one that is allowed");
    for (const model::FieldError& error : problem.errors)
        expect(error.pointer.isEmpty() || error.pointer.startsWith(u'/'), "pointers are of RFC 6901");
}

void readFilter(const QString& text)
{
    const QList<model::FieldShape>& fields = findDataset(u"dora_metrics")->shape.fields;
    const auto parsed = parseFilter(text, fields, QStringLiteral("/filter"), kNow);
    if (const auto* problem = std::get_if<QueryProblem>(&parsed)) {
        checkFault(*problem);
        return;
    }
    const auto& condition = std::get<model::Condition>(parsed);
    expect(excessOf(condition).isEmpty(), "what is read is within the limits");
    const QJsonArray json = conditionsJson(condition);
    QueryFaults faults;
    const model::Condition again = parseConditions(json, QStringLiteral("/where"), fields, kNow + std::chrono::hours(1), faults);
    expect(faults.isEmpty() && conditionsJson(again) == json, "a filter is a condition in JSON, too");
}

void readQuery(const QByteArray& bytes)
{
    const Result<QJsonValue> json = parseJson(bytes);
    if (!json.isOk() || !json.value().isObject())
        return;
    const auto parsed = parseQuery(json.value().toObject(), kNow);
    if (const auto* problem = std::get_if<QueryProblem>(&parsed)) {
        checkFault(*problem);
        return;
    }
    const auto& request = std::get<QueryRequest>(parsed);
    expect(request.query.isGrouped() || !request.query.select.isEmpty(), "an answer has columns");
    const QJsonObject once = toJson(request);
    const auto again = parseQuery(once, kNow + std::chrono::hours(1));
    expect(std::holds_alternative<QueryRequest>(again) && toJson(std::get<QueryRequest>(again)) == once, "what is written reads back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const QString text = QString::fromUtf8(bytes);
    readFilter(text);
    readQuery(bytes);
    readQuery(compactJson({{QStringLiteral("dataset"), QStringLiteral("changes")}, {QStringLiteral("filter"), text}}));
    return 0;
}
