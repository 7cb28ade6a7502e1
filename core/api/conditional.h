// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace atalaya::api {

/// A weak ETag that stands for these parts. Weak, since the same answer may travel packed or not.
QByteArray weakEtag(const QByteArrayList& parts);
/// Whether If-None-Match names the tag, by weak comparison, or is "*".
bool matchesEtag(const QByteArray& ifNoneMatch, const QByteArray& etag);

} // namespace atalaya::api
