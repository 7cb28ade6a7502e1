// SPDX-License-Identifier: GPL-3.0-or-later
#include "logs/masking.h"

#include "logs/applicationlog.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <array>

namespace atalaya::logs {

namespace {

constexpr QLatin1String kMask("***");

// What a name says about its value: "api_key", "db.password", "client-secret", "X-Gitlab-Token" …
const QString kSecretName = QStringLiteral(
    R"([\w.-]*(?:password|passwd|passphrase|pwd|secret|token|credential|cookie|authorization|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|signature)s?)");

struct Rule
{
    QRegularExpression pattern;
    QString replacement;
};

Rule rule(const QString& pattern, const QString& replacement)
{
    return {QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption |
                                            QRegularExpression::DotMatchesEverythingOption),
            replacement};
}

// In this order: what covers more text first, so that a later rule finds nothing left to half-cover.
const std::array<Rule, 7>& rules()
{
    static const std::array<Rule, 7> kRules = {
        rule(QStringLiteral(R"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$))"),
             kMask),
        rule(QStringLiteral(R"(\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)[^\r\n"',}]+)"),
             QStringLiteral("\\1***")),
        rule(QStringLiteral(R"(\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{4,})"), QStringLiteral("\\1 ***")),
        rule(QStringLiteral(R"(\b([a-z][a-z0-9+.-]*://[^\s/:@]*):[^\s@]*@)"), QStringLiteral("\\1:***@")),
        rule(QStringLiteral(R"((["'])(%1)\1(\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}\]"']+))").arg(kSecretName),
             QStringLiteral("\\1\\2\\1\\3\"***\"")),
        rule(QStringLiteral(R"(\b(%1)(\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&"'}\]]+))").arg(kSecretName),
             QStringLiteral("\\1\\2***")),
        rule(QStringLiteral(R"(\batl_[A-Za-z0-9_-]+)"), kMask),
    };
    return kRules;
}

} // namespace

QString masked(QString text)
{
    for (const Rule& rule : rules())
        text.replace(rule.pattern, rule.replacement);
    return text;
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
    static const QRegularExpression secretName(QRegularExpression::anchoredPattern(kSecretName),
                                               QRegularExpression::CaseInsensitiveOption);
    const QJsonObject object = value.toObject();
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(masked(it.key()),
                      secretName.match(it.key()).hasMatch() ? QJsonValue(kMask) : maskedJson(it.value()));
    return result;
}

} // namespace atalaya::logs
