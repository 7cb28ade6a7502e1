// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    void setStore(const StoreFacts& store) override;
    bool isSettled() const override;
    bool hasRows() const override;
    void focusFilter() override;
    QString tableText() const override;

    DeploymentsTable* table() const { return m_table; }

private:
    void count();
    void sayWhenEmpty();

    DeploymentsTable* m_table;
    QAction* m_import;
    QAction* m_demo;
    QAction* m_reset;
    Question m_question;
    bool m_storeIsEmpty = false;
};

} // namespace atalaya::widgets
