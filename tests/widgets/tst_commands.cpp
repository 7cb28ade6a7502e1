// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/commandpalette.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/actions/shortcutspage.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace atalaya::widgets;

class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(800, 600);
        m_registry = std::make_unique<CommandRegistry>(m_window.get());
        m_registry->setParent(nullptr);
        m_ran.clear();
        m_allowed = true;
        const auto add = [this](const char16_t* id, const char16_t* text, const QList<QKeySequence>& keys, bool guarded) {
            const QString name = QString::fromUtf16(id);
            m_registry->add({.id = name,
                             .group = QStringLiteral("Data"),
                             .text = QString::fromUtf16(text),
                             .shortcuts = keys,
                             .run = [this, name] { m_ran.append(name); },
                             .isPossible = guarded ? std::function<bool()>([this] { return m_allowed; }) : nullptr});
        };
        add(u"import", u"Import a repository…", {QKeySequence(Qt::CTRL | Qt::Key_O)}, true);
        add(u"refresh", u"Refresh", {QKeySequence(Qt::Key_F5), QKeySequence(Qt::CTRL | Qt::Key_R)}, false);
        add(u"export", u"Export the figures…", {}, false);
        m_palette = new CommandPalette(*m_registry, m_window.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void fuzzyMatching_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* pattern, const char* text, bool fits) {
            QTest::addRow("%s in %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << fits;
        };
        row("", "Refresh", true);
        row("rfs", "Refresh", true);
        row("IMP REP", "Import a repository", true);
        row("srf", "Refresh", false);
        row("refreshh", "Refresh", false);
    }
    void fuzzyMatching()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, fits);
        QCOMPARE(fuzzyScore(pattern, text).has_value(), fits);
    }

    void beginningsOfWordsCountMore()
    {
        QVERIFY(*fuzzyScore(u"ir", u"Import repository") > *fuzzyScore(u"ir", u"Their order"));
        QVERIFY(*fuzzyScore(u"exp", u"Export") > *fuzzyScore(u"exp", u"E x p"));
    }

    void thePaletteNeedsOnlyTheKeyboard()
    {
        m_palette->open();
        auto* field = m_palette->findChild<QLineEdit*>();
        QVERIFY(field->hasFocus());
        QCOMPARE(m_palette->shownIds(), (QStringList{QStringLiteral("import"), QStringLiteral("refresh"), QStringLiteral("export")}));
        QTest::keyClicks(field, QStringLiteral("exp"));
        QCOMPARE(m_palette->shownIds().first(), QStringLiteral("export"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!m_palette->isVisible());
        QCOMPARE(m_ran, QStringList{QStringLiteral("export")});
    }

    void thePaletteIsAsHighAsItsRows()
    {
        m_palette->open();
        auto* field = m_palette->findChild<QLineEdit*>();
        const int three = m_palette->height();
        QTest::keyClicks(field, QStringLiteral("refresh"));
        QCOMPARE(m_palette->shownIds().size(), 1);
        const int one = m_palette->height();
        QVERIFY(one < three);
        QTest::keyClicks(field, QStringLiteral("xyz"));
        const QList<QLabel*> labels = m_palette->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() && label->text() == QStringLiteral("Nothing matches “refreshxyz”");
        }));
        QCOMPARE(m_palette->height(), one);
    }

    void arrowKeysGoRound()
    {
        m_palette->open();
        auto* field = m_palette->findChild<QLineEdit*>();
        QTest::keyClick(field, Qt::Key_Up);
        QTest::keyClick(field, Qt::Key_Up);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_ran, QStringList{QStringLiteral("refresh")});
    }

    void escapeRunsNothing()
    {
        m_palette->open();
        QTest::keyClick(m_palette->findChild<QLineEdit*>(), Qt::Key_Escape);
        QVERIFY(!m_palette->isVisible());
        QVERIFY(m_ran.isEmpty());
    }

    void whatIsNotPossibleIsNotOffered()
    {
        m_allowed = false;
        m_palette->open();
        QVERIFY(!m_palette->shownIds().contains(QStringLiteral("import")));
        QVERIFY(!m_registry->run(QStringLiteral("import")));
        m_allowed = true;
        QVERIFY(m_registry->run(QStringLiteral("import")));
        QVERIFY(!m_registry->run(QStringLiteral("unknown")));
    }

    void shortcutsRunTheirCommand()
    {
        QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_F5);
        QCOMPARE(m_ran, (QStringList{QStringLiteral("refresh"), QStringLiteral("refresh")}));
    }

    void theShortcutsPageListsWhatHasAShortcut()
    {
        const QString html = shortcutsHtml(*m_registry);
        QVERIFY(html.contains(QStringLiteral("Ctrl+O")));
        QVERIFY(html.contains(QStringLiteral("F5, Ctrl+R")));
        QVERIFY(!html.contains(QStringLiteral("Export")));
    }

private:
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<CommandRegistry> m_registry;
    CommandPalette* m_palette = nullptr;
    QStringList m_ran;
    bool m_allowed = true;
};

QTEST_MAIN(CommandsTest)
#include "tst_commands.moc"
