// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <initializer_list>
#include <utility>

/// Small words for JSON Schema 2020-12, as OpenAPI 3.1 speaks it.
namespace atalaya::api::schema {

/// What parseInstant() understands, up to days that a month does not have: a date, or a date and a time.
inline constexpr QLatin1String kTimePattern(R"(^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))"
                                            R"(([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?)"
                                            R"(([Zz]|[+-]\d{2}:?\d{2})?)?$)");
inline constexpr QLatin1String kDatePattern(R"(^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$)");
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
