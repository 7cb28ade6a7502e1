// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>
#include <QWebSocket>

#include <functional>

namespace atalaya::test {

/// A headless Chromium with one page, driven over its debugging protocol. Every call waits for its answer; what takes too long
/// fails the test.
class Browser
{
public:
    /// Of ATALAYA_TEST_CHROMIUM, or found in PATH; empty when there is none.
    static QString program();

    Browser();
    ~Browser();
    Q_DISABLE_COPY_MOVE(Browser)

    bool isRunning() const { return m_isReady; }
    /// Sent with every request from now on.
    void setHeaders(const QMap<QString, QString>& headers);
    void setSize(int width, int height);
    void setDark(bool dark);
    /// Every request whose URL holds `part` is answered with `status` and `body` instead of by the server, or with status 0 not
    /// until that ends; an empty part ends it.
    void answerInstead(const QString& part, int status = 503, const QByteArray& body = {});
    /// Loads the page and waits until it has loaded.
    void open(const QUrl& url);
    /// Until the page that something led to has loaded.
    bool waitForLoad();
    /// The value of the expression; a promise is waited for.
    QJsonValue evaluate(const QString& script);
    /// Until the expression is true; looks again whenever the document changes.
    bool waitUntil(const QString& condition);
    /// What is shown: the text of the first element that the selector finds, its white space made plain.
    QString text(const QString& selector);
    QStringList texts(const QString& selector);
    void click(const QString& selector);
    void press(const QString& key);
    QImage picture();

    /// URLs that were asked for since open().
    QStringList requests() const { return m_requests; }
    /// Errors and warnings of the console, exceptions, and what the content security policy refused, since open().
    QStringList complaints() const { return m_complaints; }

private:
    QJsonObject call(const QString& method, const QJsonObject& parameters = {}, bool toPage = true);
    void say(const QString& method, const QJsonObject& parameters, bool toPage);
    bool wait(const std::function<bool()>& condition);
    void received(const QString& message);
    void happened(const QString& method, const QJsonObject& parameters);
    void answerPaused(const QJsonObject& parameters);

    QTemporaryDir m_folder;
    QProcess m_process;
    QWebSocket m_socket;
    QString m_session;
    int m_id = 0;
    QMap<int, QJsonObject> m_answers;
    int m_loads = 0, m_loadsSeen = 0; ///< of pages
    bool m_isReady = false;
    QStringList m_requests, m_complaints;
    int m_insteadStatus = 0;
    QByteArray m_insteadBody;
};

} // namespace atalaya::test
