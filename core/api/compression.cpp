// SPDX-License-Identifier: GPL-3.0-or-later
#include "compression.h"

#include <zlib.h>

#include <QList>

namespace atalaya::api {

bool acceptsGzip(const QByteArray& acceptEncoding)
{
    bool takesAny = false;
    for (const QByteArray& part : acceptEncoding.toLower().split(',')) {
        const QList<QByteArray> pieces = part.split(';');
        const QByteArray coding = pieces.first().trimmed();
        double weight = 1;
        for (qsizetype i = 1; i < pieces.size(); ++i) {
            const QByteArray parameter = pieces[i].trimmed();
            if (parameter.startsWith("q="))
                weight = parameter.mid(2).toDouble(); // 0 when it is no number
        }
        if (coding == "gzip" || coding == "x-gzip")
            return weight > 0;
        if (coding == "*")
            takesAny = weight > 0;
    }
    return takesAny;
}

QByteArray gzipped(const QByteArray& bytes)
{
    constexpr int kLevel = 5;
    constexpr int kGzip = 16;
    z_stream stream{};
    if (deflateInit2(&stream, kLevel, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.constData())); // zlib reads it only
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = uInt(packed.size());
    const bool isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return isDone ? packed : QByteArray();
}

} // namespace atalaya::api
