// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls.h"

#include <QCoreApplication>
#include <QFile>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

#include <algorithm>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Server", text);
}

Result<QByteArray> readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2").arg(path, file.errorString())};
    return file.readAll();
}

} // namespace

Result<QSslConfiguration> loadTls(const QString& certificateFile, const QString& keyFile)
{
    if (certificateFile.isEmpty() || keyFile.isEmpty())
        return Error{ErrorCode::InvalidInput, tr("TLS needs both a certificate and a key")};
    if (!QSslSocket::supportsSsl())
        return Error{ErrorCode::Unavailable, tr("this installation of Qt has no TLS")};
    ATALAYA_TRY(const QByteArray certificatePem, readFile(certificateFile));
    ATALAYA_TRY(const QByteArray keyPem, readFile(keyFile));
    const QList<QSslCertificate> chain = QSslCertificate::fromData(certificatePem, QSsl::Pem);
    if (chain.isEmpty() || chain.first().isNull())
        return Error{ErrorCode::InvalidInput, tr("%1 holds no certificate in PEM form").arg(certificateFile)};
    QSslKey key;
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        key = QSslKey(keyPem, algorithm, QSsl::Pem);
        if (!key.isNull())
            break;
    }
    if (key.isNull())
        return Error{ErrorCode::InvalidInput, tr("%1 holds no unencrypted private key in PEM form").arg(keyFile)};
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // clients show tokens, not certificates
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    return configuration;
}

QByteArrayList namesOf(const QSslCertificate& certificate)
{
    QByteArrayList names;
    for (const QString& name : certificate.subjectInfo(QSslCertificate::CommonName))
        names.append(name.toLower().toLatin1());
    const QMultiMap<QSsl::AlternativeNameEntryType, QString> others = certificate.subjectAlternativeNames();
    for (auto it = others.cbegin(); it != others.cend(); ++it) {
        const QHostAddress address(it.value());
        if (it.key() == QSsl::DnsEntry || it.key() == QSsl::IpAddressEntry)
            names.append(address.protocol() == QHostAddress::IPv6Protocol ? '[' + address.toString().toLatin1() + ']'
                                                                          : it.value().toLower().toLatin1());
    }
    return names;
}

} // namespace atalaya::api
