// SPDX-License-Identifier: GPL-3.0-or-later
#include "querybuilder.h"

#include "services/catalogservice.h"
#include "widgets/common/choicechip.h"
#include "widgets/common/flowlayout.h"
#include "widgets/common/language.h"
#include "widgets/views/catalogue/filterfield.h"

#include <QSignalBlocker>
#include <QSpinBox>

namespace atalaya::widgets {

namespace {

/// Of what can be chosen, that whose words were chosen, in their order.
template<class Item, class Text>
QList<Item> chosenOf(const QList<Item>& possible, const QStringList& texts, Text text)
{
    QList<Item> chosen;
    for (const QString& wanted : texts) {
        for (const Item& item : possible) {
            if (text(item) == wanted)
                chosen.append(item);
        }
    }
    return chosen;
}

template<class Item, class Text>
QStringList textsOf(const QList<Item>& items, Text text)
{
    QStringList texts;
    for (const Item& item : items)
        texts.append(text(item));
    return texts;
}

QList<model::Ordering> possibleOrders(const QStringList& columns)
{
    QList<model::Ordering> orders;
    for (const QString& column : columns)
        orders << model::Ordering{column, true} << model::Ordering{column, false};
    return orders;
}

} // namespace

QueryBuilder::QueryBuilder(QWidget* parent)
    : QWidget(parent), m_fields(new ChoiceChip(ChoicesModel::Mode::Many, this)), m_groups(new ChoiceChip(ChoicesModel::Mode::Many, this)),
      m_figures(new ChoiceChip(ChoicesModel::Mode::Many, this)), m_order(new ChoiceChip(ChoicesModel::Mode::Many, this)),
      m_limit(new QSpinBox(this)), m_filter(new FilterField(this)), m_chips(new QWidget(this)), m_line(new QHBoxLayout)
{
    m_limit->setRange(1, services::CatalogService::kMaxRows);
    m_limit->setKeyboardTracking(false);
    auto* flow = new FlowLayout(8, m_chips);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_fields, m_groups, m_figures, m_order, m_limit})
        flow->addWidget(widget);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    m_chips->setSizePolicy(policy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_line->setSpacing(8);
    m_line->addWidget(m_filter, 1);
    layout->addLayout(m_line);
    layout->addWidget(m_chips);
    layout->addStretch(1);
    connectChips();
    sayInLanguage(this, [this] { say(); });
}

void QueryBuilder::addBesideFilter(QWidget* widget)
{
    m_line->addWidget(widget, 0, Qt::AlignTop);
}

void QueryBuilder::addBelowFilter(QWidget* widget)
{
    m_chips->layout()->addWidget(widget);
}

void QueryBuilder::connectChips()
{
    const auto apply = [this](auto change) {
        return [this, change](const QStringList& texts) {
            change(texts);
            m_draft.tidy(m_dataset);
            showDraft();
            Q_EMIT changed();
        };
    };
    connect(m_fields, &ChoiceChip::changed, this, apply([this](const QStringList& names) { m_draft.fields = names; }));
    connect(m_groups, &ChoiceChip::changed, this,
            apply([this](const QStringList& texts) { m_draft.groups = chosenOf(possibleGroups(m_dataset), texts, groupText); }));
    connect(m_figures, &ChoiceChip::changed, this,
            apply([this](const QStringList& texts) { m_draft.figures = chosenOf(possibleFigures(m_dataset), texts, figureText); }));
    connect(m_order, &ChoiceChip::changed, this, apply([this](const QStringList& texts) { chooseOrder(texts); }));
    connect(m_limit, &QSpinBox::valueChanged, this, [this](int limit) {
        m_draft.limit = limit;
        Q_EMIT changed();
    });
    connect(m_filter, &FilterField::edited, this, [this](const QString& text) {
        m_draft.filter = text;
        Q_EMIT changed();
    });
}

void QueryBuilder::chooseOrder(const QStringList& texts)
{
    QList<model::Ordering> order;
    for (const model::Ordering& item : chosenOf(possibleOrders(m_draft.columns(m_dataset)), texts, orderText)) {
        // Of both ways of one column the one that was chosen last counts.
        order.removeIf([&item](const model::Ordering& other) { return other.column == item.column; });
        order.append(item);
    }
    m_draft.order = order;
}

void QueryBuilder::say()
{
    m_fields->setWords(tr("Fields"), tr("Fields of the answer"), tr("all"));
    m_groups->setWords(tr("Group by"), tr("What rows are put together by"), tr("nothing"));
    m_figures->setWords(tr("Figures"), tr("Figures of each group"), tr("none", "no figures"));
    m_order->setWords(tr("Order"), tr("Orders of the answer"), tr("as it is", "no order was chosen"));
    m_limit->setPrefix(tr("Limit ", "before the number of rows"));
    m_limit->setAccessibleName(tr("Rows of a page at most"));
    fillChoices();
    showDraft();
}

void QueryBuilder::setDraft(const QueryDraft& draft, const catalog::Dataset& dataset)
{
    m_draft = draft;
    m_dataset = dataset;
    m_filter->setFields(dataset.shape.fields);
    showDraft();
    fillChoices();
    const QSignalBlocker quiet(m_filter);
    m_filter->setText(draft.filter);
}

void QueryBuilder::fillChoices()
{
    m_fields->setChoices(textsOf(m_dataset.fields, [](const catalog::Field& field) { return field.shape.name; }));
    m_groups->setChoices(textsOf(possibleGroups(m_dataset), groupText));
    m_figures->setChoices(textsOf(possibleFigures(m_dataset), figureText));
}

void QueryBuilder::showDraft()
{
    m_fields->setChosen(m_draft.fields);
    m_fields->setVisible(!m_draft.isGrouped()); // groups and figures are the fields then
    m_groups->setChosen(textsOf(m_draft.groups, groupText));
    m_figures->setChosen(textsOf(m_draft.figures, figureText));
    m_order->setChoices(textsOf(possibleOrders(m_draft.columns(m_dataset)), orderText));
    m_order->setChosen(textsOf(m_draft.order, orderText));
    const QSignalBlocker quiet(m_limit);
    m_limit->setValue(m_draft.limit);
}

} // namespace atalaya::widgets
