// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "services/deliveryservice.h"
#include "widgets/views/view.h"

class QAction;
class QGridLayout;
class QLabel;
class QScrollArea;

namespace atalaya::widgets {

class DeploymentsTable;
class MetricCard;
class MetricChart;
class PeriodLine;
class StatePanel;

/// How delivery goes: five figures, the course of each, and the deployments behind them.
class OverviewView : public View
{
    Q_OBJECT

public:
    OverviewView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent = nullptr);

    void ask(const Question& question) override;
    void refresh(const Question& question) override;
    void select(const Subject& subject) override;
    void showReading(const ProgressUpdate& update) override;
    void showImport(const QString& words, const ProgressUpdate& update) override;
    void endImport() override;
    void setStore(const StoreFacts& store) override { m_store = store; }
    bool isSettled() const override;
    bool hasRows() const override;
    void focusFilter() override;
    delivery::DeploymentFilter tableFilter() const override;
    void setTablesVisible(bool visible) override;
    bool hasPlots() const override { return true; }
    void nextCrosshair() override;

    StatePanel* state() const { return m_state; }
    MetricCard* card(delivery::Metric metric) const { return m_cards.value(metric); }
    MetricChart* chart(delivery::Metric metric) const { return m_charts.value(metric); }
    PeriodLine* period() const { return m_period; }
    /// What to know of the figures before reading them, such as that commits stand in for deployments; empty when there is nothing.
    QString notes() const;
    DeploymentsTable* table() const { return m_table; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void connectChart(MetricChart* chart, delivery::Metric metric);
    void load(bool keep);
    void arrived(const Result<services::Overview>& overview, bool keep);
    void showOverview(const services::Overview& overview, bool keep);
    void showNothing(const services::Overview& overview);
    void showNoDeployments();
    void arrange();
    /// Divides the height between plots and table.
    void fit();
    int restHeight() const;
    /// Between its lowest (0) and its full height (1).
    static int chartHeight(delivery::Metric metric, double part);
    void showSelected();

    services::DeliveryService& m_service;
    JobRunner m_runner;
    Question m_question;
    Subject m_subject;
    StoreFacts m_store;
    StatePanel* m_state;
    QScrollArea* m_scroll;
    QWidget* m_page;
    PeriodLine* m_period;
    QLabel* m_notes;
    QGridLayout* m_cardGrid = nullptr;
    QGridLayout* m_chartGrid = nullptr;
    QMap<delivery::Metric, MetricCard*> m_cards;
    QMap<delivery::Metric, MetricChart*> m_charts;
    DeploymentsTable* m_table;
    QAction* m_import;
    QAction* m_demo;
    QAction* m_reset;
    QAction* m_everything;
    QAction* m_retry;
    int m_arrangedFor = 0;
    QString m_importing; ///< what is being imported and how far it is; empty: nothing is
    bool m_storeIsEmpty = false; ///< as far as is known
    bool m_busy = false;
};

} // namespace atalaya::widgets
