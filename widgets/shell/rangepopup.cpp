// SPDX-License-Identifier: GPL-3.0-or-later
#include "rangepopup.h"

#include "widgets/common/calendar.h"
#include "widgets/common/language.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/stylesheet.h"

#include <QDateEdit>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>

namespace atalaya::widgets {

namespace {

QDateEdit* dateField(QWidget* parent)
{
    auto* field = new QDateEdit(parent);
    field->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    field->setCalendarPopup(true);
    // The style sheet gives the field no margins, and Qt measures it by today's date, which may be of narrow digits.
    constexpr int kBesideText = 8 + 40;
    field->findChild<QLineEdit*>()->setTextMargins(8, 0, 0, 0);
    field->setMinimumWidth(QFontMetrics(uiFont()).horizontalAdvance(QStringLiteral("8888-88-88")) + kBesideText);
    field->setCalendarWidget(new Calendar(field));
    field->setDateRange(QDate(1970, 1, 1), QDate(9998, 12, 31));
    return field;
}

} // namespace

RangePopup::RangePopup(QWidget* parent)
    : PopupFrame(parent), m_first(dateField(this)), m_last(dateField(this)), m_apply(new QPushButton(this))
{
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    int place = 0;
    for (const DateRange& preset : Filters::presets()) {
        auto* button = new QPushButton(this);
        button->setCheckable(true);
        setLook(button, QStringLiteral("choice"));
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

void RangePopup::setRange(const DateRange& range, const QDate& today)
{
    mark(range);
    const DateRange shown = range.kind == DateRange::Kind::AllTime ? DateRange() : range;
    const DateRange dates = Filters::datesOf(shown, today);
    m_first->setDate(dates.first);
    m_last->setDate(dates.last);
    judgeDates();
}

void RangePopup::mark(const DateRange& range)
{
    const QList<DateRange> presets = Filters::presets();
    setFocusProxy(m_first); // unless a preset is chosen
    for (qsizetype index = 0; index < presets.size(); ++index) {
        const bool chosen = presets.at(index) == range;
        QPushButton* button = m_presets.at(index);
        button->setChecked(chosen);
        button->setIcon(chosen ? icon(IconName::Check) : QIcon());
        if (chosen)
            setFocusProxy(button);
    }
}

void RangePopup::judgeDates()
{
    const bool usable = m_first->date() <= m_last->date();
    m_apply->setEnabled(usable);
    m_apply->setToolTip(usable ? QString() : tr("The first day is after the last."));
}

void RangePopup::choose(const DateRange& range)
{
    mark(range); // also when it is the one that was shown
    Q_EMIT chosen(range);
    window()->close();
}

} // namespace atalaya::widgets
