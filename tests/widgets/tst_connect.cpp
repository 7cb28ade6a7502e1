// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "api/server.h"
#include "operations/auditlog.h"
#include "services/iactservice.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/common/codebox.h"
#include "widgets/common/statepanel.h"
#include "widgets/connect/connectdialog.h"
#include "widgets/connect/connectiontest.h"
#include "widgets/connect/tokenspanel.h"
#include "widgets/models/tokensmodel.h"
#include "widgets/shell/mainwindow.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTcpServer>
#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

const QUrl kSomewhere(QStringLiteral("http://127.0.0.1:8787"));
const QStringList kCommand{QStringLiteral("/opt/my tools/atalaya"), QStringLiteral("--data-dir"), QStringLiteral("/srv/it's here"),
                           QStringLiteral("mcp")};

QJsonObject serverOf(const QString& snippet)
{
    return QJsonDocument::fromJson(snippet.toUtf8()).object().value(QLatin1String("mcpServers")).toObject().value(QLatin1String("atalaya")).toObject();
}

/// Every byte of the files below a folder.
QByteArray contentOf(const QString& folder)
{
    QByteArray all;
    for (QFileInfo& file : QDir(folder).entryInfoList(QDir::Files | QDir::Hidden)) {
        QFile data(file.filePath());
        if (data.open(QIODevice::ReadOnly))
            all += data.readAll();
    }
    return all;
}

} // namespace

class ConnectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_fixture->fill();
    }
    void cleanup()
    {
        m_dialog.reset();
        if (m_server)
            m_server->stop();
        m_server.reset();
        m_iact.reset();
        m_fixture.reset();
    }

    void snippetsAreWhatClientsTake()
    {
        const QJsonObject http = serverOf(snippet(Way::McpHttp, kSomewhere, QStringLiteral("atl_x"), {}));
        QCOMPARE(http.value(QLatin1String("url")).toString(), QStringLiteral("http://127.0.0.1:8787/mcp"));
        QCOMPARE(http.value(QLatin1String("headers")).toObject().value(QLatin1String("Authorization")).toString(), QStringLiteral("Bearer atl_x"));
        const QJsonObject stdio = serverOf(snippet(Way::McpStdio, kSomewhere, {}, kCommand));
        QCOMPARE(stdio.value(QLatin1String("command")).toString(), kCommand.first());
        QCOMPARE(stdio.value(QLatin1String("args")).toArray(), QJsonArray::fromStringList(kCommand.mid(1)));
        QVERIFY(snippet(Way::McpHttp, kSomewhere, {}, {}).contains(QStringLiteral("<token>")));
        QCOMPARE(snippet(Way::Curl, kSomewhere, QStringLiteral("a'b"), {}),
                 QStringLiteral("curl -sS -H 'Authorization: Bearer a'\\''b' 'http://127.0.0.1:8787/api/v1/dora/summary/?days=30'"));
    }

    void theTokensModelKeepsTheRulesOfModels()
    {
        TokensModel model;
        const QAbstractItemModelTester tester(&model);
        model::ApiToken live{.id = 1, .name = QStringLiteral("live"), .createdAt = test::ConsoleFixture::now()};
        model::ApiToken gone = live;
        gone.revokedAt = test::ConsoleFixture::now();
        model::ApiToken old = live;
        old.name = QStringLiteral("old");
        old.createdAt -= std::chrono::days(3);
        old.expiresAt = test::ConsoleFixture::now() - std::chrono::days(1);
        model.setTokens({old, gone, live}, QTimeZone::utc(), test::ConsoleFixture::now());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.token(0).name, QStringLiteral("live"));
        QCOMPARE(model.index(1, TokensModel::Expires).data().toString(), QStringLiteral("expired"));
        QCOMPARE(model.index(0, TokensModel::Expires).data().toString(), QStringLiteral("never"));
    }

    void aTokenIsMadeAndShownOnce()
    {
        open({.url = kSomewhere});
        QVERIFY(!m_dialog->testButton()->isEnabled());
        QVERIFY(!m_dialog->secretBox()->isVisible());
        create(QStringLiteral("claude"));
        const QString secret = m_dialog->secretBox()->text();
        QVERIFY(secret.startsWith(QStringLiteral("atl_")));
        QVERIFY(m_dialog->snippetBox()->text().contains(secret));
        m_dialog->showWay(Way::McpStdio);
        QVERIFY(!m_dialog->snippetBox()->text().contains(secret)); // needs none
        m_dialog->showWay(Way::Curl);
        m_dialog->snippetBox()->copyButton()->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(secret));
        const auto known = m_fixture->tokens().authenticate(secret.toUtf8());
        QVERIFY(known.isOk() && known.value());
        QCOMPARE(known.value()->name, QStringLiteral("claude"));
        QCOMPARE(known.value()->role, model::Role::Viewer);
        QCOMPARE(known.value()->expiresAt, test::ConsoleFixture::now() + std::chrono::days(90));
        QCOMPARE(m_dialog->tokens()->model()->rowCount(), 1);
        m_fixture->settings().sync();
        QVERIFY(!contentOf(m_fixture->folder()).contains(secret.toUtf8()));
        // Another dialog does not know it.
        open({.url = kSomewhere});
        QVERIFY(!m_dialog->snippetBox()->text().contains(secret));
    }

    void aNameThatIsTakenIsSaid()
    {
        QVERIFY(m_fixture->tokens().create(QStringLiteral("ci"), model::Role::Operator, std::nullopt, std::nullopt).isOk());
        open({.url = kSomewhere});
        create(QStringLiteral("ci"));
        QVERIFY(m_dialog->secretBox()->text().isEmpty());
        QVERIFY2(m_dialog->trouble().contains(QStringLiteral("ci")), qPrintable(m_dialog->trouble()));
        create(QString());
        QVERIFY2(m_dialog->trouble().contains(QStringLiteral("100")), qPrintable(m_dialog->trouble()));
        create(QStringLiteral("another"));
        QVERIFY(!m_dialog->secretBox()->text().isEmpty());
    }

    void aTokenIsRevokedAfterAYes()
    {
        QVERIFY(m_fixture->tokens().create(QStringLiteral("old"), model::Role::Viewer, std::nullopt, std::nullopt).isOk());
        open({.url = kSomewhere});
        QPushButton* button = m_dialog->tokens()->revokeButton();
        QVERIFY(!button->isEnabled());
        m_dialog->tokens()->table()->selectRow(0);
        button->click();
        QVERIFY(button->text().contains(QStringLiteral("old"))); // asked back
        QCOMPARE(m_dialog->tokens()->model()->rowCount(), 1);
        button->click();
        QTRY_COMPARE(m_dialog->tokens()->state()->state(), StatePanel::State::Empty);
        QVERIFY(m_fixture->tokens().list().value().first().revokedAt.has_value());
    }

    void theRevokedTokenIsNoLongerOffered()
    {
        open({.url = kSomewhere});
        create(QStringLiteral("mine"));
        const QString secret = m_dialog->secretBox()->text();
        m_dialog->tokens()->table()->selectRow(0);
        m_dialog->tokens()->revokeButton()->click();
        m_dialog->tokens()->revokeButton()->click();
        QTRY_VERIFY(m_dialog->isSettled() && !m_dialog->snippetBox()->text().contains(secret));
        QVERIFY(m_dialog->secretBox()->text().isEmpty());
        QVERIFY(!m_dialog->testButton()->isEnabled());
    }

    void withoutTheApiItSaysSo()
    {
        open({.why = QStringLiteral("The address is in use.")});
        create(QStringLiteral("claude"));
        QVERIFY(!m_dialog->testButton()->isEnabled());
        const auto labels = m_dialog->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->text().contains(QStringLiteral("The address is in use.")); }));
        m_dialog->setApi({.url = kSomewhere});
        QVERIFY(m_dialog->testButton()->isEnabled());
    }

    void theTestAsksTheRunningServer()
    {
        const QUrl url = serve();
        open({.url = url});
        create(QStringLiteral("claude"));
        m_dialog->testButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_dialog->isSettled(), 20'000);
        if (const QString folder = qEnvironmentVariable("ATALAYA_PICTURES"); !folder.isEmpty())
            QVERIFY(m_dialog->grab().save(folder + QStringLiteral("/connect-tested.png")));
        QVERIFY2(m_dialog->testWords().contains(QStringLiteral("HTTP answers:")), qPrintable(m_dialog->testWords()));
        QVERIFY2(m_dialog->testWords().contains(QStringLiteral("MCP answers:")), qPrintable(m_dialog->testWords()));
    }

    void whatIsWrongIsSaid()
    {
        const QUrl url = serve();
        QVERIFY2(tested(url, QStringLiteral("atl_wrong")).contains(QStringLiteral("401")), "a bad token");
        QTcpServer nobody;
        QVERIFY(nobody.listen(QHostAddress::LocalHost));
        const QUrl closed(QStringLiteral("http://127.0.0.1:%1").arg(nobody.serverPort()));
        nobody.close();
        QVERIFY2(tested(closed, QStringLiteral("atl_x")).contains(QStringLiteral("nothing answers")), "nothing listens");
    }

    void everythingIsReachedByTab()
    {
        open({.url = kSomewhere});
        QSet<QWidget*> seen;
        for (int step = 0; step < 40; ++step) {
            QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
            seen.insert(m_dialog->focusWidget());
        }
        QVERIFY(seen.contains(m_dialog->nameField()));
        QVERIFY(seen.contains(m_dialog->createButton()));
        QVERIFY(seen.contains(m_dialog->snippetBox()->copyButton()));
    }

    void everyFaceOffersIt()
    {
        MainWindow window(m_fixture->context());
        window.show();
        QTRY_VERIFY(window.isSettled());
        QVERIFY(window.findChild<CommandRegistry*>()->run(QStringLiteral("connect")));
        QTRY_VERIFY(window.isSettled());
        auto* dialog = window.findChild<ConnectDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->close();
        QTRY_VERIFY(!window.findChild<ConnectDialog*>());
    }

private:
    void open(const ApiStatus& api)
    {
        m_dialog = std::make_unique<ConnectDialog>(m_fixture->tokens(), m_fixture->pool(), kCommand, [] { return test::ConsoleFixture::now(); });
        m_dialog->setApi(api);
        m_dialog->show();
        QTRY_VERIFY(m_dialog->isSettled());
    }
    void create(const QString& name)
    {
        m_dialog->nameField()->setText(name);
        QTest::keyClick(m_dialog->nameField(), Qt::Key_Return);
        QTRY_VERIFY(m_dialog->isSettled());
    }
    QUrl serve()
    {
        m_audit = std::make_unique<operations::AuditLog>(
            operations::AuditLog::Options{m_fixture->folder() + QStringLiteral("/audit.log"), QStringLiteral("audit.log"), QStringLiteral("console")},
            m_fixture->database(), m_clock);
        m_iact = std::make_unique<services::IactService>(m_fixture->database(), m_clock);
        m_server = std::make_unique<api::Server>(
            api::Services{m_fixture->delivery(), *m_iact, m_fixture->tokens(), m_fixture->catalog(), m_fixture->activity(), *m_audit}, api::ServerOptions(), m_clock);
        const Result<QUrl> url = m_server->start();
        return url.isOk() ? url.value() : QUrl();
    }
    static QString tested(const QUrl& url, const QString& secret)
    {
        ConnectionTest test;
        QSignalSpy steps(&test, &ConnectionTest::stepDone);
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(url, secret);
        if (!finished.wait(15'000) || finished.first().first().toBool())
            return {};
        return steps.last().first().value<TestStep>().words;
    }

    SystemClock m_clock;
    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<operations::AuditLog> m_audit;
    std::unique_ptr<services::IactService> m_iact;
    std::unique_ptr<api::Server> m_server;
    std::unique_ptr<ConnectDialog> m_dialog;
};

QTEST_MAIN(ConnectTest)
#include "tst_connect.moc"
