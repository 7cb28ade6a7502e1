// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/query.h"
#include "delivery/rows.h"
#include "widgets/common/card.h"
#include "widgets/common/format.h"
#include "widgets/models/subject.h"

class QAction;
class QActionGroup;
class QLineEdit;
class QTableView;
class QThreadPool;
class QTimer;

namespace atalaya {
struct Error;
}
namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

class Chip;
class DeploymentsModel;
class LinkButton;
class StatePanel;

/// The deployments of a query as a card: count, choice of an outcome, filter field (Ctrl+F), table. Choosing a row (arrow keys or mouse) selects its
/// deployment. Ctrl+C copies the selected row.
class DeploymentsTable : public Card
{
    Q_OBJECT

public:
    DeploymentsTable(services::DeliveryService& service, QThreadPool& pool, QWidget* parent = nullptr);

    /// Another query: starts at the top again.
    void setQuery(const delivery::Query& query);
    /// The same question to a newer store: rows, selection and scroll position stay.
    void refresh(const delivery::Query& query);
    /// Shows which row is selected, when it is among those that were read. Emits nothing.
    void select(const Subject& subject);
    /// What is said and offered when the query has no deployment at all; the actions stay the caller's.
    void setWhenEmpty(const QString& sentence, const QList<QAction*>& actions);
    /// The unit of the lead times beside it; without, the one that suits the rows.
    void setUnit(std::optional<DurationUnit> unit);
    /// Only deployments of which this became; nothing: any.
    void setOutcome(std::optional<delivery::Outcome> outcome);
    /// What its head narrows the query to.
    delivery::DeploymentFilter narrowing() const;
    Chip* outcomeChip() const { return m_outcomes; }
    /// Shows so many rows, whole and without a scroll bar of their own (the wheel is the page's, the keys still reach every row),
    /// and a link to the whole list.
    void showOnly(int rows);
    /// How high it would be with so many rows.
    int heightFor(int rows) const;
    /// How many of the query's deployments succeeded, where it is known: the others are said apart.
    void setSuccessful(std::optional<qint64> successful);
    void focusFilter();
    bool isSettled() const;
    /// Of the query with what the head narrows it to.
    qint64 total() const;
    DeploymentsModel* model() const { return m_model; }
    QLineEdit* filterField() const { return m_filter; }
    StatePanel* state() const { return m_state; }
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void selected(const atalaya::widgets::Subject& subject);
    /// Enter or a double click: wants to read more about it.
    void activated(const atalaya::widgets::Subject& subject);
    void settledChanged();
    void wholeListWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildOutcomes();
    void say();
    void sayOutcome();
    QString countWords() const;
    void load(bool keep);
    void loaded();
    void failed(const Error& error);
    void fitColumns();
    void fitHeight();
    void showSelected();
    int rowsHeight(int rows) const;
    void showEmpty();
    void copy() const;

    services::DeliveryService& m_service;
    DeploymentsModel* m_model;
    Chip* m_outcomes;
    QActionGroup* m_outcomeChoices;
    QLineEdit* m_filter;
    QTableView* m_table;
    StatePanel* m_state;
    LinkButton* m_whole;
    QTimer* m_typing;
    QAction* m_clear;
    QAction* m_retry;
    delivery::Query m_query;
    std::optional<delivery::Outcome> m_outcome;
    Subject m_subject;
    QString m_whenEmpty;
    QList<QAction*> m_whenEmptyActions;
    std::optional<qint64> m_successful;
    int m_rows = 0; ///< shown as a part of a page that scrolls; 0: as many as fit
    bool m_syncing = false;
};

} // namespace atalaya::widgets
