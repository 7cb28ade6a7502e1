// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/apistatus.h"
#include "widgets/views/catalogue/querydraft.h"

#include <QHash>
#include <QWidget>

class QAction;
class QButtonGroup;
class QPushButton;
class QThreadPool;

namespace atalaya::services {
class CatalogService;
}

namespace atalaya::widgets {

class AnswerTable;
class CodeBox;
class LinkButton;
class QueryBuilder;

/// A question to a dataset: the builder, beside it the same as JSON and as a curl line, below them the answer. A dataset keeps its
/// question while others are looked at.
class QueryPage : public QWidget
{
    Q_OBJECT

public:
    QueryPage(services::CatalogService& service, QThreadPool& pool, QWidget* parent = nullptr);

    void setDataset(const catalog::Dataset& dataset);
    void setApi(const ApiStatus& api);
    void setDraft(const QueryDraft& draft);
    /// Puts the first of the dataset's examples into the builder, and runs it.
    void runExample();
    /// Asks what the builder says, or shows there why it cannot be asked.
    void run();
    void cancel();
    void copyJson() const;
    void copyCurl() const;
    QueryBuilder* builder() const { return m_builder; }
    AnswerTable* answer() const { return m_answer; }
    CodeBox* code() const { return m_code; }
    QPushButton* runButton() const { return m_run; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void say();
    void showCode();
    void offer();
    void openExamples();
    void useExample(const QueryDraft& draft);

    services::CatalogService& m_service;
    catalog::Dataset m_dataset;
    QHash<QString, QueryDraft> m_drafts; ///< of the datasets that were looked at
    ApiStatus m_api;
    QueryBuilder* m_builder;
    QWidget* m_codePanel;
    CodeBox* m_code;
    QButtonGroup* m_languages;
    QPushButton* m_json;
    QPushButton* m_curl;
    QPushButton* m_run;
    LinkButton* m_examples;
    AnswerTable* m_answer;
    QAction* m_runAction;
    QAction* m_exampleAction;
};

} // namespace atalaya::widgets
