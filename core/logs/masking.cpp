// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/masking.h"

#include "logs/applicationlog.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace atalaya::logs {

namespace {

constexpr QLatin1String kMask("***");
constexpr qsizetype kLongestKeyLabel = 64; // "RSA ", "ENCRYPTED " … between BEGIN and PRIVATE KEY
constexpr qsizetype kShortestCredential = 4;

/// How the name of a secret ends ("db.password", "X-Gitlab-Token", "api_keys"); without separators, since "api_key",
/// "api-key" and "apikey" are one.
constexpr QLatin1String kSecretEnds[] = {
    QLatin1String("password"),   QLatin1String("passwd"),        QLatin1String("passphrase"),
    QLatin1String("pwd"),        QLatin1String("secret"),        QLatin1String("token"),
    QLatin1String("credential"), QLatin1String("cookie"),        QLatin1String("apikey"),
    QLatin1String("accesskey"),  QLatin1String("privatekey"),    QLatin1String("signingkey"),
    QLatin1String("signature"),  QLatin1String("encryptionkey"), QLatin1String("authorization")};

/// Tokens that are known by how they begin.
constexpr QLatin1String kTokenStarts[] = {QLatin1String("atl_"), QLatin1String("ghp_"),        QLatin1String("gho_"),
                                          QLatin1String("ghs_"), QLatin1String("github_pat_"), QLatin1String("glpat-")};

bool isWordChar(QChar c)
{
    const char16_t unit = c.unicode();
    return (unit >= u'a' && unit <= u'z') || (unit >= u'A' && unit <= u'Z') || (unit >= u'0' && unit <= u'9') ||
           unit == u'_';
}
bool isNameChar(QChar c)
{
    return isWordChar(c) || c == u'.' || c == u'-';
}
bool isCredentialChar(QChar c)
{
    return isNameChar(c) || c == u'+' || c == u'/' || c == u'=' || c == u'~';
}
bool isQuote(QChar c)
{
    return c == u'"' || c == u'\'';
}

bool isSecretName(QStringView name)
{
    // The longest ending is 13 letters; with separators and a plural twice as much is plenty.
    const QStringView end = name.last(qMin(name.size(), qsizetype(32)));
    QString letters;
    for (const QChar c : end) {
        if (c != u'_' && c != u'-')
            letters.append(c.toLower());
    }
    QStringView ending(letters);
    const auto matches = [](QStringView text) {
        return std::any_of(std::begin(kSecretEnds), std::end(kSecretEnds),
                           [text](QLatin1String word) { return text.endsWith(word); });
    };
    return matches(ending) || (ending.endsWith(u's') && matches(ending.chopped(1)));
}

/// Goes over a text once. Each rule looks at a word and at what follows it, and either takes what follows away, so that
/// it is not looked at again, or stops at its first letters.
class Masker
{
public:
    explicit Masker(const QString& text) : m_text(text) {}

    QString run()
    {
        while (m_at < m_text.size()) {
            if (isNameChar(m_text[m_at]))
                word();
            else if (!urlPassword())
                ++m_at;
        }
        keepUpTo(m_text.size());
        return m_out;
    }

private:
    /// Everything before `end` that was not handed out yet stays as it is.
    void keepUpTo(qsizetype end)
    {
        m_out += QStringView(m_text).sliced(m_kept, end - m_kept);
        m_kept = end;
    }
    void replace(qsizetype from, qsizetype to, QLatin1String with)
    {
        keepUpTo(from);
        m_out += with;
        m_kept = m_at = to;
    }
    template<class Is>
    qsizetype after(qsizetype from, Is is) const
    {
        while (from < m_text.size() && is(m_text[from]))
            ++from;
        return from;
    }
    qsizetype afterSpace(qsizetype from) const
    {
        return after(from, [](QChar c) { return c.isSpace(); });
    }

    void word()
    {
        const qsizetype begin = m_at;
        const qsizetype end = after(begin, isNameChar);
        const QStringView name = QStringView(m_text).sliced(begin, end - begin);
        if (privateKey(begin, name))
            return;
        m_at = end;
        if (isSecretName(name) && value(begin, end, name))
            return;
        if (name.compare(u"bearer", Qt::CaseInsensitive) == 0 || name.compare(u"basic", Qt::CaseInsensitive) == 0)
            credential(end);
        else
            knownToken(begin, name);
    }

    /// A PEM block, to its end or, when it was cut off, to the end of the text.
    bool privateKey(qsizetype begin, QStringView name)
    {
        if (!name.endsWith(u"-----BEGIN"))
            return false;
        const qsizetype label = begin + name.size();
        const QStringView head = QStringView(m_text).mid(label, kLongestKeyLabel + 16);
        const qsizetype key = head.indexOf(u"PRIVATE KEY-----");
        if (key < 0 || head.first(key).contains(u'\n'))
            return false;
        const qsizetype close = m_text.indexOf(QLatin1String("-----END"), label + key);
        const qsizetype tail = close < 0 ? -1 : m_text.indexOf(QLatin1String("KEY-----"), close);
        replace(label - 10, tail < 0 ? m_text.size() : tail + 8, kMask);
        return true;
    }

    void knownToken(qsizetype begin, QStringView name)
    {
        for (qsizetype place = 0; place < name.size(); ++place) {
            if (place > 0 && isWordChar(name[place - 1]))
                continue;
            const QStringView rest = name.sliced(place);
            for (const QLatin1String start : kTokenStarts) {
                if (rest.size() > start.size() && rest.startsWith(start)) {
                    const qsizetype end = after(begin + place, [](QChar c) { return isWordChar(c) || c == u'-'; });
                    replace(begin + place, end, kMask);
                    return;
                }
            }
        }
    }

    void credential(qsizetype afterName)
    {
        const qsizetype begin = afterSpace(afterName);
        const qsizetype end = after(begin, isCredentialChar);
        if (begin > afterName && end - begin >= kShortestCredential)
            replace(begin, end, kMask);
    }

    /// name = value, name: value, "name": value, and \"name\": \"value\" in JSON within JSON.
    bool value(qsizetype nameBegin, qsizetype nameEnd, QStringView name)
    {
        qsizetype at = after(nameEnd, [](QChar c) { return c == u'\\'; });
        const bool quoted =
            at < m_text.size() && isQuote(m_text[at]) && nameBegin > 0 && m_text[nameBegin - 1] == m_text[at];
        at = afterSpace(quoted ? at + 1 : nameEnd);
        if (at >= m_text.size() || (m_text[at] != u':' && m_text[at] != u'='))
            return false;
        const qsizetype begin = afterSpace(at + 1);
        const qsizetype opening = after(begin, [](QChar c) { return c == u'\\'; });
        if (opening < m_text.size() && isQuote(m_text[opening])) {
            const qsizetype backslashes = opening - begin;
            const std::optional<qsizetype> closing = closingQuote(opening, backslashes);
            if (!quoted)
                replace(begin, closing ? *closing + 1 : m_text.size(), kMask);
            else
                replace(opening + 1, closing ? *closing - backslashes : m_text.size(), kMask);
            return true;
        }
        if (QStringView(m_text).sliced(begin).startsWith(u"-----BEGIN")) {
            m_at = begin; // a key of many lines
            return true;
        }
        const qsizetype end = endOfBareValue(begin, quoted, name);
        if (end == begin)
            return false;
        replace(begin, end, quoted ? QLatin1String("\"***\"") : kMask);
        return true;
    }

    qsizetype endOfBareValue(qsizetype begin, bool quoted, QStringView name) const
    {
        if (begin < m_text.size() && m_text[begin] == u'[') {
            const qsizetype close = m_text.indexOf(u']', begin);
            return close < 0 ? m_text.size() : close + 1;
        }
        QStringView stops = u",;&\"'}]";
        if (!quoted && name.endsWith(u"authorization", Qt::CaseInsensitive))
            stops = u"\r\n\"',}";
        else if (!quoted && name.endsWith(u"cookie", Qt::CaseInsensitive))
            stops = u"\r\n\"'}";
        else
            return after(begin, [stops](QChar c) { return !c.isSpace() && !stops.contains(c); });
        return after(begin, [stops](QChar c) { return !stops.contains(c); });
    }

    /// The quote that closes the one at `opening`, which has so many backslashes before it.
    std::optional<qsizetype> closingQuote(qsizetype opening, qsizetype backslashes) const
    {
        qsizetype run = 0;
        for (qsizetype at = opening + 1; at < m_text.size(); ++at) {
            if (m_text[at] == u'\\') {
                ++run;
                continue;
            }
            const bool closes = backslashes == 0 ? run % 2 == 0 : run == backslashes;
            if (m_text[at] == m_text[opening] && closes)
                return at;
            run = 0;
        }
        return std::nullopt;
    }

    /// scheme://user:password@host; the password may hold anything but white space and another @.
    bool urlPassword()
    {
        if (m_at == 0 || !isNameChar(m_text[m_at - 1]) || !QStringView(m_text).sliced(m_at).startsWith(u"://"))
            return false;
        const qsizetype user = m_at + 3;
        const qsizetype colon =
            after(user, [](QChar c) { return !c.isSpace() && c != u'/' && c != u':' && c != u'@'; });
        if (colon >= m_text.size() || m_text[colon] != u':')
            return false;
        const std::optional<qsizetype> at = atSignInWord(colon + 1);
        if (!at)
            return false;
        replace(colon + 1, *at, kMask);
        return true;
    }

    /// The next @ from here, unless white space comes first. Remembers how far it has looked, so that many beginnings
    /// of URLs do not each look to the end.
    std::optional<qsizetype> atSignInWord(qsizetype from)
    {
        if (m_stop < from)
            m_stop = after(from, [](QChar c) { return !c.isSpace() && c != u'@'; });
        return m_stop < m_text.size() && m_text[m_stop] == u'@' ? std::optional(m_stop) : std::nullopt;
    }

    const QString& m_text;
    QString m_out;
    qsizetype m_kept = 0; ///< everything before it is in m_out
    qsizetype m_at = 0;
    qsizetype m_stop = -1; ///< where atSignInWord() ended
};

} // namespace

QString masked(QString text)
{
    return Masker(text).run();
}

QJsonValue maskedJson(const QJsonValue& value)
{
    if (value.isString())
        return masked(value.toString());
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue item : value.toArray())
            array.append(maskedJson(item));
        return array;
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(masked(it.key()), isSecretName(it.key()) ? QJsonValue(kMask) : maskedJson(it.value()));
    return result;
}

} // namespace atalaya::logs
