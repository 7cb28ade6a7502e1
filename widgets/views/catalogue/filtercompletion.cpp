// SPDX-License-Identifier: GPL-3.0-or-later
#include "filtercompletion.h"

#include <algorithm>

namespace atalaya::widgets {

namespace {

struct Token {
    enum class Kind { Word, Quoted, Open, Close, Comma, Sign };
    Kind kind;
    QString text;

    bool is(QLatin1String word) const { return kind == Kind::Word && text.compare(word, Qt::CaseInsensitive) == 0; }
    bool isValue() const { return kind == Kind::Word || kind == Kind::Quoted; }
};

bool isOfWord(QChar c)
{
    return !c.isSpace() && !QStringView(u"()=!<>,'\"").contains(c);
}

QList<Token> tokensOf(QStringView text)
{
    QList<Token> tokens;
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text[at];
        qsizetype end = at + 1;
        if (c.isSpace()) {
            at = end;
            continue;
        }
        if (c == u'\'' || c == u'"') {
            while (end < text.size() && text[end] != c)
                ++end;
            tokens.append({Token::Kind::Quoted, text.mid(at, end + 1 - at).toString()});
            at = end + 1;
            continue;
        }
        Token::Kind kind = c == u'(' ? Token::Kind::Open : c == u')' ? Token::Kind::Close : c == u',' ? Token::Kind::Comma : Token::Kind::Sign;
        if (isOfWord(c)) {
            kind = Token::Kind::Word;
            while (end < text.size() && isOfWord(text[end]))
                ++end;
        } else if (kind == Token::Kind::Sign) {
            while (end < text.size() && QStringView(u"=!<>").contains(text[end]))
                ++end;
        }
        tokens.append({kind, text.mid(at, end - at).toString()});
        at = end;
    }
    return tokens;
}

/// Where in a filter one is after some tokens.
struct Standing {
    enum class Awaits { Field, Comparison, AfterNot, AfterIs, With, OpenList, Value, ListValue, AfterListValue, BetweenAnd, Joint };
    Awaits awaits = Awaits::Field;
    QString field;
    bool isBetween = false;
};

Standing afterComparison(Standing at, const Token& token)
{
    using Awaits = Standing::Awaits;
    const auto next = [&at](Awaits awaits) {
        at.awaits = awaits;
        return at;
    };
    if (token.kind == Token::Kind::Sign || token.is(QLatin1String("contains")))
        return next(Awaits::Value);
    if (token.is(QLatin1String("in")))
        return next(Awaits::OpenList);
    if (token.is(QLatin1String("not")))
        return next(at.awaits == Awaits::AfterIs ? Awaits::AfterIs : Awaits::AfterNot);
    if (token.is(QLatin1String("is")))
        return next(Awaits::AfterIs);
    if (token.is(QLatin1String("null")))
        return next(Awaits::Joint);
    if (token.is(QLatin1String("starts")))
        return next(Awaits::With);
    if (token.is(QLatin1String("with")))
        return next(Awaits::Value);
    if (token.is(QLatin1String("between"))) {
        at.isBetween = true;
        return next(Awaits::Value);
    }
    return at;
}

Standing after(Standing at, const Token& token)
{
    using Awaits = Standing::Awaits;
    switch (at.awaits) {
    case Awaits::Field:
        if (token.kind == Token::Kind::Word && !token.is(QLatin1String("not")))
            return {Awaits::Comparison, token.text, false};
        return at;
    case Awaits::Comparison:
    case Awaits::AfterNot:
    case Awaits::AfterIs:
    case Awaits::With:
        return afterComparison(at, token);
    case Awaits::OpenList:
        at.awaits = Awaits::ListValue;
        return at;
    case Awaits::Value:
        at.awaits = at.isBetween ? Awaits::BetweenAnd : Awaits::Joint;
        return at;
    case Awaits::BetweenAnd:
        return {Awaits::Value, at.field, false};
    case Awaits::ListValue:
        at.awaits = token.kind == Token::Kind::Close ? Awaits::Joint : Awaits::AfterListValue;
        return at;
    case Awaits::AfterListValue:
        at.awaits = token.kind == Token::Kind::Comma ? Awaits::ListValue : token.kind == Token::Kind::Close ? Awaits::Joint : at.awaits;
        return at;
    case Awaits::Joint:
        if (token.is(QLatin1String("and")) || token.is(QLatin1String("or")))
            return {};
        return at;
    }
    Q_UNREACHABLE();
}

const model::FieldShape* find(const QList<model::FieldShape>& fields, const QString& name)
{
    const auto found = std::find_if(fields.begin(), fields.end(), [&name](const model::FieldShape& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

/// As a filter takes it: bare where that is enough.
QString valueWord(const QString& value)
{
    const bool bare = !value.isEmpty() && std::all_of(value.begin(), value.end(), [](QChar c) {
        return c.isLetterOrNumber() || c == u'_';
    });
    return bare ? value : u'\'' + QString(value).replace(u'\'', QStringLiteral("''")) + u'\'';
}

QStringList valuesOf(const model::FieldShape* field)
{
    QStringList words;
    if (field && field->type == model::FieldType::Boolean)
        return {QStringLiteral("true"), QStringLiteral("false")};
    if (field && field->type == model::FieldType::Time)
        return {QStringLiteral("now-24h"), QStringLiteral("now-7d"), QStringLiteral("now-30d"), QStringLiteral("now-90d")};
    for (const QString& choice : field ? field->choices : QStringList())
        words.append(valueWord(choice));
    return words;
}

QStringList comparisonsOf(const model::FieldShape* field)
{
    using model::FieldType;
    QStringList words{QStringLiteral("="), QStringLiteral("!=")};
    const FieldType type = field ? field->type : FieldType::Text;
    if (type == FieldType::Integer || type == FieldType::Number || type == FieldType::Time)
        words << QStringLiteral(">=") << QStringLiteral(">") << QStringLiteral("<") << QStringLiteral("<=") << QStringLiteral("BETWEEN");
    if (type != FieldType::Boolean)
        words << QStringLiteral("IN (") << QStringLiteral("NOT IN (");
    if (type == FieldType::Text)
        words << QStringLiteral("CONTAINS") << QStringLiteral("STARTS WITH");
    if (!field || field->isNullable)
        words << QStringLiteral("IS NULL") << QStringLiteral("IS NOT NULL");
    return words;
}

QStringList wordsAt(const Standing& at, const QList<model::FieldShape>& fields)
{
    using Awaits = Standing::Awaits;
    const model::FieldShape* field = find(fields, at.field);
    switch (at.awaits) {
    case Awaits::Field: {
        QStringList names;
        for (const model::FieldShape& shape : fields) {
            if (shape.type != model::FieldType::Object)
                names.append(shape.name);
        }
        return names << QStringLiteral("NOT");
    }
    case Awaits::Comparison:
        return comparisonsOf(field);
    case Awaits::AfterNot:
        return {QStringLiteral("IN (")};
    case Awaits::AfterIs:
        return {QStringLiteral("NULL"), QStringLiteral("NOT NULL")};
    case Awaits::With:
        return {QStringLiteral("WITH")};
    case Awaits::OpenList:
        return {QStringLiteral("(")};
    case Awaits::Value:
    case Awaits::ListValue:
        return valuesOf(field);
    case Awaits::AfterListValue:
        return {};
    case Awaits::BetweenAnd:
        return {QStringLiteral("AND")};
    case Awaits::Joint:
        return {QStringLiteral("AND"), QStringLiteral("OR")};
    }
    Q_UNREACHABLE();
}

} // namespace

Completion completionAt(QStringView text, qsizetype cursor, const QList<model::FieldShape>& fields)
{
    Completion completion;
    const QStringView before = text.first(std::clamp<qsizetype>(cursor, 0, text.size()));
    qsizetype from = before.size();
    while (from > 0 && isOfWord(before[from - 1]))
        --from;
    completion.from = from;
    if (before.first(from).count(u'\'') % 2 == 1 || before.first(from).count(u'"') % 2 == 1)
        return completion; // within a quoted value nothing is known
    Standing at;
    for (const Token& token : tokensOf(before.first(from)))
        at = after(at, token);
    const QStringView typed = before.mid(from);
    for (const QString& word : wordsAt(at, fields)) {
        if (word.startsWith(typed, Qt::CaseInsensitive) || (word.startsWith(u'\'') && QStringView(word).mid(1).startsWith(typed, Qt::CaseInsensitive)))
            completion.words.append(word);
    }
    return completion;
}

} // namespace atalaya::widgets
