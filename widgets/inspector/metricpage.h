// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/inspector/factgrid.h"
#include "widgets/models/explanationlist.h"
#include "widgets/models/subject.h"
#include "widgets/views/view.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace atalaya::widgets {

class Card;
class ExplanationModel;
class LinkButton;
class LongTable;

/// Facts below a heading of their own; both are hidden while there are none.
struct FactSection {
    QLabel* heading;
    FactGrid* grid;

    void setFacts(const QList<Fact>& facts) const;
};

/// "Why 9.6 %": how a figure came to be, with the way to everything that it is counted from.
class MetricPage : public QWidget
{
    Q_OBJECT

public:
    explicit MetricPage(QWidget* parent = nullptr);

    /// The question's window is that of the figure; `isPart`: it is a bucket, a part of the view's window.
    void setFigure(const ExplainedFigure& figure, const Question& question, bool isPart = false);
    /// "Why 9.6 %".
    QString title() const;
    /// All of it as text, and as the object of contract/delivery-api.md.
    QString asText() const;
    QByteArray asJson() const;
    QTableView* table() const { return m_table; }
    LongTable* list() const { return m_list; }

Q_SIGNALS:
    void chosen(const atalaya::widgets::Subject& subject);

private:
    void showItems();
    void showEdge(int row);
    void showExclusions();
    void showKinds();
    void showBenchmark();
    void showRules();
    QList<Fact> ruleFacts() const;
    QString sentence() const;
    QString intervalText() const;

    ExplainedFigure m_figure;
    Question m_question;
    bool m_isPart = false;
    ExplanationModel* m_model;
    QLabel* m_sentence;
    QLabel* m_interval;
    QTableView* m_table;
    LongTable* m_list;
    Card* m_edge;
    QLabel* m_edgeText;
    LinkButton* m_edgeCause;
    LinkButton* m_edgeFix;
    FactSection m_leftOut;
    FactSection m_kinds;
    FactSection m_benchmark;
    FactSection m_rules;
    QLabel* m_notes;
};

} // namespace atalaya::widgets
