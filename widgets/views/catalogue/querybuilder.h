// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/catalogue/querydraft.h"

#include <QWidget>

class QHBoxLayout;
class QSpinBox;

namespace atalaya::widgets {

class ChoiceChip;
class FilterField;

/// Puts a query together: fields, filter, groups, figures, order, limit. Changes the draft that it was given.
class QueryBuilder : public QWidget
{
    Q_OBJECT

public:
    explicit QueryBuilder(QWidget* parent = nullptr);

    void setDraft(const QueryDraft& draft, const catalog::Dataset& dataset);
    const QueryDraft& draft() const { return m_draft; }
    /// What runs the query, at the end of the line of its filter.
    void addBesideFilter(QWidget* widget);
    /// After the chips.
    void addBelowFilter(QWidget* widget);
    FilterField* filter() const { return m_filter; }

Q_SIGNALS:
    void changed();

private:
    void connectChips();
    void say();
    void fillChoices();
    void showDraft();
    void chooseOrder(const QStringList& texts);

    QueryDraft m_draft;
    catalog::Dataset m_dataset;
    ChoiceChip* m_fields;
    ChoiceChip* m_groups;
    ChoiceChip* m_figures;
    ChoiceChip* m_order;
    QSpinBox* m_limit;
    FilterField* m_filter;
    QWidget* m_chips;
    QHBoxLayout* m_line; ///< the filter and what stands beside it
};

} // namespace atalaya::widgets
