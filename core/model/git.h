// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <array>
#include <cstring>

namespace atalaya::model {

/// A SHA-1 object name.
struct GitOid {
    std::array<quint8, 20> bytes{};

    bool operator==(const GitOid&) const = default;
    auto operator<=>(const GitOid&) const = default;
    QString hex() const
    {
        return QString::fromLatin1(QByteArray::fromRawData(reinterpret_cast<const char*>(bytes.data()), 20).toHex());
    }
    static GitOid fromBytes(const QByteArray& raw)
    {
        GitOid oid;
        std::memcpy(oid.bytes.data(), raw.constData(), size_t(qMin<qsizetype>(raw.size(), 20)));
        return oid;
    }
    QByteArray toBytes() const { return QByteArray(reinterpret_cast<const char*>(bytes.data()), 20); }
};

/// A commit as the repository holds it, append-only in the store.
struct GitCommit {
    GitOid oid;
    QList<GitOid> parents;
    Instant authored;
    Instant committed;
    QString subject; ///< at most 200 characters
    int lines = 0;   ///< added + deleted against the first parent, text files only; 0 for merges
    int files = 0;
    /// Hex (7 to 40 digits) of the commits that this one says it reverts; of a merge followed by "^" and the hex of the parent
    /// to whose state it says it goes back.
    QStringList reverts;
    /// Hex of the commits that this one says it was cherry-picked from.
    QStringList pickedFrom;
};

/// A tag, or the tip of a branch, at the time of reading.
struct GitRef {
    QString name; ///< "2.7.9" for a tag, "main" for a branch
    GitOid commit; ///< peeled
    bool isTag = false;
    bool isDefaultBranch = false;
    /// Tagger date of an annotated tag, committer date of the commit for anything else.
    Instant time;
    bool operator==(const GitRef&) const = default;
};

} // namespace atalaya::model

template<>
struct std::hash<atalaya::model::GitOid> {
    size_t operator()(const atalaya::model::GitOid& oid) const noexcept
    {
        size_t value;
        std::memcpy(&value, oid.bytes.data(), sizeof value); // already uniformly distributed
        return value;
    }
};
