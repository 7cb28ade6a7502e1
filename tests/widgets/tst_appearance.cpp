// SPDX-License-Identifier: GPL-3.0-or-later
// Runs twice: with the usual texts, and with texts that are half as large again.
#include "consolefixture.h"
#include "widgets/charts/metriccard.h"
#include "widgets/common/chip.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/filters.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/navigation.h"
#include "widgets/shell/navigationitem.h"
#include "widgets/theme/fonts.h"
#include "widgets/views/overview/overviewview.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPushButton>
#include <QScopeGuard>
#include <QSemaphore>
#include <QTest>

#include <map>

using namespace atalaya;
using namespace atalaya::widgets;

namespace {

enum class Shown { Ready, Why, Deployments, Catalogue, Query, Activity, Connect, Empty, NothingMatches, Error, Loading };

QString nameOf(const QWidget* widget)
{
    const QString text = widget->property("text").toString();
    return QStringLiteral("%1 “%2” %3×%4")
        .arg(QString::fromLatin1(widget->metaObject()->className()), text.left(60))
        .arg(widget->width())
        .arg(widget->height());
}

/// Whether a text is cut off by the size of its own widget.
bool isClipped(const QWidget* widget)
{
    if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        if (label->text().isEmpty())
            return false;
        if (label->wordWrap())
            return label->heightForWidth(label->width()) > label->height() + 1;
        return label->sizeHint().width() > label->width() || label->fontMetrics().height() > label->height();
    }
    if (qobject_cast<const NavigationItem*>(widget) && widget->width() <= Navigation::kNarrow)
        return false; // an icon; its tool tip has the name
    if (qobject_cast<const Chip*>(widget))
        return widget->sizeHint().width() > widget->width() || widget->fontMetrics().height() > widget->height();
    if (qobject_cast<const MetricCard*>(widget))
        return widget->minimumSizeHint().width() > widget->width() ||
               widget->minimumSizeHint().height() > widget->height();
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        const int text = button->fontMetrics().size(Qt::TextSingleLine, button->text()).width();
        return !button->text().isEmpty() &&
               (text > button->width() || button->fontMetrics().height() > button->height());
    }
    return false;
}

} // namespace

Q_DECLARE_METATYPE(Shown)

class AppearanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCOMPARE(textScale(), qEnvironmentVariableIsSet("ATALAYA_TEXT_SCALE") ? 1.5 : 1.0); }
    void init() { m_fixture = std::make_unique<test::ConsoleFixture>(); }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void nothingIsClippedAndEveryStateLeadsOn_data()
    {
        QTest::addColumn<Shown>("shown");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        const std::pair<const char*, Shown> all[] = {{"ready", Shown::Ready},
                                                     {"why", Shown::Why},
                                                     {"deployments", Shown::Deployments},
                                                     {"catalogue", Shown::Catalogue},
                                                     {"query", Shown::Query},
                                                     {"activity", Shown::Activity},
                                                     {"connect", Shown::Connect},
                                                     {"empty", Shown::Empty},
                                                     {"nothing matches", Shown::NothingMatches},
                                                     {"error", Shown::Error},
                                                     {"loading", Shown::Loading}};
        for (const auto& [name, shown] : all) {
            for (const QSize size : {QSize(1024, 700), QSize(1600, 1000)}) {
                for (const bool dark : {false, true})
                    QTest::addRow("%s %d %s", name, size.width(), dark ? "dark" : "light") << shown << size << dark;
            }
        }
    }
    void nothingIsClippedAndEveryStateLeadsOn()
    {
        QFETCH(Shown, shown);
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        show(shown, size, dark);
        save();
        QStringList clipped;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (widget->isVisible() && isClipped(widget))
                clipped << nameOf(widget);
        }
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
        if (shown != Shown::Empty && shown != Shown::NothingMatches && shown != Shown::Error)
            return;
        const auto* panel = m_window->findChild<OverviewView*>()->state();
        const auto buttons = panel->findChildren<QPushButton*>();
        QVERIFY(std::any_of(buttons.begin(), buttons.end(),
                            [](const QPushButton* button) { return button->isVisible() && button->isEnabled(); }));
    }

private:
    void show(Shown shown, QSize size, bool dark)
    {
        if (shown != Shown::Empty)
            m_fixture->fill(6, 60);
        if (shown == Shown::Error)
            m_fixture->breakStore();
        if (shown == Shown::Loading) {
            // The pool is taken, so nothing arrives until the words are there.
            m_fixture->pool().setMaxThreadCount(1);
            m_fixture->pool().start([this] { m_blocked.acquire(); });
        }
        if (shown == Shown::Activity)
            m_fixture->activity().add({.at = test::ConsoleFixture::now(),
                                       .client = QStringLiteral("claude"),
                                       .method = QStringLiteral("POST"),
                                       .path = QStringLiteral("/mcp"),
                                       .operation = QStringLiteral("tools/list"),
                                       .status = 429});
        m_window = std::make_unique<MainWindow>(m_fixture->context());
        if (shown == Shown::NothingMatches) {
            Filters filters;
            filters.team = QStringLiteral("nobody");
            m_window->setFilters(filters);
        }
        m_window->setTheme(dark ? ThemeMode::Dark : ThemeMode::Light);
        m_window->resize(size);
        if (shown == Shown::Loading) {
            const auto unblock = qScopeGuard([this] { m_blocked.release(); });
            m_window->show();
            const auto* panel = m_window->findChild<OverviewView*>()->state();
            const auto says = [panel] {
                const auto labels = panel->findChildren<QLabel*>();
                return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                    return label->isVisible() && label->text().contains(QStringLiteral("Reading"));
                });
            };
            QCOMPARE(panel->state(), StatePanel::State::Loading);
            QTRY_VERIFY(says());
            return;
        }
        m_window->show();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        if (shown == Shown::Why)
            m_window->showView(QStringLiteral("overview-why"));
        const std::map<Shown, QString> views{{Shown::Deployments, QStringLiteral("deployments")},
                                             {Shown::Catalogue, QStringLiteral("catalogue")},
                                             {Shown::Query, QStringLiteral("catalogue-query")},
                                             {Shown::Activity, QStringLiteral("activity")},
                                             {Shown::Connect, QStringLiteral("connect")}};
        if (const auto view = views.find(shown); view != views.end())
            m_window->showView(view->second);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 15'000);
        QTest::qWait(50); // plots lay themselves out
    }

    /// For who wants to look: ATALAYA_PICTURES names a folder.
    void save() const
    {
        const QString folder = qEnvironmentVariable("ATALAYA_PICTURES");
        if (folder.isEmpty())
            return;
        const QString name = QString::fromUtf8(QTest::currentDataTag()).replace(u' ', u'-') +
                             (textScale() > 1 ? QStringLiteral("-large") : QString());
        QVERIFY(m_window->grab().save(QStringLiteral("%1/%2.png").arg(folder, name)));
    }

    QSemaphore m_blocked;
    std::unique_ptr<test::ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(AppearanceTest)
#include "tst_appearance.moc"
