// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/eventstream.h"
#include "base/json.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <utility>

namespace atalaya::api {

/// One answer. Content-Length, Connection and Date are the server's business.
struct Response
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    /// The body comes bit by bit, and `body` is not used. Shared by who fills it and by the connection.
    std::shared_ptr<EventStream> stream = {};
    /// Fills the stream: called once, in the worker's thread, when the answer has been handed on; must close it. Without, someone
    /// else fills it, and no worker is taken up.
    std::function<void()> produce = {};
    /// What was asked, for the log, where the route does not tell.
    QString operation = {};

    Response& with(const QByteArray& name, const QByteArray& value)
    {
        headers.append({name, value});
        return *this;
    }
    /// The first header of this name (any case), or empty.
    QByteArray header(const QByteArray& name) const
    {
        for (const auto& [key, value] : headers) {
            if (key.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }

    static Response json(const QJsonObject& object, int status = 200)
    {
        return {status, QByteArrayLiteral("application/json"), compactJson(object), {}};
    }
};

} // namespace atalaya::api
