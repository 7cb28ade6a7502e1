// SPDX-License-Identifier: GPL-3.0-or-later
#include "activityview.h"

#include "widgets/common/card.h"
#include "widgets/common/chip.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/clientsmodel.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/activity/figurecard.h"
#include "widgets/views/activity/livetable.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace atalaya::widgets {

namespace {

constexpr int kEveryMs = 1000;
constexpr int kMostClients = 5; ///< rows that are shown without scrolling

} // namespace

ActivityView::ActivityView(const services::Activity& activity, std::function<Instant()> now, QWidget* parent)
    : View(parent), m_activity(activity), m_now(std::move(now)), m_requests(new RequestsModel(this)), m_filter(new RequestsFilter(this)),
      m_clients(new ClientsModel(this)), m_clientsCard(new Card(this)), m_listCard(new Card(this)), m_clientsTable(new QTableView(this)),
      m_list(new LiveTable(this)), m_newer(new LinkButton({}, TextSize::Secondary, this)), m_state(new StatePanel(this)),
      m_listState(new StatePanel(this)), m_tools(new QWidget(this)), m_client(new Chip({}, m_tools)), m_status(new Chip({}, m_tools)),
      m_pause(new QPushButton(m_tools)), m_connect(new QPushButton(m_tools)), m_connectAction(new QAction(this)), m_clear(new QAction(this))
{
    m_filter->setSourceModel(m_requests);
    m_state->setContent(buildContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPageMargin, 16, kPageMargin, 16);
    layout->addWidget(m_state);
    buildTools();
    connectAll();
    m_every.setInterval(kEveryMs);
    sayInLanguage(this, [this] { say(); });
}

QWidget* ActivityView::buildContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    auto* cards = new QHBoxLayout;
    cards->setSpacing(kCardGap);
    for (FigureCard*& card : m_cards) {
        card = new FigureCard(content);
        cards->addWidget(card);
    }
    column->addLayout(cards);

    m_clientsTable->setModel(m_clients);
    dressTable(m_clientsTable);
    m_clientsTable->viewport()->installEventFilter(this);
    m_clientsCard->body()->addWidget(m_clientsTable);
    m_clientsCard->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    column->addWidget(m_clientsCard);

    m_list->setModel(m_filter);
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    m_newer->hide();
    m_listState->setContent(m_list);
    m_listCard->addHeadWidget(m_newer);
    m_listCard->body()->addWidget(m_listState, 1);
    column->addWidget(m_listCard, 1);
    return content;
}

void ActivityView::buildTools()
{
    m_pause->setCheckable(true);
    m_client->setMenu(new QMenu(m_client));
    m_status->setMenu(new QMenu(m_status));
    auto* row = new QHBoxLayout(m_tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_client);
    row->addWidget(m_status);
    row->addWidget(m_pause);
    row->addStretch(1);
    row->addWidget(m_connect);
}

void ActivityView::connectAll()
{
    connect(&m_every, &QTimer::timeout, this, &ActivityView::look);
    connect(m_client, &Chip::aboutToOpen, this, &ActivityView::fillClientMenu);
    connect(m_pause, &QPushButton::toggled, this, &ActivityView::setPaused);
    connect(m_connect, &QPushButton::clicked, this, &View::connectWanted);
    connect(m_connectAction, &QAction::triggered, this, &View::connectWanted);
    connect(m_newer, &LinkButton::clicked, m_list, &LiveTable::follow);
    connect(m_list, &LiveTable::heldChanged, this, &ActivityView::sayList);
    connect(m_clear, &QAction::triggered, this, [this] {
        m_filter->setClient(std::nullopt);
        m_filter->setAnswered(std::nullopt);
        narrow();
    });
    connect(m_clientsTable, &QTableView::activated, this, [this](const QModelIndex& index) {
        m_filter->setClient(m_clients->client(index.row()).client);
        narrow();
    });
}

void ActivityView::say()
{
    m_connect->setText(tr("Connect an AI client…"));
    m_connectAction->setText(m_connect->text());
    m_clear->setText(tr("Clear the filter"));
    m_clientsCard->setTitle(tr("Clients"));
    m_listCard->setTitle(tr("Requests"));
    m_clientsTable->setAccessibleName(tr("Clients; Enter shows the requests of one"));
    m_list->setAccessibleName(tr("Requests, newest first"));
    m_client->setName(tr("Client"));
    m_status->setName(tr("Status"));
    fillStatusMenu();
    sayChips();
    sayState();
    sayCards(m_activity.clients());
    sayList();
}

void ActivityView::sayChips()
{
    m_client->setValue(m_filter->client() ? clientText(*m_filter->client()) : tr("any", "client"));
    m_client->setDefault(!m_filter->client());
    m_status->setValue(m_filter->answered() ? answeredWord(*m_filter->answered()) : tr("any", "status"));
    m_status->setDefault(!m_filter->answered());
    m_pause->setText(m_paused ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(m_paused ? tr("Show what has come in since") : tr("Let the list stand still"));
}

void ActivityView::sayState()
{
    if (m_activity.total() > 0)
        m_state->showReady();
    else if (m_api.isOn())
        m_state->showEmpty(tr("No client has asked this window yet. Its API listens at %1.").arg(m_api.url.toString()), {m_connectAction});
    else if (m_api.why.isEmpty())
        m_state->showEmpty(tr("No client has asked this window: its API does not run. What “atalaya serve” answers stands in its log."), {m_connectAction});
    else
        m_state->showEmpty(tr("No client can ask: the API does not run. %1").arg(m_api.why), {m_connectAction});
}

void ActivityView::sayCards(const QList<services::ClientActivity>& clients)
{
    qint64 limited = 0, failed = 0, refused = 0;
    for (const services::ClientActivity& client : clients) {
        limited += client.limited;
        failed += client.failed;
        refused += client.refused;
    }
    const qint64 total = m_activity.total();
    const auto share = [total](qint64 part) {
        return total == 0 ? QString() : tr("%1 of all").arg(percentText(double(part) / double(total)));
    };
    m_cards[0]->setWords(tr("Requests"), countText(total), refused == 0 ? tr("since the program began") : tr("%1 refused (4xx)").arg(countText(refused)));
    m_cards[1]->setWords(tr("Clients"), countText(clients.size()),
                         m_api.isOn() ? tr("%n connection(s) open now", nullptr, m_api.clients) : tr("the API does not run now"));
    m_cards[2]->setWords(tr("Limited (429)"), countText(limited), share(limited));
    m_cards[3]->setWords(tr("Failed (5xx)"), countText(failed), share(failed));
    m_cards[2]->setRole(limited > 0 ? Role::Warning : Role::Text);
    m_cards[3]->setRole(failed > 0 ? Role::Bad : Role::Text);
    m_clientsCard->setSubtitle(tr("p50 and p95 are of the last %1 requests").arg(countText(qint64(services::Activity::kRemembered))));
}

void ActivityView::sayList()
{
    const qint64 shown = m_filter->rowCount();
    const qint64 all = m_requests->rowCount();
    QString words = shown == all ? tr("%1, newest first").arg(countText(shown))
                                 : tr("%1 of %2, newest first").arg(countText(shown), countText(all));
    if (m_paused)
        words += u' ' + (m_waiting == 0 ? tr("· paused") : tr("· paused, %1 more since", nullptr, int(m_waiting)).arg(countText(m_waiting)));
    m_listCard->setSubtitle(words);
    m_newer->setVisible(m_list->held() > 0);
    m_newer->setText(tr("%1 newer", nullptr, m_list->held()).arg(countText(m_list->held())));
    if (shown == 0 && all > 0)
        m_listState->showEmpty(tr("None of the %1 requests that are remembered fits the client and the status above.").arg(countText(all)), {m_clear});
    else
        m_listState->showReady();
    Q_EMIT shownChanged(m_activity.total() == 0 ? QString() : tr("%1 request(s)", nullptr, int(m_activity.total())).arg(countText(m_activity.total())));
}

void ActivityView::fillClientMenu()
{
    QMenu* menu = m_client->menu();
    menu->clear();
    const auto add = [this, menu](const QString& text, const std::optional<QString>& client) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_filter->client() == client);
        connect(action, &QAction::triggered, this, [this, client] {
            m_filter->setClient(client);
            narrow();
        });
    };
    add(tr("any", "client"), std::nullopt);
    for (int row = 0; row < m_clients->rowCount(); ++row)
        add(clientText(m_clients->client(row).client), m_clients->client(row).client);
}

void ActivityView::fillStatusMenu()
{
    QMenu* menu = m_status->menu();
    menu->clear();
    for (const std::optional<Answered> answered : std::initializer_list<std::optional<Answered>>{
             std::nullopt, Answered::Ok, Answered::Refused, Answered::Limited, Answered::Failed}) {
        QAction* action = menu->addAction(answered ? answeredWord(*answered) : tr("any", "status"));
        action->setCheckable(true);
        connect(menu, &QMenu::aboutToShow, action, [this, action, answered] { action->setChecked(m_filter->answered() == answered); });
        connect(action, &QAction::triggered, this, [this, answered] {
            m_filter->setAnswered(answered);
            narrow();
        });
    }
}

void ActivityView::narrow()
{
    m_list->follow();
    sayChips();
    sayList();
}

QList<Command> ActivityView::commands()
{
    return {{.id = QStringLiteral("activity.pause"),
             .group = tr("View"),
             .text = tr("Pause the list of requests, and resume"),
             .shortcuts = {QKeySequence(Qt::Key_P)},
             .run = [this] { m_pause->toggle(); },
             .isPossible = [this] { return isVisible() && hasRows(); }}};
}

void ActivityView::ask(const Question& question)
{
    m_zone = question.query.timeZone;
    look();
}

void ActivityView::refresh(const Question& question)
{
    ask(question);
}

void ActivityView::setApi(const ApiStatus& api)
{
    if (api == m_api)
        return;
    m_api = api;
    if (isVisible()) {
        sayState();
        sayCards(m_activity.clients());
    }
}

void ActivityView::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setChecked(paused);
    m_waiting = 0;
    look();
    sayChips();
}

void ActivityView::look()
{
    m_requests->setMoment(m_zone, m_now());
    const QList<services::ApiRequest> fresh = m_activity.since(m_requests->lastNumber());
    if (m_paused)
        m_waiting = fresh.size();
    else
        m_requests->add(fresh);
    const bool first = m_state->state() != StatePanel::State::Ready;
    if (first)
        sayState();
    const QList<services::ClientActivity> clients = m_activity.clients();
    m_clients->setClients(clients, m_zone, m_now());
    fitClients();
    fitRequests();
    sayCards(clients);
    sayList();
    if (first)
        Q_EMIT settledChanged(); // there is something to export
}

void ActivityView::fitClients()
{
    const int rows = std::clamp(m_clients->rowCount(), 1, kMostClients);
    m_clientsTable->setFixedHeight(m_clientsTable->horizontalHeader()->sizeHint().height() + rows * RowDelegate::kRowHeight + 2);
    fitColumns(m_clientsTable, ClientsModel::Client);
    QHeaderView* header = m_clientsTable->horizontalHeader();
    // Figures grow, and stand near enough to the name for the eye to find its way.
    const int figures = ClientsModel::ColumnCount - 1;
    const int air = std::clamp<int>((m_clientsTable->viewport()->width() - Scaled{220}) / figures, 0, Scaled{150});
    for (int column = ClientsModel::Requests; column < ClientsModel::ColumnCount; ++column)
        header->resizeSection(column, std::max(header->sectionSize(column), air));
}

void ActivityView::fitRequests()
{
    const int widths[RequestsModel::ColumnCount] = {m_requests->hasOldOnes() ? 124 : 74, 132, 62, 0, 212, 162, 74, 74};
    for (int column = 0; column < RequestsModel::ColumnCount; ++column) {
        const bool stretched = column == RequestsModel::Path;
        m_list->horizontalHeader()->setSectionResizeMode(column, stretched ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (!stretched)
            m_list->horizontalHeader()->resizeSection(column, Scaled{widths[column]});
    }
    // What can best be missed gives way to the path.
    int room = m_list->viewport()->width();
    for (const int width : widths)
        room -= Scaled{width};
    m_list->setColumnHidden(RequestsModel::Bytes, room < Scaled{170});
    m_list->setColumnHidden(RequestsModel::Method, room < Scaled{90});
}

void ActivityView::focusFilter()
{
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void ActivityView::copy() const
{
    QModelIndexList rows;
    for (const QModelIndex& index : m_list->selectionModel()->selectedRows())
        rows.append(m_filter->mapToSource(index));
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(m_requests->tsv(rows));
}

void ActivityView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    look();
    m_every.start();
}

void ActivityView::hideEvent(QHideEvent* event)
{
    m_every.stop();
    View::hideEvent(event);
}

bool ActivityView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_clientsTable->viewport() && event->type() == QEvent::Resize)
        fitClients();
    if (watched == m_list->viewport() && event->type() == QEvent::Resize)
        fitRequests();
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Copy)) {
            copy();
            return true;
        }
        if (key->key() == Qt::Key_Escape && m_list->selectionModel()->hasSelection()) {
            m_list->follow();
            return true;
        }
    }
    return View::eventFilter(watched, event);
}

} // namespace atalaya::widgets
