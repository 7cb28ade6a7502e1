// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QStringList>

namespace atalaya::store {
class Connection;
}

namespace atalaya::delivery {

/// A repository of which the store holds commits that no figure counts yet: its import was interrupted, or is still
/// running.
struct UnfinishedImport
{
    QString service;
    QString path;

    bool operator==(const UnfinishedImport&) const = default;
};

/// By service.
Result<QList<UnfinishedImport>> unfinishedImports(store::Connection& connection);
/// The services whose repository was a shallow clone when it was last read.
Result<QStringList> shallowServices(store::Connection& connection);
/// One sentence: what is missing, and how to get it.
QString shallowSentence(const QString& service);
/// One sentence: that it is unfinished, and the command that finishes it.
QString sentenceOf(const UnfinishedImport& import);

} // namespace atalaya::delivery
