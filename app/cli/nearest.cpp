// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/nearest.h"

#include "app/cli/text.h"
#include "base/nearest.h"

namespace atalaya::app {

namespace {

constexpr qsizetype kMostListed = 12;

} // namespace

QString suggestion(const QString& word, const QStringList& candidates)
{
    const QString best = nearest(word, candidates);
    if (!best.isEmpty())
        return tr("did you mean \"%1\"?").arg(best);
    if (candidates.isEmpty())
        return {};
    if (candidates.size() == 1)
        return tr("use %1").arg(candidates.first());
    if (candidates.size() > kMostListed)
        return tr("use %1 …").arg(candidates.mid(0, kMostListed).join(QLatin1String(", ")));
    return tr("use %1 or %2")
        .arg(candidates.mid(0, candidates.size() - 1).join(QLatin1String(", ")), candidates.last());
}

} // namespace atalaya::app
