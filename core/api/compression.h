// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace atalaya::api {

/// Whether Accept-Encoding takes gzip (RFC 9110, 12.5.3: "gzip;q=0" does not).
bool acceptsGzip(const QByteArray& acceptEncoding);
/// In the gzip format; empty when memory runs out.
QByteArray gzipped(const QByteArray& bytes);

} // namespace atalaya::api
