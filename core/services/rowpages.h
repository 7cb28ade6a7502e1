// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/result.h"
#include "delivery/cursor.h"
#include "delivery/rowquery.h"
#include "delivery/rows.h"

#include <functional>
#include <optional>

namespace atalaya::services {

/// InvalidInput unless the limit is 1 to 10 000.
Status validate(const delivery::PageRequest& page);

QStringList textOf(const delivery::RowPosition& position);
/// Where the page after `cursor` begins; nothing for the first one. InvalidInput for a cursor of another scope.
Result<std::optional<delivery::RowPosition>> rowPosition(const QByteArray& scope, const QString& cursor);

/// Where a page of an explanation begins, in each of its lists.
struct ExplanationPlace {
    Instant asOf;
    qint64 begin = 0;
    std::optional<quint64> digest; ///< of the explanation that the page before was part of
};
/// As rowPosition(); without a cursor the first page, as of now.
Result<ExplanationPlace> explanationPlace(const QByteArray& scope, const QString& cursor, Instant now);

template<class Id>
QList<Id> idsOf(const delivery::RowPage& page, const std::function<Id(const delivery::RowRef&)>& idOf)
{
    QList<Id> ids;
    for (const delivery::RowRef& ref : page.rows)
        ids.append(idOf(ref));
    return ids;
}

/// Puts what the store holds of a page beside its rows; `answer(ref, item)` makes a row. Ids that are gone are left out.
template<class Row, class Item, class Id>
delivery::Page<Row> filled(const delivery::RowPage& page, const QList<Item>& items, const QByteArray& scope,
                 const std::function<Id(const delivery::RowRef&)>& idOf, const std::function<Row(const delivery::RowRef&, const Item&)>& answer)
{
    delivery::Page<Row> result;
    result.total = page.total;
    if (page.next)
        result.nextCursor = encodeCursor(scope, textOf(*page.next));
    auto item = items.begin();
    for (const delivery::RowRef& ref : page.rows) {
        if (item != items.end() && item->id == idOf(ref))
            result.rows.append(answer(ref, *item++));
    }
    return result;
}

} // namespace atalaya::services
