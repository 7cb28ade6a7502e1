// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stoptoken.h"

#include <QByteArray>
#include <QHostAddress>
#include <QMap>
#include <QString>

namespace atalaya::api {

/// Other stands for every method that no route can have: 405 wherever it is sent.
enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };

/// One request, copied: it may be kept and handed between threads at will.
struct Request
{
    Method method = Method::Get;
    QByteArray path;  ///< as sent, percent-encoded, without the query: "/api/v1/delivery/metrics"
    QByteArray query; ///< as sent, without the question mark
    /// Names in lower case; the values of a repeated header are joined with ", ".
    QMap<QByteArray, QByteArray> headers;
    QByteArray body;
    QHostAddress peer;
    bool isSecure = false; ///< came over TLS
    /// Stopped when the client leaves or the server ends.
    StopToken stop;

    QByteArray header(const char* lowerName) const { return headers.value(lowerName); }
};

} // namespace atalaya::api
