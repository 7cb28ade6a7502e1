// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"

#include "widgets/shell/viewrender.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;

class ViewRenderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<test::ConsoleFixture>(); }

    void everyViewBecomesAPicture_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const QString& view : renderableViews()) {
            for (const bool dark : {false, true})
                QTest::addRow("%s, %s", qPrintable(view), dark ? "dark" : "light") << view << dark << QSize(1280, 800);
        }
        QTest::newRow("smallest") << QStringLiteral("overview") << false << QSize(640, 480);
    }
    void everyViewBecomesAPicture()
    {
        QFETCH(QString, view);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        m_fixture->fill();
        RenderOptions options;
        options.view = view;
        options.size = size;
        options.theme = dark ? ThemeMode::Dark : ThemeMode::Light;
        const auto picture = renderView(m_fixture->context(), options);
        QVERIFY(picture.isOk());
        QCOMPARE(picture.value().size(), size);
        QCOMPARE(picture.value().pixelColor(2, 400).lightness() < 80, dark); // the navigation's ground
        const QString folder = qEnvironmentVariable("ATALAYA_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(picture.value().save(QStringLiteral("%1/%2.png").arg(folder, QString::fromUtf8(QTest::currentDataTag()).replace(QLatin1String(", "), QLatin1String("-")))));
    }

    void thePersonsSettingsStayAsTheyAre()
    {
        m_fixture->settings().setValue(QStringLiteral("theme"), QStringLiteral("system"));
        RenderOptions options;
        options.theme = ThemeMode::Dark;
        options.services = {QStringLiteral("payments")};
        QVERIFY(renderView(m_fixture->context(), options).isOk());
        QCOMPARE(m_fixture->settings().allKeys(), QStringList{QStringLiteral("theme")});
        QCOMPARE(m_fixture->settings().value(QStringLiteral("theme")).toString(), QStringLiteral("system"));
    }

    void whatCannotBeRenderedIsSaid()
    {
        RenderOptions options;
        options.view = QStringLiteral("nothing");
        auto picture = renderView(m_fixture->context(), options);
        QVERIFY(picture.isError());
        QCOMPARE(picture.error().code, ErrorCode::InvalidInput);
        QVERIFY(picture.error().userText.contains(QStringLiteral("overview")));
        options = {};
        options.size = {639, 480};
        picture = renderView(m_fixture->context(), options);
        QVERIFY(picture.isError());
    }

private:
    std::unique_ptr<test::ConsoleFixture> m_fixture;
};

QTEST_MAIN(ViewRenderTest)
#include "tst_viewrender.moc"
