// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/nearest.h"
#include "catalog/querylimits.h"
#include "catalog/querytext.h"
#include "catalog/queryvalue.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::catalog {

using model::Comparison;
using model::Condition;
using model::FieldShape;

namespace {

constexpr qsizetype kLongestFilter = 10'000;
constexpr int kMostParentheses = 100; // and NOTs, within each other: the parser calls itself for each
constexpr qsizetype kLongestShown = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

struct Token
{
    enum class Kind { Word, Quoted, Operator, Open, Close, Comma, End, Bad };
    Kind kind = Kind::End;
    QString text;
    qsizetype place = 0; ///< in the filter, from 0

    bool is(const char* word) const { return kind == Kind::Word && text.compare(QLatin1String(word), Qt::CaseInsensitive) == 0; }
};

bool belongsToWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.' || c == u':' || c == u'/' || c == u'@' || c == u'+';
}

class Lexer
{
public:
    explicit Lexer(const QString& text) : m_text(text) {}

    Token next()
    {
        while (m_place < m_text.size() && m_text[m_place].isSpace())
            ++m_place;
        Token token;
        token.place = m_place;
        if (m_place == m_text.size())
            return token;
        const QChar c = m_text[m_place];
        if (c == u'(' || c == u')' || c == u',') {
            ++m_place;
            token.kind = c == u'(' ? Token::Kind::Open : c == u')' ? Token::Kind::Close : Token::Kind::Comma;
            token.text = c;
        } else if (c == u'\'' || c == u'"') {
            quoted(token, c);
        } else if (c == u'=' || c == u'<' || c == u'>' || c == u'!') {
            while (m_place < m_text.size() && token.text.size() < 2 && QStringLiteral("=<>!").contains(m_text[m_place]))
                token.text += m_text[m_place++];
            token.kind = Token::Kind::Operator;
        } else if (belongsToWord(c)) {
            while (m_place < m_text.size() && belongsToWord(m_text[m_place]))
                token.text += m_text[m_place++];
            token.kind = Token::Kind::Word;
        } else {
            token.kind = Token::Kind::Bad;
            token.text = m_text.mid(m_place, c.isHighSurrogate() ? 2 : 1); // a character, not half of one
            m_place += token.text.size();
        }
        return token;
    }

private:
    void quoted(Token& token, QChar quote)
    {
        for (++m_place; m_place < m_text.size(); ++m_place) {
            if (m_text[m_place] == quote) {
                ++m_place;
                if (m_place == m_text.size() || m_text[m_place] != quote) {
                    token.kind = Token::Kind::Quoted;
                    return;
                }
            }
            token.text += m_text[m_place];
        }
        token.kind = Token::Kind::Bad; // never closed
        token.text = quote;
    }

    const QString& m_text;
    qsizetype m_place = 0;
};

// condition := all { OR all };  all := one { AND one };  one := NOT one | '(' condition ')' | field comparison
class Parser
{
public:
    Parser(const QString& text, const QList<FieldShape>& fields, Instant now) : m_lexer(text), m_fields(fields), m_now(now)
    {
        m_token = m_lexer.next();
    }

    std::optional<Condition> parse()
    {
        std::optional<Condition> condition = any(0);
        if (condition && m_token.kind != Token::Kind::End)
            expected(tr("AND, OR or the end"));
        return m_problem ? std::nullopt : condition;
    }
    const QueryProblem& problem() const { return *m_problem; }

private:
    using Parsed = std::optional<Condition>;

    void advance() { m_token = m_lexer.next(); }
    QString shown() const { return m_token.text.left(kLongestShown); }

    void fail(const QString& detail, const QStringList& allowed = {}, const QString& near = {})
    {
        if (!m_problem)
            m_problem = QueryProblem{detail, {}, allowed, near};
    }

    void expected(const QString& what)
    {
        const QString place = QString::number(m_token.place + 1);
        if (m_token.kind == Token::Kind::End)
            fail(tr("ends where %1 is expected").arg(what));
        else if (m_token.kind == Token::Kind::Bad && (m_token.text == u'\'' || m_token.text == u'"'))
            fail(tr("has a quote at position %1 that is never closed").arg(place));
        else
            fail(tr("has '%1' at position %2 where %3 is expected").arg(shown(), place, what));
    }

    Parsed any(int depth) { return list(depth, "OR", Condition::Kind::Any); }

    Parsed list(int depth, const char* word, Condition::Kind kind)
    {
        const auto part = [&] { return kind == Condition::Kind::Any ? list(depth, "AND", Condition::Kind::All) : one(depth); };
        Parsed first = part();
        if (!first || !m_token.is(word))
            return first;
        Condition condition{.kind = kind};
        condition.parts.append(*std::move(first));
        while (m_token.is(word)) {
            advance();
            Parsed next = part();
            if (!next)
                return std::nullopt;
            condition.parts.append(*std::move(next));
        }
        return condition;
    }

    Parsed one(int depth)
    {
        if (depth >= kMostParentheses) {
            fail(tr("has more than %1 parentheses or NOTs within each other").arg(kMostParentheses));
            return std::nullopt;
        }
        if (m_token.is("NOT")) {
            advance();
            Parsed inner = one(depth + 1);
            if (!inner)
                return std::nullopt;
            return Condition{.kind = Condition::Kind::Not, .parts = {*std::move(inner)}};
        }
        if (m_token.kind == Token::Kind::Open) {
            advance();
            Parsed inner = any(depth + 1);
            if (!inner)
                return std::nullopt;
            if (m_token.kind != Token::Kind::Close) {
                expected(tr("AND, OR or ')'"));
                return std::nullopt;
            }
            advance();
            return inner;
        }
        return comparison();
    }

    Parsed comparison()
    {
        if (m_token.kind != Token::Kind::Word && m_token.kind != Token::Kind::Quoted) {
            expected(tr("a field"));
            return std::nullopt;
        }
        const auto field = std::find_if(m_fields.begin(), m_fields.end(), [this](const FieldShape& it) { return it.name == m_token.text; });
        if (field == m_fields.end()) {
            unknownField();
            return std::nullopt;
        }
        if (++m_comparisons > kMostComparisons) {
            fail(tr("has more than %1 comparisons").arg(kMostComparisons));
            return std::nullopt;
        }
        advance();
        return compared(*field);
    }

    void unknownField()
    {
        QStringList names;
        for (const FieldShape& it : m_fields)
            names.append(it.name);
        const QString near = nearest(m_token.text, names);
        const QString place = QString::number(m_token.place + 1);
        fail(near.isEmpty() ? tr("names a field at position %1 that there is not: '%2'").arg(place, shown())
                            : tr("names a field at position %1 that there is not: '%2'; did you mean '%3'?").arg(place, shown(), near),
             names, near);
    }

    Parsed compared(const FieldShape& field)
    {
        if (m_token.kind == Token::Kind::Operator)
            return byOperator(field);
        if (m_token.is("IS"))
            return nullOrNot(field);
        if (m_token.is("BETWEEN"))
            return between(field);
        const bool isNegated = m_token.is("NOT");
        if (isNegated)
            advance();
        if (m_token.is("IN"))
            return in(field, isNegated ? Comparison::NotIn : Comparison::In);
        Comparison kind{};
        if (m_token.is("CONTAINS")) {
            kind = Comparison::Contains;
            advance();
        } else if (m_token.is("STARTS") || m_token.is("STARTS_WITH")) {
            kind = Comparison::StartsWith;
            const bool isTwoWords = m_token.is("STARTS");
            advance();
            if (isTwoWords) {
                if (!m_token.is("WITH")) {
                    expected(QStringLiteral("WITH"));
                    return std::nullopt;
                }
                advance();
            }
        } else {
            expected(tr("a comparison such as =, <>, <, >=, IN, IS NULL, CONTAINS or BETWEEN"));
            return std::nullopt;
        }
        Parsed condition = single(field, kind);
        if (!condition || !isNegated)
            return condition;
        return Condition{.kind = Condition::Kind::Not, .parts = {*std::move(condition)}};
    }

    Parsed byOperator(const FieldShape& field)
    {
        static const QList<std::pair<QString, Comparison>> operators{
            {QStringLiteral("="), Comparison::Eq},   {QStringLiteral("=="), Comparison::Eq}, {QStringLiteral("!="), Comparison::Ne},
            {QStringLiteral("<>"), Comparison::Ne},  {QStringLiteral("<"), Comparison::Lt},  {QStringLiteral("<="), Comparison::Le},
            {QStringLiteral(">"), Comparison::Gt},   {QStringLiteral(">="), Comparison::Ge}};
        const auto found =
            std::find_if(operators.begin(), operators.end(), [this](const auto& it) { return it.first == m_token.text; });
        if (found == operators.end()) {
            expected(tr("=, <>, <, <=, > or >="));
            return std::nullopt;
        }
        advance();
        return single(field, found->second);
    }

    Parsed nullOrNot(const FieldShape& field)
    {
        advance();
        const bool isNegated = m_token.is("NOT");
        if (isNegated)
            advance();
        if (!m_token.is("NULL")) {
            expected(QStringLiteral("NULL"));
            return std::nullopt;
        }
        advance();
        return Condition{.kind = Condition::Kind::Compare,
                         .field = field.name,
                         .comparison = isNegated ? Comparison::IsNotNull : Comparison::IsNull};
    }

    Parsed between(const FieldShape& field)
    {
        advance();
        Parsed low = single(field, Comparison::Ge);
        if (!low)
            return std::nullopt;
        if (!m_token.is("AND")) {
            expected(QStringLiteral("AND"));
            return std::nullopt;
        }
        advance();
        Parsed high = single(field, Comparison::Le);
        if (!high)
            return std::nullopt;
        return Condition{.kind = Condition::Kind::All, .parts = {*std::move(low), *std::move(high)}};
    }

    Parsed in(const FieldShape& field, Comparison kind)
    {
        advance();
        if (m_token.kind != Token::Kind::Open) {
            expected(QStringLiteral("'('"));
            return std::nullopt;
        }
        Condition condition{.kind = Condition::Kind::Compare, .field = field.name, .comparison = kind};
        do {
            advance();
            if (condition.values.size() == kMostValues) {
                fail(tr("has a list of more than %1 values").arg(kMostValues));
                return std::nullopt;
            }
            const std::optional<QJsonValue> next = value(field, kind);
            if (!next)
                return std::nullopt;
            condition.values.append(*next);
        } while (m_token.kind == Token::Kind::Comma);
        if (m_token.kind != Token::Kind::Close) {
            expected(tr("',' or ')'"));
            return std::nullopt;
        }
        advance();
        return condition;
    }

    Parsed single(const FieldShape& field, Comparison kind)
    {
        const std::optional<QJsonValue> only = value(field, kind);
        if (!only)
            return std::nullopt;
        return Condition{.kind = Condition::Kind::Compare, .field = field.name, .comparison = kind, .values = {*only}};
    }

    std::optional<QJsonValue> value(const FieldShape& field, Comparison kind)
    {
        if (const QString problem = comparisonProblem(field, kind); !problem.isEmpty()) {
            fail(problem);
            return std::nullopt;
        }
        if (m_token.kind != Token::Kind::Word && m_token.kind != Token::Kind::Quoted) {
            expected(tr("a value"));
            return std::nullopt;
        }
        if (m_token.is("NULL")) {
            fail(tr("compares '%1' with NULL; write IS NULL or IS NOT NULL").arg(field.name));
            return std::nullopt;
        }
        const auto checked = checkedValue(field, kind, m_token.text, true, m_now);
        if (const ValueProblem* problem = std::get_if<ValueProblem>(&checked)) {
            fail(tr("has '%1' at position %2 for '%3', which %4")
                     .arg(shown(), QString::number(m_token.place + 1), field.name, problem->detail),
                 problem->allowed, problem->nearest);
            return std::nullopt;
        }
        advance();
        return std::get<QJsonValue>(checked);
    }

    Lexer m_lexer;
    const QList<FieldShape>& m_fields;
    const Instant m_now;
    Token m_token;
    int m_comparisons = 0;
    std::optional<QueryProblem> m_problem;
};

} // namespace

std::variant<Condition, QueryProblem> parseFilter(const QString& text, const QList<FieldShape>& fields, const QString& pointer, Instant now)
{
    const auto fault = [&pointer](QueryProblem problem) {
        problem.errors = {{pointer, problem.detail}};
        problem.detail = tr("The filter %1").arg(problem.detail) + (problem.detail.endsWith(u'?') ? QString() : QStringLiteral("."));
        return problem;
    };
    if (text.size() > kLongestFilter)
        return fault({tr("is longer than %1 characters").arg(kLongestFilter), {}});
    if (text.trimmed().isEmpty())
        return Condition{};
    Parser parser(text, fields, now);
    std::optional<Condition> condition = parser.parse();
    if (!condition)
        return fault(parser.problem());
    if (const QString excess = excessOf(*condition); !excess.isEmpty())
        return fault({excess, {}});
    return *std::move(condition);
}

} // namespace atalaya::catalog
