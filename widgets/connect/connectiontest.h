// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <functional>

class QNetworkReply;

namespace atalaya::widgets {

/// One thing that was tried, and what came back, in words.
struct TestStep {
    bool isOk = false;
    QString words; ///< "The API answers: 405 deployments in 30 days (12 ms)."
};

/// Asks a running server what an AI client would ask it: a figure over HTTP, then the tools over MCP. Nothing of it is kept, and
/// the secret goes nowhere but into the requests.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionTest(QObject* parent = nullptr);

    /// Begins anew, also while one is under way.
    void start(const QUrl& api, const QString& secret);
    void stop();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void stepDone(const atalaya::widgets::TestStep& step);
    /// Whether every step was all right.
    void finished(bool isOk);

private:
    void askSummary();
    void askInitialize();
    void askTools(const QString& session, const QString& revision);
    void post(const QJsonObject& body, const QString& session, const QString& revision, std::function<void(const QJsonObject&, QNetworkReply&)> then);
    void watch(QNetworkReply* reply, std::function<void(QNetworkReply&)> then);
    void done(bool isOk, const QString& words);
    void end(bool isOk);

    QNetworkAccessManager m_network;
    QNetworkReply* m_reply = nullptr;
    QElapsedTimer m_clock;
    QUrl m_api;
    QString m_secret;
    bool m_running = false;
    bool m_allOk = true;
};

} // namespace atalaya::widgets
