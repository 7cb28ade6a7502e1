// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <algorithm>
#include <compare>
#include <functional>
#include <initializer_list>
#include <optional>

namespace atalaya {

/// 64 bits that name one object of one kind, shown as 16 hex digits. Derived from what the object is, not from the order
/// in which it arrived, so the same events always give the same ids.
template<class Tag>
struct StrongId {
    quint64 value = 0;

    auto operator<=>(const StrongId&) const = default;
    bool isNull() const { return value == 0; }
    QString text() const { return QStringLiteral("%1").arg(value, 16, 16, QLatin1Char('0')); }

    static std::optional<StrongId> fromText(QStringView text)
    {
        const auto isDigit = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F'); };
        if (text.size() != 16 || !std::all_of(text.begin(), text.end(), isDigit))
            return std::nullopt; // a sign, a prefix or a blank would be understood too
        const quint64 value = text.toULongLong(nullptr, 16);
        return value == 0 ? std::nullopt : std::optional(StrongId{value});
    }
};

/// The first 64 bits of the SHA-256 of the parts, each followed by a zero byte; never 0.
quint64 contentId(std::initializer_list<QStringView> parts);

} // namespace atalaya

template<class Tag>
struct std::hash<atalaya::StrongId<Tag>> {
    size_t operator()(const atalaya::StrongId<Tag>& id) const noexcept { return size_t(id.value); }
};
