// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consolecommand.h"
#include "app/wiring/engine.h"

#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace atalaya;
using namespace atalaya::app;

class ConsoleServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itTakesThePortWhileItIsFreeAndElseAnother()
    {
        const QTemporaryDir folder;
        auto engine = Engine::open({folder.path(), {}});
        QVERIFY(engine.isOk());
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const quint16 port = other.serverPort();
        {
            const ConsoleServer console = startConsoleServer(*engine.value(), port);
            QVERIFY(console.url.isOk());
            QVERIFY(console.url.value().port() > 0);
            QVERIFY(console.url.value().port() != port);
        }
        other.close();
        const ConsoleServer console = startConsoleServer(*engine.value(), port);
        QVERIFY(console.url.isOk());
        QCOMPARE(console.url.value().port(), int(port));
    }
};

QTEST_GUILESS_MAIN(ConsoleServerTest)
#include "tst_consoleserver.moc"
