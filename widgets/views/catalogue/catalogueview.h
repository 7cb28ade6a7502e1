// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "services/catalogservice.h"
#include "widgets/views/view.h"

class QButtonGroup;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTreeView;

namespace atalaya::widgets {

class AnswerTable;
class Card;
class CatalogTree;
class ElidedLabel;
class QueryPage;
class SchemaPage;

/// Which data there are: the datasets and their fields as a tree; of the chosen one its schema, its first rows, and any question.
class CatalogueView : public View
{
    Q_OBJECT

public:
    enum class Tab { Schema, Sample, Query };

    CatalogueView(services::CatalogService& service, QThreadPool& pool, QWidget* parent = nullptr);

    bool usesDeliveryFilters() const override { return false; }
    QWidget* tools() override { return m_tools; }
    QList<Command> commands() override;
    QStringList exports() const override;
    void ask(const Question& question) override;
    void refresh(const Question& question) override;
    void setStore(const StoreFacts& store) override;
    void setApi(const ApiStatus& api) override;
    bool isSettled() const override;
    bool hasRows() const override { return !m_dataset.isEmpty(); }
    void focusFilter() override;

    void showTab(Tab tab);
    Tab tab() const;
    /// Chooses a dataset, or a field of it.
    void open(const QString& dataset, const QString& field = {});
    /// The query page with an example, which is run.
    void showExample();
    const QString& dataset() const { return m_dataset; }
    QTreeView* tree() const { return m_tree; }
    SchemaPage* schema() const { return m_schema; }
    AnswerTable* sample() const { return m_sample; }
    QueryPage* query() const { return m_query; }
    QLineEdit* searchField() const { return m_search; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildTree();
    QWidget* buildPages();
    void buildTools();
    void say();
    void sayFacts();
    void fill();
    void load();
    void loadSample();
    void treeMoved(const QModelIndex& index);
    void showSelected(const QString& field);
    void exportAs(const QString& suffix);

    services::CatalogService& m_service;
    JobRunner m_sizer;
    QMap<QString, services::CatalogService::Size> m_sizes;
    QString m_sizesError;
    QString m_dataset; ///< the chosen one; empty: nothing was asked yet
    QString m_sampled; ///< of which the sample was asked
    Question m_question;
    bool m_sizing = false;
    bool m_syncing = false;

    CatalogTree* m_model;
    QSortFilterProxyModel* m_narrowed;
    QTreeView* m_tree;
    QWidget* m_treeCard;
    Card* m_card;
    ElidedLabel* m_facts;
    QButtonGroup* m_tabs;
    QPushButton* m_tabButtons[3];
    QStackedWidget* m_stack;
    SchemaPage* m_schema;
    AnswerTable* m_sample;
    QueryPage* m_query;
    QWidget* m_tools;
    QLineEdit* m_search;
    QPushButton* m_connect;
};

} // namespace atalaya::widgets
