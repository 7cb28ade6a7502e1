// SPDX-License-Identifier: GPL-3.0-or-later
#include "browser.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

namespace atalaya::test {

namespace {

constexpr int kPatienceMs = 60'000;

QString quoted(const QString& text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

void fail(const QString& why)
{
    QTest::qFail(qPrintable(why), __FILE__, __LINE__);
}

} // namespace

QString Browser::program()
{
    if (const QString named = qEnvironmentVariable("ATALAYA_TEST_CHROMIUM"); !named.isEmpty())
        return named;
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
        if (const QString found = QStandardPaths::findExecutable(QLatin1String(name)); !found.isEmpty())
            return found;
    }
    return {};
}

Browser::Browser()
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_process, [this](const QString& message) { received(message); });
    m_process.start(program(), {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"), QStringLiteral("--disable-gpu"),
                                QStringLiteral("--disable-quic"), QStringLiteral("--no-first-run"), QStringLiteral("--disable-sync"),
                                QStringLiteral("--disable-background-networking"), QStringLiteral("--disable-component-update"),
                                QStringLiteral("--disable-dev-shm-usage"), QStringLiteral("--hide-scrollbars"),
                                QStringLiteral("--lang=en-GB"), QStringLiteral("--remote-debugging-port=0"),
                                QStringLiteral("--no-proxy-server"), QStringLiteral("--user-data-dir=") + m_folder.path(),
                                QStringLiteral("about:blank")});
    static const QRegularExpression address(QStringLiteral("DevTools listening on (ws://\\S+)"));
    QByteArray said;
    QRegularExpressionMatch match;
    wait([&] {
        said += m_process.readAllStandardError();
        match = address.match(QString::fromUtf8(said));
        return match.hasMatch() || m_process.state() == QProcess::NotRunning;
    });
    if (!match.hasMatch())
        return;
    m_socket.open(QUrl(match.captured(1)));
    if (!wait([this] { return m_socket.state() == QAbstractSocket::ConnectedState; }))
        return;
    const QString target =
        call(QStringLiteral("Target.createTarget"), {{QStringLiteral("url"), QStringLiteral("about:blank")}}, false).value(QLatin1String("targetId")).toString();
    m_session = call(QStringLiteral("Target.attachToTarget"), {{QStringLiteral("targetId"), target}, {QStringLiteral("flatten"), true}}, false)
                    .value(QLatin1String("sessionId"))
                    .toString();
    for (const char* domain : {"Page.enable", "Runtime.enable", "Log.enable", "Network.enable"})
        call(QLatin1String(domain));
    m_isReady = !m_session.isEmpty();
}

Browser::~Browser()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    if (m_socket.state() == QAbstractSocket::ConnectedState)
        say(QStringLiteral("Browser.close"), {}, false);
    if (!wait([this] { return m_process.state() == QProcess::NotRunning; }))
        m_process.kill();
    m_process.waitForFinished();
}

// Handles what arrives until the condition holds.
bool Browser::wait(const std::function<bool()>& condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > kPatienceMs)
            return false;
        QEventLoop loop;
        QTimer::singleShot(50, &loop, &QEventLoop::quit);
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &loop, &QEventLoop::quit);
        QObject::connect(&m_process, &QProcess::readyReadStandardError, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return true;
}

void Browser::say(const QString& method, const QJsonObject& parameters, bool toPage)
{
    QJsonObject message{{QStringLiteral("id"), ++m_id}, {QStringLiteral("method"), method}, {QStringLiteral("params"), parameters}};
    if (toPage)
        message.insert(QStringLiteral("sessionId"), m_session);
    m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

QJsonObject Browser::call(const QString& method, const QJsonObject& parameters, bool toPage)
{
    say(method, parameters, toPage);
    const int id = m_id;
    if (!wait([this, id] { return m_answers.contains(id) || m_process.state() == QProcess::NotRunning; }) || !m_answers.contains(id)) {
        fail(method + QLatin1String(" was not answered"));
        return {};
    }
    const QJsonObject answer = m_answers.take(id);
    if (answer.contains(QLatin1String("error")))
        fail(method + u' ' + answer.value(QLatin1String("error")).toObject().value(QLatin1String("message")).toString());
    return answer.value(QLatin1String("result")).toObject();
}

void Browser::received(const QString& message)
{
    const QJsonObject object = QJsonDocument::fromJson(message.toUtf8()).object();
    if (object.contains(QLatin1String("id")))
        m_answers.insert(object.value(QLatin1String("id")).toInt(), object);
    else
        happened(object.value(QLatin1String("method")).toString(), object.value(QLatin1String("params")).toObject());
}

void Browser::happened(const QString& method, const QJsonObject& parameters)
{
    if (method == QLatin1String("Page.loadEventFired"))
        ++m_loads;
    else if (method == QLatin1String("Network.requestWillBeSent"))
        m_requests.append(parameters.value(QLatin1String("request")).toObject().value(QLatin1String("url")).toString());
    else if (method == QLatin1String("Fetch.requestPaused"))
        answerPaused(parameters);
    else if (method == QLatin1String("Runtime.exceptionThrown"))
        m_complaints.append(QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact)));
    else if (method == QLatin1String("Log.entryAdded")) {
        const QJsonObject entry = parameters.value(QLatin1String("entry")).toObject();
        if (const QString level = entry.value(QLatin1String("level")).toString(); level == QLatin1String("error") || level == QLatin1String("warning"))
            m_complaints.append(entry.value(QLatin1String("text")).toString() + u' ' + entry.value(QLatin1String("url")).toString());
    } else if (method == QLatin1String("Runtime.consoleAPICalled")) {
        if (const QString type = parameters.value(QLatin1String("type")).toString(); type == QLatin1String("error") || type == QLatin1String("warning"))
            m_complaints.append(QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact)));
    }
}

void Browser::answerPaused(const QJsonObject& parameters)
{
    if (m_insteadStatus == 0)
        return; // Fetch.disable lets it go on
    const QJsonArray headers{QJsonObject{{QStringLiteral("name"), QStringLiteral("Content-Type")},
                                         {QStringLiteral("value"), QStringLiteral("application/problem+json")}}};
    say(QStringLiteral("Fetch.fulfillRequest"),
        {{QStringLiteral("requestId"), parameters.value(QLatin1String("requestId"))},
         {QStringLiteral("responseCode"), m_insteadStatus},
         {QStringLiteral("responseHeaders"), headers},
         {QStringLiteral("body"), QString::fromLatin1(m_insteadBody.toBase64())}},
        true);
}

void Browser::setHeaders(const QMap<QString, QString>& headers)
{
    QJsonObject object;
    for (auto it = headers.begin(); it != headers.end(); ++it)
        object.insert(it.key(), it.value());
    call(QStringLiteral("Network.setExtraHTTPHeaders"), {{QStringLiteral("headers"), object}});
}

void Browser::setSize(int width, int height)
{
    call(QStringLiteral("Emulation.setDeviceMetricsOverride"), {{QStringLiteral("width"), width},
                                                                {QStringLiteral("height"), height},
                                                                {QStringLiteral("deviceScaleFactor"), 1},
                                                                {QStringLiteral("mobile"), width < 600}});
}

void Browser::setDark(bool dark)
{
    const QJsonObject scheme{{QStringLiteral("name"), QStringLiteral("prefers-color-scheme")},
                             {QStringLiteral("value"), dark ? QStringLiteral("dark") : QStringLiteral("light")}};
    call(QStringLiteral("Emulation.setEmulatedMedia"), {{QStringLiteral("features"), QJsonArray{scheme}}});
}

void Browser::answerInstead(const QString& part, int status, const QByteArray& body)
{
    m_insteadStatus = status;
    m_insteadBody = body;
    if (part.isEmpty())
        call(QStringLiteral("Fetch.disable"));
    else
        call(QStringLiteral("Fetch.enable"),
             {{QStringLiteral("patterns"), QJsonArray{QJsonObject{{QStringLiteral("urlPattern"), QString(u'*' + part + u'*')}}}}});
}

void Browser::open(const QUrl& url)
{
    m_requests.clear();
    m_complaints.clear();
    m_loadsSeen = m_loads;
    call(QStringLiteral("Page.navigate"), {{QStringLiteral("url"), url.toString(QUrl::FullyEncoded)}});
    if (!waitForLoad())
        fail(QLatin1String("did not load: ") + url.toString());
}

bool Browser::waitForLoad()
{
    const bool loaded = wait([this] { return m_loads > m_loadsSeen; });
    m_loadsSeen = m_loads;
    return loaded;
}

QJsonValue Browser::evaluate(const QString& script)
{
    const QJsonObject answer = call(QStringLiteral("Runtime.evaluate"), {{QStringLiteral("expression"), script},
                                                                         {QStringLiteral("returnByValue"), true},
                                                                         {QStringLiteral("awaitPromise"), true}});
    if (answer.contains(QLatin1String("exceptionDetails")))
        fail(script + u' ' + QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
    return answer.value(QLatin1String("result")).toObject().value(QLatin1String("value"));
}

bool Browser::waitUntil(const QString& condition)
{
    const QString script = QStringLiteral("new Promise(done => {"
                                          "  const holds = () => { try { return Boolean(%1); } catch { return false; } };"
                                          "  if (holds()) return done(true);"
                                          "  const late = setTimeout(() => { watch.disconnect(); done(false); }, 30000);"
                                          "  const watch = new MutationObserver(() => {"
                                          "    if (holds()) { clearTimeout(late); watch.disconnect(); done(true); } });"
                                          "  watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});"
                                          "})");
    return evaluate(script.arg(condition)).toBool();
}

QString Browser::text(const QString& selector)
{
    return texts(selector).value(0);
}

QStringList Browser::texts(const QString& selector)
{
    const QJsonArray found =
        evaluate(QStringLiteral("[...document.querySelectorAll(%1)].map(node => node.innerText)").arg(quoted(selector))).toArray();
    QStringList texts;
    for (const QJsonValue& value : found)
        texts.append(value.toString().simplified());
    return texts;
}

void Browser::click(const QString& selector)
{
    evaluate(QStringLiteral("document.querySelector(%1).click()").arg(quoted(selector)));
}

void Browser::press(const QString& key)
{
    for (const char* type : {"keyDown", "keyUp"})
        call(QStringLiteral("Input.dispatchKeyEvent"),
             {{QStringLiteral("type"), QLatin1String(type)}, {QStringLiteral("key"), key}, {QStringLiteral("code"), key}});
}

QImage Browser::picture()
{
    const QJsonObject answer = call(QStringLiteral("Page.captureScreenshot"), {{QStringLiteral("format"), QStringLiteral("png")}});
    return QImage::fromData(QByteArray::fromBase64(answer.value(QLatin1String("data")).toString().toLatin1()), "PNG");
}

} // namespace atalaya::test
