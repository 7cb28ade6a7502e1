// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/mcp/tool.h"

#include <variant>

/// Answers of tools that fit what the client's model can read, and say themselves what they had no room for.
namespace atalaya::api::mcp {

inline constexpr int kLeastTokens = 200;
inline constexpr int kMostTokens = 25'000; ///< clients cut what is longer, without a word
inline constexpr int kUsualTokens = 8'000;

/// What a model needs to read an answer, estimated: bytes of its compact JSON / 3.5.
qint64 tokensOf(const QJsonObject& answer);

/// An answer before it is made to fit.
struct Draft
{
    /// A member beside the rows.
    struct Part
    {
        QString name;
        QJsonValue value;
        bool isOfRows = false; ///< rows mean nothing without it, and it nothing without rows
    };

    QJsonObject head;  ///< always there: small, whatever was asked
    QList<Part> parts; ///< the most important first; the last ones are left out first
    QString rowsName;
    QJsonArray rows;
    /// Further lists of which each page has as many entries at most; they count as rows.
    QJsonObject lists = {};
    qint64 total = 0;      ///< of all pages
    QString nextCursor;    ///< empty: these rows are the last
    QString cursor;        ///< where these rows begin; empty: at the beginning
    QString narrower = {}; ///< a sentence: how to ask for less
};
using DraftOrError = std::variant<Draft, ToolResult>;

/// The answer with as many rows as `max_tokens` of the arguments leaves room for, `limit` at most. `draftOf` is asked
/// for fewer and fewer rows, each time from the same cursor on. Where a single row is too large, what stands beside it
/// is left out, and then the row; the answer always says so: returned, total, truncated, next_cursor, and omitted
/// (what, and how to get it).
ToolResult withinBudget(const QJsonObject& arguments, int limit, const std::function<DraftOrError(int limit)>& draftOf);

/// A place in a list that is at hand as a whole.
struct ListPlace
{
    qsizetype offset = 0;
    QString pin; ///< what the first page was computed from
};
/// InvalidInput when the cursor is not of this list. `scope` names the list and what it was asked.
Result<ListPlace> listPlace(const QByteArray& scope, const QString& cursor);
QString listCursor(const QByteArray& scope, const ListPlace& place);
/// Keeps the rows of `all` from the place on, `limit` at most, and sets rows, total and cursors of the draft.
void cutRows(Draft& draft, const QJsonArray& all, const QByteArray& scope, const ListPlace& place,
             const QString& cursor, int limit);

} // namespace atalaya::api::mcp
