// SPDX-License-Identifier: GPL-3.0-or-later
#include "rangepopup.h"

#include "widgets/common/language.h"
#include "widgets/theme/stylesheet.h"

#include <QDateEdit>
#include <QGridLayout>
#include <QPushButton>

namespace atalaya::widgets {

namespace {

QDateEdit* dateField(QWidget* parent)
{
    auto* field = new QDateEdit(parent);
    field->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    field->setCalendarPopup(true);
    field->setDateRange(QDate(1970, 1, 1), QDate(9998, 12, 31));
    return field;
}

} // namespace

RangePopup::RangePopup(QWidget* parent)
    : QWidget(parent), m_first(dateField(this)), m_last(dateField(this)), m_apply(new QPushButton(this))
{
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    int place = 0;
    for (const DateRange& preset : Filters::presets()) {
        auto* button = new QPushButton(this);
        button->setCheckable(true);
        connect(button, &QPushButton::clicked, this, [this, preset] { choose(preset); });
        layout->addWidget(button, place / 2, place % 2);
        m_presets.append(button);
        ++place;
    }
    auto* from = new QLabel(this);
    auto* to = new QLabel(this);
    setLook(from, QStringLiteral("secondary"));
    setLook(to, QStringLiteral("secondary"));
    from->setBuddy(m_first);
    to->setBuddy(m_last);
    const int row = (place + 1) / 2;
    layout->addWidget(from, row, 0);
    layout->addWidget(to, row, 1);
    layout->addWidget(m_first, row + 1, 0);
    layout->addWidget(m_last, row + 1, 1);
    layout->addWidget(m_apply, row + 2, 0, 1, 2);
    setLook(m_apply, QStringLiteral("primary"));
    connect(m_first, &QDateEdit::dateChanged, this, &RangePopup::judgeDates);
    connect(m_last, &QDateEdit::dateChanged, this, &RangePopup::judgeDates);
    connect(m_apply, &QPushButton::clicked, this,
            [this] { choose({DateRange::Kind::Dates, DateRange().count, m_first->date(), m_last->date()}); });
    setFocusProxy(m_presets.first());
    sayInLanguage(this, [this, from, to] {
        const QList<DateRange> presets = Filters::presets();
        for (qsizetype index = 0; index < presets.size(); ++index)
            m_presets.at(index)->setText(Filters::rangeText(presets.at(index)));
        from->setText(tr("From"));
        to->setText(tr("To, inclusive"));
        m_first->setAccessibleName(tr("First day"));
        m_last->setAccessibleName(tr("Last day"));
        m_apply->setText(tr("Show these days"));
        judgeDates();
    });
}

void RangePopup::setRange(const DateRange& range)
{
    const QList<DateRange> presets = Filters::presets();
    for (qsizetype index = 0; index < presets.size(); ++index)
        m_presets.at(index)->setChecked(presets.at(index) == range);
    const QDate today = QDate::currentDate();
    const bool dates = range.kind == DateRange::Kind::Dates;
    m_first->setDate(dates ? range.first : today.addDays(-(range.kind == DateRange::Kind::LastDays ? range.count : 90)));
    m_last->setDate(dates ? range.last : today);
    judgeDates();
}

void RangePopup::judgeDates()
{
    const bool usable = m_first->date() <= m_last->date();
    m_apply->setEnabled(usable);
    m_apply->setToolTip(usable ? QString() : tr("The first day is after the last."));
}

void RangePopup::choose(const DateRange& range)
{
    setRange(range);
    Q_EMIT chosen(range);
    window()->close();
}

} // namespace atalaya::widgets
