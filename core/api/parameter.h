// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"
#include "base/instant.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QTimeZone>

#include <limits>
#include <optional>
#include <variant>
#include <vector>

namespace atalaya::api {

/// One parameter of a route, in the query or, when the path names it in braces, in the path.
struct Parameter
{
    enum class Type {
        Text,     ///< at most `maximum` characters
        Texts,    ///< the same, may be repeated
        Integer,  ///< minimum..maximum
        Time,     ///< ISO 8601, a date or a moment
        Date,     ///< 2026-01-31
        TimeZone, ///< an IANA name
        Choice,   ///< one of `choices`
        Choices,  ///< several of them, comma separated or repeated
    };
    QString name;
    Type type = Type::Text;
    QString description;
    qint64 minimum = 0;
    qint64 maximum = 255;
    QStringList choices = {};
    QString fallback = {}; ///< the value when it is not given; empty: none
    bool isRequired = false;
    bool isInPath = false;
    QJsonValue example = QJsonValue::Null; ///< for the description; null: none

    /// The schema of OpenAPI 3.1 (JSON Schema 2020-12).
    QJsonObject schema() const;
};

/// The values of a request, checked. Asking for a parameter that the route does not declare is a bug.
class Arguments
{
public:
    struct Value
    {
        QString name;
        bool isGiven = false; ///< by the client, not the fallback
        QStringList texts;
        qint64 integer = 0;
        std::optional<Instant> instant;
    };

    bool isGiven(QLatin1String name) const { return at(name).isGiven; }
    QString text(QLatin1String name) const { return at(name).texts.value(0); }
    QStringList texts(QLatin1String name) const { return at(name).texts; }
    qint64 integer(QLatin1String name) const { return at(name).integer; }
    std::optional<Instant> instant(QLatin1String name) const { return at(name).instant; }

private:
    friend std::variant<Arguments, Problem> readArguments(const QList<Parameter>&, const QStringList&,
                                                          const QByteArray&);
    const Value& at(QLatin1String name) const;

    std::vector<Value> m_values;
};

/// Reads the query ("a=1&b=2", percent-encoded once, + is a space) and the values that the path gave, in the order of
/// the parameters in the path. A Problem names every parameter that does not fit, and the nearest one to an unknown
/// name.
std::variant<Arguments, Problem> readArguments(const QList<Parameter>& parameters, const QStringList& pathValues,
                                               const QByteArray& query);

/// Decodes percent-encoding once; nothing for what is no UTF-8 or holds control characters.
std::optional<QString> decodeComponent(QByteArray text, bool plusIsSpace);

} // namespace atalaya::api
