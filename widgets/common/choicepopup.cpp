// SPDX-License-Identifier: GPL-3.0-or-later
#include "choicepopup.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/stylesheet.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace atalaya::widgets {

namespace {

constexpr Scaled kRowHeight{28};

/// A tick before what is chosen.
class ChoiceDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Colors& colors = colorsOf(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool current = option.state.testFlag(QStyle::State_Selected);
        if (current) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors[Role::AccentSoft]);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 6, 6);
        }
        const bool chosen = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        const Role ground = current ? Role::AccentSoft : Role::Raised;
        if (chosen)
            paintIcon(*painter, QRectF(option.rect.left() + 8, option.rect.center().y() - 6.5, 14, 14), IconName::Check,
                      colors.text(Role::Accent, ground));
        painter->setFont(uiFont(TextSize::Body, chosen ? QFont::DemiBold : QFont::Normal));
        painter->setPen(colors.text(Role::Text, ground));
        const QRect text = option.rect.adjusted(30, 0, -8, 0);
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
        painter->restore();
    }
};

} // namespace

ChoicePopup::ChoicePopup(ChoicesModel::Mode mode, QWidget* parent)
    : PopupFrame(parent), m_mode(mode), m_model(new ChoicesModel(mode, {}, this)), m_field(new QLineEdit(this)),
      m_list(new QListView(this)), m_nothing(new QLabel(this))
{
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ChoiceDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    setLook(m_list, QStringLiteral("raised"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    layout->addWidget(m_nothing);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setWordWrap(true);
    m_nothing->setFixedWidth(Scaled{244});
    m_nothing->hide();
    setLook(m_nothing, QStringLiteral("muted"));
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        m_list->setCurrentIndex(m_model->index(0));
    });
    connect(m_model, &ChoicesModel::modelReset, this, &ChoicePopup::fit);
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex); // one row is marked, for mouse and keys
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { toggle(index.row()); });
}

void ChoicePopup::setWords(const QString& name, const QString& allText)
{
    m_field->setPlaceholderText(tr("Type to narrow"));
    m_field->setAccessibleName(tr("Narrow: %1").arg(name));
    m_list->setAccessibleName(name);
    m_model->setAllText(allText);
}

void ChoicePopup::showEvent(QShowEvent* event)
{
    const QModelIndexList chosen = m_model->match(m_model->index(0), Qt::CheckStateRole, int(Qt::Checked), 1, Qt::MatchExactly);
    m_list->setCurrentIndex(chosen.value(0, m_model->index(0)));
    m_field->setFocus();
    PopupFrame::showEvent(event);
}

void ChoicePopup::hideEvent(QHideEvent* event)
{
    m_field->clear();
    PopupFrame::hideEvent(event);
}

void ChoicePopup::fit()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_nothing->setText(isEmpty ? tr("Nothing matches “%1”").arg(m_field->text().trimmed()) : QString());
    m_nothing->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    const int rows = std::clamp(m_model->rowCount(), 1, 12);
    m_list->setFixedSize(Scaled{244}, rows * kRowHeight);
}

void ChoicePopup::toggle(int row)
{
    m_model->toggle(row);
    Q_EMIT chosen(m_model->chosen());
    if (m_mode == ChoicesModel::Mode::One)
        window()->close();
}

void ChoicePopup::move(int by)
{
    const int rows = m_model->rowCount();
    if (rows > 0)
        m_list->setCurrentIndex(m_model->index(std::clamp(m_list->currentIndex().row() + by, 0, rows - 1)));
}

bool ChoicePopup::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return PopupFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(10);
        return true;
    case Qt::Key_PageUp:
        move(-10);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        toggle(m_list->currentIndex().row());
        return true;
    default:
        return PopupFrame::eventFilter(watched, event);
    }
}

} // namespace atalaya::widgets
