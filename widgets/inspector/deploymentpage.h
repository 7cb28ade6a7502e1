// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/rows.h"
#include "widgets/inspector/factgrid.h"
#include "widgets/models/subject.h"
#include "widgets/views/view.h"

#include <QWidget>

class QLabel;
class QTableView;
class QThreadPool;

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

class ChangesModel;
class EdgeChain;
class LongTable;

/// One deployment: what it is and what became of it, its causes and fixes, its changes.
class DeploymentPage : public QWidget
{
    Q_OBJECT

public:
    DeploymentPage(services::DeliveryService& service, QThreadPool& pool, QWidget* parent = nullptr);

    void setDetail(const delivery::DeploymentDetail& detail, const Question& question);
    /// "payments 2.14.0".
    QString title() const;
    QString asText() const;
    QByteArray asJson() const;
    bool isSettled() const;
    EdgeChain* chain() const { return m_chain; }
    LongTable* list() const { return m_list; }
    ChangesModel* changes() const { return m_changes; }

Q_SIGNALS:
    void chosen(const atalaya::widgets::Subject& subject);
    void settledChanged();

private:
    QList<Fact> facts() const;
    QList<Fact> incidentFacts() const;
    void changesLoaded();

    services::DeliveryService& m_service;
    delivery::DeploymentDetail m_detail;
    Question m_question;
    ChangesModel* m_changes;
    QLabel* m_outcome;
    FactGrid* m_facts;
    QLabel* m_chainHead;
    EdgeChain* m_chain;
    QLabel* m_incidentHead;
    FactGrid* m_incidents;
    QLabel* m_changesHead;
    QTableView* m_table;
    LongTable* m_list;
    QLabel* m_trouble;
};

} // namespace atalaya::widgets
