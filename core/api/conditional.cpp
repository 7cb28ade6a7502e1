// SPDX-License-Identifier: GPL-3.0-or-later
#include "conditional.h"

#include <QCryptographicHash>

#include <algorithm>

namespace atalaya::api {

namespace {

QByteArray withoutWeakness(const QByteArray& tag)
{
    return tag.startsWith("W/") ? tag.mid(2) : tag;
}

} // namespace

QByteArray weakEtag(const QByteArrayList& parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray& part : parts) {
        hash.addData(QByteArray(QByteArray::number(part.size()) + ':')); // so that no two lists of parts look the same
        hash.addData(part);
    }
    return "W/\"" + hash.result().left(16).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) +
           '"';
}

// Our tags hold no comma, so splitting at commas can only miss tags that are not ours.
bool matchesEtag(const QByteArray& ifNoneMatch, const QByteArray& etag)
{
    if (ifNoneMatch.isEmpty() || etag.isEmpty())
        return false;
    const QByteArray wanted = withoutWeakness(etag);
    const QByteArrayList tags = ifNoneMatch.split(',');
    return std::any_of(tags.begin(), tags.end(), [&wanted](const QByteArray& tag) {
        const QByteArray text = tag.trimmed();
        return text == "*" || withoutWeakness(text) == wanted;
    });
}

} // namespace atalaya::api
