// SPDX-License-Identifier: GPL-3.0-or-later
#include "longtable.h"

#include "widgets/common/format.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/theme/stylesheet.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace atalaya::widgets {

namespace {

constexpr int kStep = 50; ///< rows that one press adds

} // namespace

LongTable::LongTable(QTableView* view, int rows, QWidget* parent)
    : QWidget(parent), m_view(view), m_count(new QLabel(this)), m_more(new LinkButton({}, TextSize::Secondary, this)),
      m_first(rows), m_rows(rows)
{
    m_view->setParent(this);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->viewport()->installEventFilter(this);
    setLook(m_count, QStringLiteral("secondary"));
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(12);
    foot->addWidget(m_count);
    foot->addWidget(m_more);
    foot->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_view);
    layout->addLayout(foot);
    connect(m_more, &LinkButton::clicked, this, &LongTable::showMore);
}

void LongTable::shorten()
{
    m_rows = m_first;
}

void LongTable::fit(qint64 total)
{
    m_total = total;
    const int read = m_view->model()->rowCount();
    const int shown = std::min(read, m_rows);
    const int header = std::max(28, m_view->horizontalHeader()->sizeHint().height());
    m_view->setFixedHeight(shown * RowDelegate::kRowHeight + header + 1);
    m_count->setText(tr("%1 of %2 shown", "rows of a table").arg(countText(shown), countText(total)));
    m_count->setVisible(shown < total);
    m_more->setText(tr("Show more"));
    m_more->setVisible(shown < read || m_view->model()->canFetchMore({}));
    setVisible(read > 0);
}

void LongTable::showMore()
{
    m_rows += kStep;
    if (m_rows > m_view->model()->rowCount() && m_view->model()->canFetchMore({}))
        m_view->model()->fetchMore({}); // whoever owns the model fits again when they have come
    fit(m_total);
}

bool LongTable::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace atalaya::widgets
