// SPDX-License-Identifier: GPL-3.0-or-later
#include "strongid.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace atalaya {

quint64 contentId(std::initializer_list<QStringView> parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QStringView part : parts) {
        hash.addData(part.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    const quint64 id = qFromBigEndian<quint64>(hash.result().constData());
    return id == 0 ? 1 : id;
}

} // namespace atalaya
