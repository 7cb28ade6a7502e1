// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QSslConfiguration>

namespace atalaya::api {

/// What a TLS server needs, from two PEM files: the certificate with its chain, and its key. An Error names the file
/// that cannot be used.
Result<QSslConfiguration> loadTls(const QString& certificateFile, const QString& keyFile);

/// The names and addresses that a certificate is for, in small letters: "example.org", "*.example.org", "10.0.0.7", "[::7]".
QByteArrayList namesOf(const QSslCertificate& certificate);

} // namespace atalaya::api
