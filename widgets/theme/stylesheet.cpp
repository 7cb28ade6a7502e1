// SPDX-License-Identifier: GPL-3.0-or-later
#include "stylesheet.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QStyle>
#include <QVariant>
#include <QWidget>

#include <array>

namespace atalaya::widgets {

namespace {

/// "@name" stands for a colour, "@12px" for a length that grows with the texts; longer names come before those that they begin with.
constexpr char kTemplate[] = R"(
QToolTip { color: @text; background: @raised; border: 1px solid @edge; padding: 4px 6px; }

QWidget[look="surface"] { background: @surface; }
QWidget[look="page"] { background: @background; }
QMainWindow, QDialog { background: @background; }

QLabel { background: transparent; }
QLabel[look="muted"] { color: @muted; }
QLabel[look="secondary"] { color: @muted; font-size: @12px; }
QLabel[look="faint"] { color: @faint; font-size: @12px; }
QLabel[look="title"] { font-size: @16px; font-weight: 600; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="good"] { color: @good; }
QLabel[look="warning"] { color: @warning; }
QLabel[look="bad"] { color: @bad; }
QLabel[look="mono"] { font-family: "@mono"; font-size: @12px; color: @muted; }

QPushButton, QToolButton[look="button"] {
    color: @text; background: @raised; border: 1px solid @line; border-radius: 6px; padding: 5px 10px; min-height: @18px;
    outline: none;
}
QPushButton:hover, QToolButton[look="button"]:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked, QToolButton[look="button"]:pressed, QToolButton[look="button"]:checked {
    background: @accentSoft; border-color: @accent;
}
QPushButton:focus, QToolButton[look="button"]:focus { border: 2px solid @accent; padding: 4px 9px; }
QPushButton:disabled, QToolButton[look="button"]:disabled { color: @faint; }
QPushButton[look="primary"] { color: @accentText; border-color: @accent; }
QPushButton[look="primary"]:disabled { color: @faint; border-color: @line; }
QPushButton[look="flat"] { background: transparent; border-color: transparent; }
QPushButton[look="flat"]:hover { background: @hover; }
QPushButton[look="flat"]:focus { border-color: @accent; }
QPushButton[look="choice"]:checked { color: @chosenText; background: @accentSoft; border-color: @accentSoft; }
QPushButton[look="choice"]:focus { border-color: @accent; }

QToolButton { color: @text; background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @accentSoft; }
QToolButton:focus { border-color: @accent; }

QLineEdit, QSpinBox, QDateEdit, QDateTimeEdit, QComboBox, QPlainTextEdit, QTextEdit {
    color: @text; background: @surface; border: 1px solid @line; border-radius: 6px;
    selection-background-color: @accent; selection-color: @surface;
}
QLineEdit, QSpinBox, QDateEdit, QDateTimeEdit, QComboBox { padding: 4px 8px; min-height: @20px; }
QLineEdit:focus, QSpinBox:focus, QDateEdit:focus, QDateTimeEdit:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border-color: @accent; }
QComboBox { padding-right: 0; combobox-popup: 0; }
/* A click beside its text would count as one on a step button; the text has the margins. */
QDateEdit, QDateTimeEdit { padding: 0; min-height: @28px; }
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down {
    subcontrol-origin: border; subcontrol-position: center right; border: none; background: transparent; width: 26px;
}
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow {
    image: url(:/chevron-down.themed); width: 12px; height: 12px;
}
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; border: none; background: transparent; width: 22px; }
QSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow { image: url(:/chevron-up.themed); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url(:/chevron-down.themed); width: 10px; height: 10px; }
QComboBoxPrivateContainer { background: @raised; border: 1px solid @edge; }
QComboBox QAbstractItemView { background: @raised; padding: 4px; }

QAbstractItemView {
    color: @text; background: @surface; alternate-background-color: @surface; border: none; outline: none;
    gridline-color: @grid; selection-background-color: @accentSoft; selection-color: @text;
}
QTableView::item, QTreeView::item { border: none; border-bottom: 1px solid @grid; padding: 0 8px; }
QTableView::item:hover, QTreeView::item:hover { background: @hover; }
QTableView::item:selected, QTreeView::item:selected { background: @accentSoft; color: @text; }
QListView::item { padding: 4px 8px; border-radius: 6px; }
QListView::item:hover { background: @hover; }
QListView::item:selected { background: @accentSoft; color: @text; }
QAbstractItemView QLineEdit { border-radius: 0; padding: 0 7px; }
QAbstractItemView[look="raised"] { background: @raised; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section {
    color: @muted; background: @surface; border: none; border-bottom: 1px solid @line; padding: 6px 8px; font-size: @12px;
}
QHeaderView::section:hover { color: @text; }
QFileDialog QHeaderView::up-arrow { image: url(:/chevron-up.themed); width: 12px; height: 12px; }
QFileDialog QHeaderView::down-arrow { image: url(:/chevron-down.themed); width: 12px; height: 12px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTableCornerButton::section { background: @surface; border: none; }

QCalendarWidget { background: @raised; border: 1px solid @edge; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: @raised; }
QCalendarWidget QAbstractItemView { background: @raised; selection-background-color: @accentSoft; selection-color: @chosenText; }
QCalendarWidget QTableView::item { border: none; padding: 0; }
QCalendarWidget QToolButton { padding: 4px 8px; font-weight: 600; outline: none; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url(:/chevron-left.themed); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url(:/chevron-right.themed); }

QMenu { color: @text; background: @raised; border: 1px solid @edge; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:checked { image: url(:/check.themed); }
QMenu::right-arrow { image: url(:/chevron-right.themed); width: 12px; height: 12px; margin-right: 6px; }
QMenu::item:selected { background: @accentSoft; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenuBar { background: @surface; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: @accentSoft; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border: 3px solid transparent; border-radius: 6px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }

QStatusBar { color: @muted; background: @surface; border-top: 1px solid @line; font-size: @12px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; font-size: @12px; }

QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }

QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
)";

struct Named {
    QLatin1String name;
    QColor color;
};

} // namespace

QColor edgeOf(const Colors& colors)
{
    return colors[Role::Line].darker(luminance(colors[Role::Surface]) < 0.18 ? 70 : 115);
}

QString styleSheetOf(const Colors& colors)
{
    const std::array<Named, 18> names = {{
        {QLatin1String("@accentSoft"), colors[Role::AccentSoft]},
        {QLatin1String("@accentText"), colors.text(Role::Accent, Role::Raised)},
        {QLatin1String("@accent"), colors[Role::Accent]},
        {QLatin1String("@chosenText"), colors.text(Role::Accent, Role::AccentSoft)},
        {QLatin1String("@background"), colors[Role::Background]},
        {QLatin1String("@surface"), colors[Role::Surface]},
        {QLatin1String("@raised"), colors[Role::Raised]},
        {QLatin1String("@handle"), edgeOf(colors)},
        {QLatin1String("@edge"), edgeOf(colors)},
        {QLatin1String("@hover"), colors[Role::Grid]},
        {QLatin1String("@line"), colors[Role::Line]},
        {QLatin1String("@grid"), colors[Role::Grid]},
        {QLatin1String("@text"), colors[Role::Text]},
        {QLatin1String("@muted"), colors[Role::Muted]},
        {QLatin1String("@faint"), colors[Role::Faint]},
        {QLatin1String("@good"), colors.text(Role::Good, Role::Background)},
        {QLatin1String("@warning"), colors.text(Role::Warning, Role::Background)},
        {QLatin1String("@bad"), colors.text(Role::Bad, Role::Background)},
    }};
    QString sheet = QString::fromLatin1(kTemplate);
    for (const Named& named : names)
        sheet.replace(named.name, named.color.name());
    for (const int length : {12, 16, 18, 20, 28})
        sheet.replace(QStringLiteral("@%1px").arg(length), QStringLiteral("%1px").arg(int(Scaled{length})));
    return sheet.replace(QLatin1String("@mono"), monospaceFont().family());
}

void setLook(QWidget* widget, const QString& look)
{
    widget->setProperty("look", look);
    // Without it a style sheet's ground is only drawn for Qt's own classes.
    if (look == QLatin1String("surface") || look == QLatin1String("page"))
        widget->setAttribute(Qt::WA_StyledBackground);
    // A style sheet reads properties only when it is applied.
    if (widget->style()) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
    widget->update();
}

} // namespace atalaya::widgets
