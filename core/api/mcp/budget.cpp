// SPDX-License-Identifier: GPL-3.0-or-later
#include "budget.h"

#include "base/cursor.h"
#include "base/json.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

qint64 tokensOfBytes(qint64 bytes)
{
    return (bytes * 2 + 6) / 7;
}

/// What of a draft an answer has.
struct Kept
{
    bool rows = true;
    qsizetype parts = 0; ///< of those that are not of the rows
};

qsizetype partsBeside(const Draft& draft)
{
    return std::count_if(draft.parts.begin(), draft.parts.end(),
                         [](const Draft::Part& part) { return !part.isOfRows; });
}

qint64 rowsOf(const Draft& draft)
{
    qint64 count = draft.rows.size();
    for (const QJsonValue& list : draft.lists)
        count += list.toArray().size();
    return count;
}

/// Of the longest list.
qsizetype entriesOf(const Draft& draft)
{
    qsizetype most = draft.rows.size();
    for (const QJsonValue& list : draft.lists)
        most = std::max(most, list.toArray().size());
    return most;
}

QJsonObject leftOut(const QString& what, qint64 needed, const QString& narrower)
{
    QJsonObject object{{QStringLiteral("what"), what}};
    if (needed > kMostTokens) {
        object.insert(QStringLiteral("how"), narrower.isEmpty() ? tr("It is too large for any answer.") : narrower);
        return object;
    }
    object.insert(QStringLiteral("how"), tr("Call again with max_tokens of %1 or more.").arg(needed));
    object.insert(QStringLiteral("needs_tokens"), needed);
    return object;
}

QJsonObject written(const Draft& draft, const Kept& kept, qint64 neededByRow, qint64 neededByParts)
{
    QJsonObject answer = draft.head;
    QStringList missing;
    qsizetype place = 0;
    for (const Draft::Part& part : draft.parts) {
        if (part.isOfRows ? kept.rows : place < kept.parts)
            answer.insert(part.name, part.value);
        else if (!part.isOfRows)
            missing.append(part.name);
        place += part.isOfRows ? 0 : 1;
    }
    if (!draft.rowsName.isEmpty())
        answer.insert(draft.rowsName, kept.rows ? draft.rows : QJsonArray());
    for (auto it = draft.lists.begin(); it != draft.lists.end(); ++it)
        answer.insert(it.key(), kept.rows ? it.value().toArray() : QJsonArray());
    const QString next = kept.rows ? draft.nextCursor : draft.cursor;
    QJsonArray omitted;
    if (!kept.rows)
        omitted.append(leftOut(draft.rowsName, neededByRow, draft.narrower));
    else if (!next.isEmpty())
        omitted.append(QJsonObject{{QStringLiteral("what"), draft.rowsName},
                                   {QStringLiteral("how"), tr("Call again with cursor = next_cursor.")}});
    if (!missing.isEmpty())
        omitted.append(leftOut(missing.join(QLatin1String(", ")), neededByParts, {}));
    answer.insert(QStringLiteral("returned"), kept.rows ? rowsOf(draft) : 0);
    answer.insert(QStringLiteral("total"), draft.total);
    answer.insert(QStringLiteral("truncated"), !omitted.isEmpty());
    answer.insert(QStringLiteral("next_cursor"), jsonOf(next));
    answer.insert(QStringLiteral("omitted"), omitted);
    return answer;
}

QJsonObject whole(const Draft& draft)
{
    return written(draft, {true, partsBeside(draft)}, 0, 0);
}

/// How many entries a page may have so that everything fits, at least one fewer than the draft has; 0 when not even one
/// does.
qsizetype entriesThatFit(const Draft& draft, int most)
{
    constexpr qint64 kLongCursor = 300; // where more follows than the draft tells
    Draft empty = draft;
    empty.rows = {};
    for (auto it = empty.lists.begin(); it != empty.lists.end(); ++it)
        it.value() = QJsonArray();
    if (empty.nextCursor.isEmpty())
        empty.nextCursor = QString(kLongCursor, u'c');
    const qint64 room = qint64(most) * 7 / 2 - compactJson(whole(empty)).size();
    if (room <= 0)
        return 0;
    const qsizetype entries = entriesOf(draft);
    if (!draft.lists.isEmpty()) {
        const qint64 filled = compactJson(whole(draft)).size() - compactJson(whole(empty)).size();
        return std::min<qsizetype>(entries - 1,
                                   qsizetype(double(entries) * double(room) / double(std::max<qint64>(filled, 1))));
    }
    qsizetype count = 0;
    qint64 bytes = 0;
    for (; count < entries - 1; ++count) {
        bytes +=
            compactJson({{QStringLiteral("r"), draft.rows[count]}}).size() - 5; // {"r":…} for the row and its comma
        if (bytes > room)
            break;
    }
    return count;
}

/// The row that there is, or none, with as much beside it as fits.
QJsonObject least(const Draft& draft, int most)
{
    const qint64 neededByParts = tokensOf(whole(draft));
    const auto fits = [most](const QJsonObject& answer) { return tokensOf(answer) <= most; };
    qint64 neededByRow = 0;
    for (const bool rows : {true, false}) {
        if (rows && entriesOf(draft) == 0)
            continue;
        for (qsizetype parts = partsBeside(draft); parts >= 0; --parts) {
            const QJsonObject answer =
                written(draft, {rows || entriesOf(draft) == 0, parts}, neededByRow, neededByParts);
            if (fits(answer))
                return answer;
            neededByRow = rows ? tokensOf(answer) : neededByRow; // the last one is the smallest with a row
        }
    }
    return written(draft, {false, 0}, neededByRow, neededByParts);
}

} // namespace

qint64 tokensOf(const QJsonObject& answer)
{
    return tokensOfBytes(compactJson(answer).size());
}

ToolResult withinBudget(const QJsonObject& arguments, int limit, const std::function<DraftOrError(int limit)>& draftOf)
{
    const int most = arguments.value(QLatin1String("max_tokens")).toInt(kUsualTokens);
    for (int asked = limit;;) {
        const DraftOrError answered = draftOf(asked);
        if (const ToolResult* error = std::get_if<ToolResult>(&answered))
            return *error;
        const Draft& draft = std::get<Draft>(answered);
        ToolResult result;
        result.structured = whole(draft);
        if (tokensOf(result.structured) <= most)
            return result;
        if (entriesOf(draft) > 1) {
            asked = int(std::max<qsizetype>(1, entriesThatFit(draft, most)));
            continue;
        }
        result.structured = least(draft, most);
        return result;
    }
}

Result<ListPlace> listPlace(const QByteArray& scope, const QString& cursor)
{
    ATALAYA_TRY(const std::optional<QStringList> position, decodeCursor(scope, cursor, 2));
    return position ? ListPlace{qsizetype(position->at(0).toLongLong()), position->at(1)} : ListPlace();
}

QString listCursor(const QByteArray& scope, const ListPlace& place)
{
    return encodeCursor(scope, {QString::number(place.offset), place.pin});
}

void cutRows(Draft& draft, const QJsonArray& all, const QByteArray& scope, const ListPlace& place,
             const QString& cursor, int limit)
{
    const qsizetype end = std::min<qsizetype>(all.size(), place.offset + limit);
    draft.rows = {};
    for (qsizetype i = std::max<qsizetype>(0, place.offset); i < end; ++i)
        draft.rows.append(all[i]);
    draft.total = all.size();
    draft.cursor = cursor;
    draft.nextCursor = end < all.size() ? listCursor(scope, {end, place.pin}) : QString();
}

} // namespace atalaya::api::mcp
