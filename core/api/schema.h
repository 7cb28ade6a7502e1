// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <initializer_list>
#include <utility>

/// Small words for JSON Schema 2020-12, as OpenAPI 3.1 speaks it.
namespace atalaya::api::schema {

// A day from 1970-01-01 to 9999-12-31, 29 February only in leap years.
#define ATALAYA_DAY_PATTERN                                                                                             \
    R"(((19[7-9]\d|[2-9]\d{3})-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|)"                \
    R"(02-(0[1-9]|1\d|2[0-8]))|(19(7[26]|8[048]|9[26])|[2-9]\d(0[48]|[2468][048]|[13579][26])|)"                       \
    R"(([2468][048]|[3579][26])00)-02-29))"
#define ATALAYA_TIME_PATTERN                                                                                            \
    "^" ATALAYA_DAY_PATTERN R"(([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?)"                                  \
                            R"(([Zz]|[+-]([01]\d|2[0-3]):?[0-5]\d)?)?$)"
/// What parseInstant() understands: a date, or a date and a time.
inline constexpr QLatin1String kTimePattern(ATALAYA_TIME_PATTERN);
/// The same, or an empty text.
inline constexpr QLatin1String kOptionalTimePattern("^$|" ATALAYA_TIME_PATTERN);
inline constexpr QLatin1String kDatePattern("^" ATALAYA_DAY_PATTERN "$");
#undef ATALAYA_TIME_PATTERN
#undef ATALAYA_DAY_PATTERN
/// Without control characters.
inline constexpr QLatin1String kLinePattern(R"(^[^\u0000-\u001F\u007F]*$)");

QJsonObject text();
/// A text that fits the pattern (ECMA 262).
QJsonObject text(QLatin1String pattern);
QJsonObject time();
QJsonObject number();
QJsonObject integer();
QJsonObject boolean();
QJsonObject oneOf(const QStringList& words);
QJsonObject array(const QJsonObject& items);
/// The same, or null.
QJsonObject nullable(QJsonObject schema);
/// Members that are always there. Others may be added in later versions.
QJsonObject object(std::initializer_list<std::pair<const char*, QJsonObject>> members);
/// An object with the same kind of member under each name.
QJsonObject objectOf(const QStringList& names, const QJsonObject& member);
/// An object whose members are not known beforehand.
QJsonObject anyObject();
/// The object with more members, which may be missing.
QJsonObject withOptional(QJsonObject schema, std::initializer_list<std::pair<const char*, QJsonObject>> members);
/// The object with the members of another, required where that requires them.
QJsonObject withRequired(QJsonObject schema, const QJsonObject& other);
/// The schema with a description, unless that is empty.
QJsonObject about(QJsonObject schema, const QString& description);
/// Refers to components/schemas.
QJsonObject ref(const char* name);
/// One of several schemas.
QJsonObject either(const QList<QJsonObject>& schemas);

} // namespace atalaya::api::schema
