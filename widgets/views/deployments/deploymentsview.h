// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "delivery/metrics.h"
#include "widgets/views/view.h"

class QAction;
class QThreadPool;

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

class DeploymentsTable;
class StatePanel;

/// Every deployment of the filters, successful or not, in one table over the whole page.
class DeploymentsView : public View
{
    Q_OBJECT

public:
    DeploymentsView(services::DeliveryService& service, QThreadPool& pool, QWidget* parent = nullptr);

    void ask(const Question& question) override;
    void refresh(const Question& question) override;
    void select(const Subject& subject) override;
    void showReading(const ProgressUpdate& update) override;
    void showImport(const QString& words, const ProgressUpdate& update) override;
    void endImport() override;
    void setStore(const StoreFacts& store) override;
    bool isSettled() const override;
    bool hasRows() const override;
    void focusFilter() override;
    delivery::DeploymentFilter tableFilter() const override;

    DeploymentsTable* table() const { return m_table; }

private:
    void count();
    void loaded();
    void sayWhenEmpty();
    void sayImport();

    services::DeliveryService& m_service;
    JobRunner m_counter; ///< of the deployments that are not in the figures
    DeploymentsTable* m_table;
    QAction* m_import;
    QAction* m_demo;
    QAction* m_reset;
    QAction* m_everything;
    Question m_question;
    QString m_importing; ///< what is being imported and how far it is; empty: nothing is
    ProgressUpdate m_importProgress;
    bool m_storeIsEmpty = false;
    bool m_counting = false;
};

} // namespace atalaya::widgets
