// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectiontest.h"

#include "base/json.h"
#include "widgets/common/format.h"
#include "widgets/connect/snippets.h"

#include <QJsonArray>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <utility>

namespace atalaya::widgets {

namespace {

constexpr int kPatienceMs = 10'000;
constexpr qint64 kMostBytes = 4 << 20;
const QString kRevision = QStringLiteral("2025-11-25");

/// The JSON object of an answer, which MCP may also send as the data of one event.
QJsonObject objectOf(QNetworkReply& reply)
{
    QByteArray bytes = reply.read(kMostBytes);
    if (reply.header(QNetworkRequest::ContentTypeHeader).toString().startsWith(QLatin1String("text/event-stream"))) {
        QByteArray data;
        for (const QByteArray& line : bytes.split('\n')) {
            if (line.startsWith("data:"))
                data = line.mid(5).trimmed();
        }
        bytes = data;
    }
    const Result<QJsonValue> value = parseJson(bytes);
    return value.isOk() ? value.value().toObject() : QJsonObject();
}

QString reasonOf(QNetworkReply& reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    switch (status) {
    case 0:
        return ConnectionTest::tr("nothing answers there (%1)").arg(reply.errorString());
    case 401:
        return ConnectionTest::tr("the token is not accepted (401); it may be revoked or expired");
    case 403:
        return ConnectionTest::tr("the role of the token is too low (403)");
    case 404:
        return ConnectionTest::tr("there is no such path (404); another program may listen there");
    case 429:
        return ConnectionTest::tr("too many requests (429); wait a minute");
    default:
        break;
    }
    const QString detail = objectOf(reply).value(QLatin1String("detail")).toString();
    return detail.isEmpty() ? ConnectionTest::tr("the answer is %1").arg(status) : QStringLiteral("%1 (%2)").arg(detail).arg(status);
}

} // namespace

ConnectionTest::ConnectionTest(QObject* parent) : QObject(parent)
{
    m_network.setProxy(QNetworkProxy::NoProxy); // it is this machine that is asked
    m_network.setTransferTimeout(kPatienceMs);
}

void ConnectionTest::start(const QUrl& api, const QString& secret)
{
    stop();
    m_api = api;
    m_secret = secret;
    m_running = true;
    m_allOk = true;
    askSummary();
}

void ConnectionTest::stop()
{
    m_running = false;
    if (QNetworkReply* reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
    m_secret.clear();
}

void ConnectionTest::watch(QNetworkReply* reply, std::function<void(QNetworkReply&)> then)
{
    m_reply = reply;
    m_clock.start();
    connect(reply, &QNetworkReply::finished, this, [this, reply, then = std::move(then)] {
        m_reply = nullptr;
        reply->deleteLater();
        then(*reply);
    });
}

void ConnectionTest::done(bool isOk, const QString& words)
{
    m_allOk = m_allOk && isOk;
    Q_EMIT stepDone({isOk, words});
}

void ConnectionTest::end(bool isOk)
{
    stop();
    Q_EMIT finished(isOk);
}

void ConnectionTest::askSummary()
{
    QUrl url = m_api;
    url.setPath(QStringLiteral("/api/v1/dora/summary/"));
    url.setQuery(QStringLiteral("days=30"));
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_secret.toUtf8());
    watch(m_network.get(request), [this](QNetworkReply& reply) {
        const QString took = numberText(double(m_clock.nsecsElapsed()) / 1e6);
        if (reply.error() != QNetworkReply::NoError) {
            done(false, tr("HTTP: %1.").arg(reasonOf(reply)));
            end(false);
            return;
        }
        const QJsonValue count = objectOf(reply).value(QLatin1String("deployment_frequency"));
        if (!count.isDouble())
            done(false, tr("HTTP: something answers, but it is not this program's API."));
        else
            done(true, tr("HTTP answers: %1 deployment event(s) in the last 30 days, in %2 ms.", nullptr, count.toInt()).arg(countText(count.toInt()), took));
        askInitialize();
    });
}

void ConnectionTest::post(const QJsonObject& body, const QString& session, const QString& revision,
                          std::function<void(const QJsonObject&, QNetworkReply&)> then)
{
    QNetworkRequest request(mcpUrl(m_api));
    request.setRawHeader("Authorization", "Bearer " + m_secret.toUtf8());
    request.setRawHeader("Accept", "application/json, text/event-stream");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!session.isEmpty())
        request.setRawHeader("Mcp-Session-Id", session.toUtf8());
    if (!revision.isEmpty())
        request.setRawHeader("MCP-Protocol-Version", revision.toUtf8());
    watch(m_network.post(request, compactJson(body)), [this, then = std::move(then)](QNetworkReply& reply) {
        if (reply.error() != QNetworkReply::NoError) {
            done(false, tr("MCP: %1.").arg(reasonOf(reply)));
            end(false);
            return;
        }
        const QJsonObject answer = objectOf(reply);
        if (answer.contains(QLatin1String("error"))) {
            done(false, tr("MCP: %1").arg(answer.value(QLatin1String("error")).toObject().value(QLatin1String("message")).toString()));
            end(false);
            return;
        }
        then(answer.value(QLatin1String("result")).toObject(), reply);
    });
}

void ConnectionTest::askInitialize()
{
    const QJsonObject params{{QStringLiteral("protocolVersion"), kRevision},
                             {QStringLiteral("capabilities"), QJsonObject()},
                             {QStringLiteral("clientInfo"), QJsonObject{{QStringLiteral("name"), QStringLiteral("atalaya-console")},
                                                                        {QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)}}}};
    const QJsonObject body{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                           {QStringLiteral("id"), 1},
                           {QStringLiteral("method"), QStringLiteral("initialize")},
                           {QStringLiteral("params"), params}};
    post(body, {}, {}, [this](const QJsonObject& result, QNetworkReply& reply) {
        askTools(QString::fromUtf8(reply.rawHeader("Mcp-Session-Id")), result.value(QLatin1String("protocolVersion")).toString(kRevision));
    });
}

void ConnectionTest::askTools(const QString& session, const QString& revision)
{
    const QJsonObject body{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                           {QStringLiteral("id"), 2},
                           {QStringLiteral("method"), QStringLiteral("tools/list")},
                           {QStringLiteral("params"), QJsonObject()}};
    post(body, session, revision, [this, revision](const QJsonObject& result, QNetworkReply&) {
        const int tools = int(result.value(QLatin1String("tools")).toArray().size());
        done(tools > 0, tools > 0 ? tr("MCP answers: %n tool(s), revision %1.", nullptr, tools).arg(revision)
                                  : tr("MCP answers, but offers no tools."));
        end(m_allOk);
    });
}

} // namespace atalaya::widgets
