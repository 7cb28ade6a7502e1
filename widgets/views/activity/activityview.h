// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/apistatus.h"
#include "widgets/models/requestsmodel.h"
#include "widgets/views/view.h"

#include <QTimer>

#include <functional>

class QPushButton;
class QTableView;

namespace atalaya::widgets {

class Card;
class Chip;
class ClientsModel;
class FigureCard;
class LinkButton;
class LiveTable;
class StatePanel;

/// Who asks the API of this program, what, and how that went; renewed every second while it is looked at. All of it is in memory.
class ActivityView : public View
{
    Q_OBJECT

public:
    ActivityView(const services::Activity& activity, std::function<Instant()> now, QWidget* parent = nullptr);

    bool usesDeliveryFilters() const override { return false; }
    QWidget* tools() override { return m_tools; }
    QList<Command> commands() override;
    void ask(const Question& question) override;
    void refresh(const Question& question) override;
    void setApi(const ApiStatus& api) override;
    bool isSettled() const override { return true; }
    bool hasRows() const override { return m_requests->rowCount() > 0; }
    /// The list has no field; the keys go to the list.
    void focusFilter() override;

    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    /// It asks again every second.
    bool isLooking() const { return m_every.isActive(); }
    /// Shows what has come in since the last look.
    void look();
    RequestsModel* requests() const { return m_requests; }
    RequestsFilter* filter() const { return m_filter; }
    ClientsModel* clients() const { return m_clients; }
    LiveTable* list() const { return m_list; }
    StatePanel* state() const { return m_state; }
    Chip* clientChip() const { return m_client; }
    Chip* statusChip() const { return m_status; }
    const FigureCard* card(int place) const { return m_cards[place]; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildContent();
    void buildTools();
    void connectAll();
    void say();
    void sayChips();
    void sayState();
    void sayCards(const QList<services::ClientActivity>& clients);
    void sayList();
    void fillClientMenu();
    void fillStatusMenu();
    void fitClients();
    void fitRequests();
    void narrow();
    void copy() const;

    const services::Activity& m_activity;
    std::function<Instant()> m_now;
    QTimer m_every;
    ApiStatus m_api;
    QTimeZone m_zone = QTimeZone::utc();
    bool m_paused = false;
    qint64 m_waiting = 0; ///< requests since it was paused

    RequestsModel* m_requests;
    RequestsFilter* m_filter;
    ClientsModel* m_clients;
    FigureCard* m_cards[4];
    Card* m_clientsCard;
    Card* m_listCard;
    QTableView* m_clientsTable;
    LiveTable* m_list;
    LinkButton* m_newer;
    StatePanel* m_state;
    StatePanel* m_listState;
    QWidget* m_tools;
    Chip* m_client;
    Chip* m_status;
    QPushButton* m_pause;
    QPushButton* m_connect;
    QAction* m_connectAction;
    QAction* m_clear;
};

} // namespace atalaya::widgets
