// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandpalette.h"

#include "widgets/actions/commandregistry.h"
#include "widgets/common/card.h"
#include "widgets/common/language.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace atalaya::widgets {

namespace {

constexpr Scaled kWidth{520};
constexpr Scaled kRowHeight{32};
constexpr int kVisibleRows = 9;
constexpr int kIdRole = Qt::UserRole;
constexpr int kShortcutRole = Qt::UserRole + 1;

class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kWidth - 24, kRowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Colors& colors = colorsOf(option.palette);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors[Role::AccentSoft]);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 6, 6);
        }
        const QRect text = option.rect.adjusted(12, 0, -12, 0);
        painter->setFont(uiFont());
        painter->setPen(colors[Role::Text]);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        painter->setFont(uiFont(TextSize::Secondary));
        painter->setPen(colors[Role::Muted]);
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, index.data(kShortcutRole).toString());
    }
};

} // namespace

CommandPalette::CommandPalette(CommandRegistry& registry, QWidget* window)
    : QFrame(window), m_registry(registry), m_field(new QLineEdit(this)), m_list(new QListWidget(this)), m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    sayInLanguage(this, [this] {
        setAccessibleName(tr("All commands"));
        m_field->setPlaceholderText(tr("Type a command"));
        m_field->setAccessibleName(tr("Filter of the commands"));
        m_list->setAccessibleName(tr("Commands"));
    });
    m_field->installEventFilter(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    layout->addWidget(m_nothing);
    m_nothing->setTextFormat(Qt::PlainText);
    setLook(m_nothing, QStringLiteral("muted"));
    hide();
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::open()
{
    m_focusBefore = QApplication::focusWidget();
    m_registry.refresh();
    m_field->clear();
    fill({});
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

QStringList CommandPalette::shownIds() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        ids.append(m_list->item(row)->data(kIdRole).toString());
    return ids;
}

void CommandPalette::fill(const QString& pattern)
{
    struct Match {
        const Command* command;
        int score;
    };
    std::vector<Match> matches;
    for (const Command& command : m_registry.commands()) {
        if (!m_registry.action(command.id)->isEnabled())
            continue;
        if (const auto score = fuzzyScore(pattern, QString(command.group + u": " + command.text)))
            matches.push_back({&command, *score});
    }
    std::stable_sort(matches.begin(), matches.end(), [](const Match& left, const Match& right) { return left.score > right.score; });
    m_list->clear();
    for (const Match& match : matches) {
        auto* item = new QListWidgetItem(QString(match.command->group + u": " + match.command->text), m_list);
        item->setData(kIdRole, match.command->id);
        if (!match.command->shortcuts.isEmpty())
            item->setData(kShortcutRole, match.command->shortcuts.first().toString(QKeySequence::NativeText));
    }
    m_list->setCurrentRow(0);
    m_nothing->setText(tr("Nothing matches “%1”").arg(pattern.trimmed()));
    fit();
}

void CommandPalette::fit()
{
    const int rows = std::min(m_list->count(), kVisibleRows);
    m_list->setVisible(rows > 0);
    m_nothing->setVisible(rows == 0);
    const QWidget* window = parentWidget();
    const int width = std::min<int>(kWidth, window->width() - 32);
    setGeometry((window->width() - width) / 2, std::min(72, window->height() / 10), width,
                kRowHeight * std::max(rows, 1) + m_field->sizeHint().height() + 36);
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    const QString id = item->data(kIdRole).toString();
    dismiss();
    m_registry.run(id);
}

void CommandPalette::dismiss()
{
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_field && event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // otherwise Esc is the window's, which closes the inspector
        return true;
    }
    if (watched == m_field && event->type() == QEvent::FocusOut) {
        hide();
        return false;
    }
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int rows = m_list->count();
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Down:
        m_list->setCurrentRow(rows == 0 ? -1 : (m_list->currentRow() + 1) % rows);
        return true;
    case Qt::Key_Up:
        m_list->setCurrentRow(rows == 0 ? -1 : (m_list->currentRow() + rows - 1) % rows);
        return true;
    case Qt::Key_PageDown:
        m_list->setCurrentRow(std::min(rows - 1, m_list->currentRow() + kVisibleRows));
        return true;
    case Qt::Key_PageUp:
        m_list->setCurrentRow(std::max(0, m_list->currentRow() - kVisibleRows));
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCard(painter, rect(), colorsOf(palette()));
}

} // namespace atalaya::widgets
