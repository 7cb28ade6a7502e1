// SPDX-License-Identifier: GPL-3.0-or-later
#include "answertable.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/rowsmodel.h"
#include "widgets/theme/stylesheet.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace atalaya::widgets {

namespace {
constexpr Scaled kWidestColumn{320};
} // namespace

AnswerTable::AnswerTable(services::CatalogService& service, QThreadPool& pool, QWidget* parent)
    : QWidget(parent), m_service(service), m_runner(pool), m_model(new RowsModel(this)), m_words(new ElidedLabel(Role::Muted, TextSize::Secondary, this)),
      m_warnings(new QLabel(this)),
      m_more(new LinkButton({}, TextSize::Secondary, this)), m_table(new QTableView(this)), m_state(new StatePanel(this)),
      m_retry(new QAction(this)), m_copy(new QAction(this))
{
    m_table->setModel(m_model);
    dressTable(m_table);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_state->setContent(m_table);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(12);
    head->addWidget(m_words, 1);
    head->addWidget(m_more);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_warnings);
    layout->addWidget(m_state, 1);
    m_more->hide();
    m_warnings->setWordWrap(true);
    m_warnings->setTextFormat(Qt::PlainText);
    m_warnings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setLook(m_warnings, QStringLiteral("secondary"));
    m_warnings->hide();
    connect(m_retry, &QAction::triggered, this, [this] { start(m_request, false); });
    connect(m_copy, &QAction::triggered, this, &AnswerTable::copy);
    connect(m_more, &LinkButton::clicked, this, [this] {
        if (m_busy || !m_answer)
            return;
        catalog::QueryRequest next = m_request;
        next.cursor = m_answer->nextCursor;
        start(next, true);
    });
    sayInLanguage(this, [this] {
        m_retry->setText(tr("Try again"));
        m_copy->setText(tr("Copy the cells"));
        m_table->setAccessibleName(tr("Rows of the answer"));
        say();
    });
}

void AnswerTable::ask(const catalog::QueryRequest& request)
{
    m_request = request;
    start(request, false);
}

void AnswerTable::again()
{
    if (m_answer && !m_busy)
        start(m_request, false);
}

void AnswerTable::start(const catalog::QueryRequest& request, bool appends)
{
    m_state->showLoading(appends ? tr("Reading more rows…") : tr("Asking the store…"));
    setBusy(true);
    m_runner.start([&service = m_service, request](const StopToken& stop, const Progress&) { return service.query(request, stop); },
                   [this, appends](Result<services::QueryAnswer> answer) { arrived(std::move(answer), appends); });
}

void AnswerTable::arrived(Result<services::QueryAnswer> answer, bool appends)
{
    if (answer.isError()) {
        m_answer.reset();
        m_model->setRows({}, {});
        m_state->showError(troubleOf(answer.error(), tr("Nothing was changed.")), {m_retry});
        say();
        Q_EMIT failed(answer.error());
    } else if (answer.isOk()) {
        const QList<QJsonArray> rows = std::exchange(answer.value().rows, {});
        if (appends)
            m_model->append(rows);
        else
            m_model->setRows(answer.value().columns, rows);
        m_answer = std::move(answer).value();
        if (!appends)
            fit();
        if (m_model->rowCount() > 0)
            m_state->showReady();
        else
            m_state->showEmpty(tr("There are no such rows."));
        say();
    }
    setBusy(false);
    Q_EMIT answered();
}

void AnswerTable::cancel()
{
    if (!m_busy)
        return;
    m_runner.stop();
    if (m_model->rowCount() > 0)
        m_state->showReady();
    else
        m_state->showEmpty(tr("Stopped. Nothing was changed."), {m_retry});
    setBusy(false);
}

void AnswerTable::clear(const QString& sentence, const QList<QAction*>& actions)
{
    m_runner.stop();
    m_answer.reset();
    m_model->setRows({}, {});
    m_state->showEmpty(sentence, actions);
    say();
    setBusy(false);
}

void AnswerTable::setBusy(bool busy)
{
    if (std::exchange(m_busy, busy) != busy)
        Q_EMIT busyChanged(busy);
}

void AnswerTable::setZone(const QTimeZone& zone)
{
    m_zone = zone;
    say();
}

void AnswerTable::setDataVersion(qint64 version)
{
    m_dataVersion = version;
    say();
}

bool AnswerTable::hasRows() const
{
    return m_answer && m_model->rowCount() > 0;
}

QString AnswerTable::words() const
{
    return m_words->text();
}

void AnswerTable::say()
{
    m_more->setVisible(m_answer && m_answer->isTruncated && m_model->rowCount() > 0);
    if (!m_answer) {
        m_words->setText({});
        m_warnings->hide();
        return;
    }
    const services::Provenance& origin = m_answer->provenance;
    const qint64 shown = m_model->rowCount();
    const qint64 total = std::max(m_answer->total, shown);
    QStringList words{total == 0 ? tr("no rows") : shown == total ? tr("%1 row(s), all there are", nullptr, int(shown)).arg(countText(shown))
                                     : tr("%1 of %2 rows").arg(countText(shown), countText(total))};
    words << tr("%1 ms").arg(numberText(origin.elapsedMs)) << tr("made from %1 rows").arg(countText(origin.rowsScanned))
          << tr("as of %1").arg(momentText(origin.asOf, m_zone, m_service.now()))
          << tr("data version %1").arg(countText(origin.dataVersion));
    if (m_dataVersion > origin.dataVersion)
        words << tr("the data are at version %1 by now").arg(countText(m_dataVersion));
    m_warnings->setText(m_answer->warnings.join(u'\n'));
    m_words->setText(words.join(QStringLiteral(" · ")));
    m_warnings->setVisible(!m_answer->warnings.isEmpty());
    const qint64 left = std::min<qint64>(m_request.query.limit, total - shown);
    m_more->setText(tr("Show %1 more").arg(countText(std::max<qint64>(left, 1))));
}

void AnswerTable::fit()
{
    fitColumns(m_table, -1);
    QHeaderView* header = m_table->horizontalHeader();
    int needed = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        header->setSectionResizeMode(column, QHeaderView::Interactive);
        header->resizeSection(column, std::min<int>(header->sectionSize(column), kWidestColumn));
        needed += header->sectionSize(column);
    }
    // What is left over is air between the columns, as far as the eye can still follow a row.
    const int air = m_model->columnCount() == 0 ? 0 : std::clamp((m_table->viewport()->width() - needed) / m_model->columnCount(), 0, 64);
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->resizeSection(column, header->sectionSize(column) + air);
}

void AnswerTable::copy() const
{
    QGuiApplication::clipboard()->setText(m_model->tsv(m_table->selectionModel()->selectedIndexes()));
}

bool AnswerTable::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize && m_answer)
        fit();
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    if (watched == m_table && event->type() == QEvent::ContextMenu && m_table->selectionModel()->hasSelection()) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(m_copy);
        menu->popup(static_cast<QContextMenuEvent*>(event)->globalPos());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace atalaya::widgets
