// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploymentstable.h"

#include "services/deliveryservice.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/deploymentsmodel.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace atalaya::widgets {

namespace {

constexpr int kTypingPause = 200; // ms: one search for a word, not one for each letter

DeploymentsModel::Load loaderFor(services::DeliveryService& service, const delivery::Query& query, const QString& text)
{
    return [&service, query, text](const delivery::PageRequest& page, const StopToken& stop) {
        return listDeployments(service, query, text, page, stop);
    };
}

} // namespace

DeploymentsTable::DeploymentsTable(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : Card(parent), m_service(service), m_model(new DeploymentsModel(pool, this)),
      m_filter(new QLineEdit(this)), m_table(new QTableView(this)), m_state(new StatePanel(this)),
      m_whole(new LinkButton({}, TextSize::Secondary, this)), m_typing(new QTimer(this)),
      m_clear(new QAction(this)), m_retry(new QAction(this)), m_whenEmpty(tr("No deployment matches the filters above."))
{
    sayInLanguage(this, [this] { say(); });
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(Scaled{180});
    m_filter->installEventFilter(this);
    m_whole->hide();
    addHeadWidget(m_whole);
    addHeadWidget(m_filter);

    m_table->setModel(m_model);
    dressTable(m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_state->setContent(m_table);
    m_state->showLoading(tr("Reading the store…"));
    body()->addWidget(m_state, 1);

    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingPause);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        m_typing->start();
        Q_EMIT settledChanged();
    });
    connect(m_typing, &QTimer::timeout, this, [this] { load(false); });
    connect(m_whole, &LinkButton::clicked, this, &DeploymentsTable::wholeListWanted);
    connect(m_clear, &QAction::triggered, m_filter, &QLineEdit::clear);
    connect(m_retry, &QAction::triggered, this, [this] { load(false); });
    connect(m_model, &DeploymentsModel::loaded, this, &DeploymentsTable::loaded);
    connect(m_model, &DeploymentsModel::failed, this, &DeploymentsTable::failed);
    connect(m_model, &DeploymentsModel::modelReset, this, &DeploymentsTable::fitColumns);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (m_syncing || !current.isValid())
            return;
        m_subject = Subject::of(m_model->row(current.row()).deployment.id);
        Q_EMIT selected(m_subject);
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT activated(Subject::of(m_model->row(index.row()).deployment.id));
    });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        // A click on the row that is already current still asks to see it.
        Q_EMIT activated(Subject::of(m_model->row(index.row()).deployment.id));
    });
}

void DeploymentsTable::say()
{
    setTitle(tr("Deployments"));
    m_filter->setPlaceholderText(tr("Filter (%1)").arg(QKeySequence(Qt::CTRL | Qt::Key_F).toString(QKeySequence::NativeText)));
    m_filter->setAccessibleName(tr("Filter the deployments by service, version, sha or team"));
    m_filter->setToolTip(m_filter->accessibleName());
    m_table->setAccessibleName(tr("Deployments, newest first"));
    m_whole->setText(tr("All deployments"));
    m_clear->setText(tr("Clear the filter"));
    m_retry->setText(tr("Try again"));
}

void DeploymentsTable::setQuery(const delivery::Query& query)
{
    m_query = query;
    load(false);
}

void DeploymentsTable::refresh(const delivery::Query& query)
{
    m_query = query;
    load(true);
}

void DeploymentsTable::load(bool keep)
{
    m_typing->stop();
    auto loader = loaderFor(m_service, m_query, m_filter->text().trimmed());
    if (keep && !m_model->isFresh()) {
        m_model->refresh(std::move(loader));
    } else {
        m_model->setSource(std::move(loader), m_query.timeZone);
        m_state->showLoading(tr("Reading the deployments…"));
    }
    Q_EMIT settledChanged();
}

void DeploymentsTable::loaded()
{
    setSubtitle(countWords());
    fitHeight(); // the header has its style and its words by now
    if (m_model->rowCount() > 0)
        m_state->showReady();
    else
        showEmpty();
    showSelected();
    Q_EMIT settledChanged();
}

QString DeploymentsTable::countWords() const
{
    const QString text = m_filter->text().trimmed();
    const QString count = countText(m_model->total());
    if (!text.isEmpty())
        return tr("%1 with “%2”, newest first").arg(count, text);
    const qint64 others = m_model->total() - m_successful.value_or(m_model->total());
    if (others <= 0)
        return tr("%1, newest first").arg(count);
    return tr("%1, of which %2 did not succeed; newest first").arg(count, countText(others));
}

void DeploymentsTable::setSuccessful(std::optional<qint64> successful)
{
    m_successful = successful;
}

void DeploymentsTable::showOnly(int rows)
{
    m_rows = rows;
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_whole->show();
    fitHeight();
}

void DeploymentsTable::fitHeight()
{
    if (m_rows > 0)
        m_state->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + m_rows * RowDelegate::kRowHeight);
}

void DeploymentsTable::showEmpty()
{
    const QString text = m_filter->text().trimmed();
    if (text.isEmpty())
        m_state->showEmpty(m_whenEmpty, m_whenEmptyActions);
    else
        m_state->showEmpty(tr("No deployment has “%1” in its service, version, sha or team.").arg(text), {m_clear});
}

void DeploymentsTable::setWhenEmpty(const QString& sentence, const QList<QAction*>& actions)
{
    if (m_whenEmpty == sentence)
        return;
    m_whenEmpty = sentence;
    m_whenEmptyActions = actions;
    if (m_state->state() == StatePanel::State::Empty)
        showEmpty();
}

void DeploymentsTable::failed(const Error& error)
{
    if (m_model->rowCount() == 0 || m_model->isFresh())
        m_state->showError(troubleOf(error, tr("Nothing was changed.")), {m_retry});
    Q_EMIT settledChanged();
}

void DeploymentsTable::select(const Subject& subject)
{
    m_subject = subject;
    showSelected();
}

void DeploymentsTable::showSelected()
{
    m_syncing = true;
    const QModelIndex index = m_subject.deployment ? m_model->indexOf(*m_subject.deployment) : QModelIndex();
    if (!index.isValid()) {
        m_table->selectionModel()->clear();
    } else if (index.row() != m_table->currentIndex().row() || !m_table->selectionModel()->isRowSelected(index.row())) {
        m_table->setCurrentIndex(index);
        m_table->selectRow(index.row());
    }
    m_syncing = false;
}

void DeploymentsTable::fitColumns()
{
    QHeaderView* header = m_table->horizontalHeader();
    const int width = m_table->viewport()->width();
    if (width < 100)
        return;
    // What a column needs for what it usually holds; what is left over goes where the eye wants air.
    int needs[DeploymentsModel::ColumnCount];
    int sum = 0;
    for (int column = 0; column < DeploymentsModel::ColumnCount; ++column) {
        needs[column] = std::min(header->sectionSizeHint(column), 400);
        for (int row = 0; row < std::min(m_model->rowCount(), 40); ++row)
            needs[column] = std::max(needs[column], m_table->itemDelegate()->sizeHint({}, m_model->index(row, column)).width());
        needs[column] = std::min(needs[column], 320);
        sum += needs[column];
    }
    // Too narrow for all: what can be read in part gives way, so that none is pushed out of sight. The version that was repaired
    // stands at the end of its cell, so that one comes late.
    constexpr std::pair<int, int> kGiveWay[] = {{DeploymentsModel::Service, 64}, {DeploymentsModel::OutcomeColumn, 110},
                                                {DeploymentsModel::Version, 64}, {DeploymentsModel::Finished, 64},
                                                {DeploymentsModel::OutcomeColumn, 64}, {DeploymentsModel::Fixes, 64}};
    for (const auto& [column, least] : kGiveWay) {
        const int given = std::clamp(sum - width, 0, std::max(0, needs[column] - least));
        needs[column] -= given;
        sum -= given;
    }
    const int air = std::max(0, (width - sum) / (DeploymentsModel::ColumnCount + 1));
    for (int column = 0; column + 1 < DeploymentsModel::ColumnCount; ++column)
        header->resizeSection(column, needs[column] + std::min(air, 48));
}

void DeploymentsTable::copy() const
{
    QGuiApplication::clipboard()->setText(m_model->tsv(m_table->selectionModel()->selectedRows()));
}

void DeploymentsTable::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool DeploymentsTable::isSettled() const
{
    return !m_model->isBusy() && !m_typing->isActive();
}

qint64 DeploymentsTable::total() const
{
    return m_model->total();
}

bool DeploymentsTable::eventFilter(QObject* watched, QEvent* event)
{
    if (m_rows > 0 && watched == m_table->viewport() && event->type() == QEvent::Wheel) {
        event->ignore(); // the page's
        return true;
    }
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fitColumns(); // also when the table is first shown, after its rows have arrived
    if (watched == m_table && event->type() == QEvent::FocusIn && !m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        if (static_cast<QFocusEvent*>(event)->reason() != Qt::MouseFocusReason)
            m_table->selectRow(0); // the keys need a row to start from
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return Card::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_table && event->type() == QEvent::KeyPress && key->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    if (watched == m_table && event->type() == QEvent::KeyPress && (key->key() == Qt::Key_Home || key->key() == Qt::Key_End)) {
        const int rows = m_model->rowCount(); // rows are chosen here, not cells
        if (rows > 0)
            m_table->selectRow(key->key() == Qt::Key_Home ? 0 : rows - 1);
        return true;
    }
    if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        event->accept(); // the first Esc clears the field, the next one is the window's
        if (event->type() == QEvent::KeyPress)
            m_filter->clear();
        return true;
    }
    if (watched == m_filter && event->type() == QEvent::KeyPress && key->key() == Qt::Key_Down) {
        m_table->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace atalaya::widgets
