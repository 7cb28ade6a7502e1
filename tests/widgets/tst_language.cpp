// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "widgets/actions/commandregistry.h"
#include "widgets/charts/metriccard.h"
#include "widgets/common/chip.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/navigationitem.h"

#include <QAbstractButton>
#include <QCalendarWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTest>
#include <QTranslator>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

/// A language in which every text stands in guillemets: what stays without them was not said again.
class Guillemets : public QTranslator
{
public:
    QString translate(const char*, const char* source, const char*, int) const override
    {
        return QStringLiteral("«%1»").arg(QString::fromUtf8(source));
    }
    bool isEmpty() const override { return false; }
};

bool isTranslated(const QString& text)
{
    return text.contains(u'«');
}

/// Its months and days are the locale's, not our translation's.
bool isOfCalendar(const QWidget* widget)
{
    while (widget && !qobject_cast<const QCalendarWidget*>(widget))
        widget = widget->parentWidget();
    return widget != nullptr;
}

} // namespace

class LanguageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::ConsoleFixture>();
        m_fixture->fill();
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        m_window->resize(1600, 1000);
        m_window->show();
        m_window->showView(QStringLiteral("overview-why"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
    }
    void cleanup()
    {
        QCoreApplication::removeTranslator(&m_language);
        m_window.reset();
        m_fixture.reset();
    }

    void everyTextFollowsTheLanguageAtOnce()
    {
        QVERIFY(untranslated().size() > 60); // all of them
        speak(true);
        const QStringList left = untranslated();
        QVERIFY2(left.isEmpty(), qPrintable(left.join(u'\n')));
        QVERIFY(isTranslated(m_window->windowTitle()));
        speak(false);
        for (const QString& text : texts())
            QVERIFY2(!isTranslated(text), qPrintable(text));
        QCOMPARE(m_window->windowTitle(), QStringLiteral("Overview – Atalaya"));
    }

    void commandsKeepTheirKeysAndTheirPlace()
    {
        const auto* commands = m_window->findChild<CommandRegistry*>();
        const QList<QKeySequence> keys = commands->action(QStringLiteral("import.git"))->shortcuts();
        const qsizetype count = commands->commands().size();
        speak(true);
        QCOMPARE(commands->commands().size(), count);
        QCOMPARE(commands->action(QStringLiteral("import.git"))->shortcuts(), keys);
        for (const Command& command : commands->commands())
            QVERIFY2(isTranslated(command.text) && isTranslated(command.group), qPrintable(command.text));
    }

private:
    void speak(bool guillemets)
    {
        if (guillemets)
            QCoreApplication::installTranslator(&m_language);
        else
            QCoreApplication::removeTranslator(&m_language);
        QCoreApplication::sendPostedEvents();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    /// What the window says itself: names, headings, buttons, tips, menus, headers; not what comes from the store.
    QStringList texts() const
    {
        QStringList all;
        for (const Chip* chip : m_window->findChildren<Chip*>())
            all << chip->name();
        for (const NavigationItem* item : m_window->findChildren<NavigationItem*>())
            all << item->text() << item->toolTip() << item->accessibleName();
        for (const MetricCard* card : m_window->findChildren<MetricCard*>())
            all << card->text() << card->accessibleName() << card->accessibleDescription();
        for (const auto* button : m_window->findChildren<QAbstractButton*>()) {
            if (isOfCalendar(button))
                continue;
            all << button->toolTip() << button->accessibleName();
            if (!qobject_cast<const Chip*>(button))
                all << button->text();
        }
        for (const auto* label : m_window->findChildren<QLabel*>()) {
            if (label->property("look").toString() == QLatin1String("heading") ||
                label->property("look").toString() == QLatin1String("title"))
                all << label->text();
        }
        for (const auto* field : m_window->findChildren<QLineEdit*>())
            all << field->placeholderText() << field->accessibleName();
        for (const auto* table : m_window->findChildren<QTableView*>()) {
            all << table->accessibleName();
            for (int column = 0; table->model() && column < table->model()->columnCount(); ++column)
                all << table->model()->headerData(column, Qt::Horizontal).toString();
        }
        for (const QMenu* menu : m_window->findChildren<QMenu*>()) {
            if (isOfCalendar(menu))
                continue;
            for (const QAction* action : menu->actions())
                all << action->text();
        }
        return all;
    }

    QStringList untranslated() const
    {
        QStringList left;
        for (const QString& text : texts()) {
            // Editions of a benchmark, time zones and formats are names, the same in every language.
            const QStringList names{QStringLiteral("IACT"), QStringLiteral("JSON"), QStringLiteral("curl")};
            if (text.size() > 1 && !isTranslated(text) && !text.startsWith(QLatin1String("DORA")) && !names.contains(text))
                left << text;
        }
        return left;
    }

    Guillemets m_language;
    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(LanguageTest)
#include "tst_language.moc"
