// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <array>
#include <optional>

namespace atalaya::model {

/// The words that stand for the values of an enum, in one place and one order.
template<class Enum, size_t N>
struct Names {
    struct Entry {
        Enum value;
        QLatin1String name;
    };
    std::array<Entry, N> entries;

    QString of(Enum value) const
    {
        for (const Entry& entry : entries) {
            if (entry.value == value)
                return entry.name;
        }
        return {};
    }
    std::optional<Enum> find(QStringView name) const
    {
        for (const Entry& entry : entries) {
            if (entry.name == name)
                return entry.value;
        }
        return std::nullopt;
    }
    QStringList all() const
    {
        QStringList names;
        for (const Entry& entry : entries)
            names.append(entry.name);
        return names;
    }
};

} // namespace atalaya::model
