// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/querylimits.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::catalog {

using model::Condition;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

struct Size
{
    int levels = 0;
    qsizetype comparisons = 0;
    qsizetype values = 0;
};

Size sizeOf(const Condition& condition)
{
    if (condition.kind == Condition::Kind::Compare)
        return {0, 1, condition.values.size()};
    Size size;
    for (const Condition& part : condition.parts) {
        const Size inner = sizeOf(part);
        size.levels = std::max(size.levels, inner.levels);
        size.comparisons += inner.comparisons;
        size.values += inner.values;
    }
    ++size.levels;
    // What holds always or never is a comparison, too: "1 = 1".
    if (condition.parts.isEmpty())
        ++size.comparisons;
    return size;
}

} // namespace

QString excessOf(const Condition& condition)
{
    const Size size = sizeOf(condition);
    if (size.levels > kDeepest)
        return tr("is nested more than %1 levels deep").arg(kDeepest);
    if (size.comparisons > kMostComparisons)
        return tr("has more than %1 comparisons").arg(kMostComparisons);
    if (size.values > kMostValuesInAll)
        return tr("has more than %1 values").arg(kMostValuesInAll);
    return {};
}

} // namespace atalaya::catalog
