// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <QTest>

#include <thread>

using namespace atalaya;

class LogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theInnermostScopeCounts()
    {
        QCOMPARE(LogScope::requestId(), QString());
        {
            const LogScope outer(QStringLiteral("outer"));
            QCOMPARE(LogScope::requestId(), QStringLiteral("outer"));
            {
                const LogScope inner(QStringLiteral("inner"));
                QCOMPARE(LogScope::requestId(), QStringLiteral("inner"));
            }
            QCOMPARE(LogScope::requestId(), QStringLiteral("outer"));
        }
        QCOMPARE(LogScope::requestId(), QString());
    }

    void aScopeIsOfOneThread()
    {
        const LogScope mine(QStringLiteral("mine"));
        QString seen = QStringLiteral("nothing yet"), own;
        std::jthread([&] {
            seen = LogScope::requestId();
            const LogScope theirs(QStringLiteral("theirs"));
            own = LogScope::requestId();
        }).join();
        QCOMPARE(seen, QString());
        QCOMPARE(own, QStringLiteral("theirs"));
        QCOMPARE(LogScope::requestId(), QStringLiteral("mine"));
    }

    void categoriesSpeakFromInfoUp()
    {
        for (const QLoggingCategory* category : {&lcStore(), &lcIngest(), &lcDelivery(), &lcApi(), &lcConsole(), &lcApp()}) {
            QVERIFY(QLatin1String(category->categoryName()).startsWith(QLatin1String("atalaya.")));
            QVERIFY(category->isInfoEnabled());
            QVERIFY(!category->isDebugEnabled());
        }
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
