// SPDX-License-Identifier: GPL-3.0-or-later
#include "requeststate.h"

#include "base/json.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

namespace atalaya::api::mcp {

namespace {

constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

QString digestOf(const QByteArray& call)
{
    return QString::fromLatin1(QCryptographicHash::hash(call, QCryptographicHash::Sha256).toBase64(kBase64));
}

// In a time that does not tell where they differ.
bool isEqual(const QByteArray& left, const QByteArray& right)
{
    if (left.size() != right.size())
        return false;
    unsigned char difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i] ^ right[i]);
    return difference == 0;
}

} // namespace

QByteArray unguessable(qsizetype bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    for (char& c : random)
        c = char(QRandomGenerator::system()->bounded(256));
    return random;
}

RequestState::RequestState() : m_key(unguessable(32)) {}

QByteArray RequestState::signatureOf(const QByteArray& payload) const
{
    return QMessageAuthenticationCode::hash(payload, m_key, QCryptographicHash::Sha256).toBase64(kBase64);
}

QString RequestState::seal(const QString& state, const QString& caller, const QByteArray& call, Instant now) const
{
    const QByteArray payload = compactJson({{QStringLiteral("state"), state},
                                            {QStringLiteral("caller"), caller},
                                            {QStringLiteral("call"), digestOf(call)},
                                            {QStringLiteral("until"), toMs(now + kLifetime)}})
                                   .toBase64(kBase64);
    return QString::fromLatin1(payload + '.' + signatureOf(payload));
}

std::optional<QString> RequestState::open(const QString& sealed, const QString& caller, const QByteArray& call,
                                          Instant now) const
{
    const QByteArray bytes = sealed.toUtf8();
    const qsizetype dot = bytes.lastIndexOf('.');
    if (dot < 0 || !isEqual(bytes.sliced(dot + 1), signatureOf(bytes.first(dot))))
        return std::nullopt;
    const auto payload = parseJson(QByteArray::fromBase64(bytes.first(dot), kBase64));
    if (!payload.isOk())
        return std::nullopt;
    const QJsonObject object = payload.value().toObject();
    const bool isMeantHere = object.value(QStringLiteral("caller")).toString() == caller &&
                             object.value(QStringLiteral("call")).toString() == digestOf(call) &&
                             toMs(now) <= object.value(QStringLiteral("until")).toInteger();
    return isMeantHere ? std::optional(object.value(QStringLiteral("state")).toString()) : std::nullopt;
}

} // namespace atalaya::api::mcp
