// SPDX-License-Identifier: GPL-3.0-or-later
#include "periodline.h"

#include "services/deliveryservice.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/linkbutton.h"

#include <QHBoxLayout>

namespace atalaya::widgets {

namespace {

QDate dayOf(Instant moment, const QTimeZone& zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(moment), zone).date();
}

/// "27 Aug – 25 Nov 2026": from the first day to the last that the window holds something of.
QString daysText(const delivery::Window& window, const QTimeZone& zone)
{
    const Instant from = window.from.value_or(window.to);
    const Instant last = std::max(from, window.to - Milliseconds(1));
    return Filters::rangeText({DateRange::Kind::Dates, DateRange().count, dayOf(from, zone), dayOf(last, zone)});
}

QString dayText(Instant moment, const QTimeZone& zone)
{
    return QLocale().toString(dayOf(moment, zone), QStringLiteral("d MMM yyyy"));
}

QString againstText(const services::Overview& overview, const QTimeZone& zone)
{
    if (!overview.previous)
        return PeriodLine::tr("no period before to compare with");
    if (!coversPrevious(overview) && overview.first)
        return PeriodLine::tr("the data begin on %1, so there is no full period before")
            .arg(dayText(*overview.first, zone));
    return PeriodLine::tr("changes are against %1", "two days").arg(daysText(overview.previous->window, zone));
}

} // namespace

bool coversPrevious(const services::Overview& overview)
{
    return overview.previous && overview.first && overview.previous->window.from &&
           *overview.first <= *overview.previous->window.from;
}

PeriodLine::PeriodLine(QWidget* parent)
    : QWidget(parent), m_text(new ElidedLabel(Role::Muted, TextSize::Secondary, this)),
      m_link(new LinkButton({}, TextSize::Secondary, this))
{
    m_text->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_link);
    connect(m_link, &LinkButton::clicked, this, [this] { Q_EMIT rangeWanted(m_offered); });
}

QString PeriodLine::text() const
{
    return m_text->text();
}

void PeriodLine::setOverview(const services::Overview& overview, const Question& question, const StoreFacts& store)
{
    const QTimeZone& zone = question.query.timeZone;
    m_text->setText(tr("%1 · %2", "the days shown, and what they are compared with")
                        .arg(daysText(overview.current.window, zone), againstText(overview, zone)));
    const DateRange allTime{DateRange::Kind::AllTime, DateRange().count, {}, {}};
    const bool narrowed = question.filters.range.kind != DateRange::Kind::AllTime;
    if (narrowed && overview.first && overview.current.window.from && *overview.first < *overview.current.window.from)
        offer(tr("Show all since %1").arg(dayText(*overview.first, zone)), allTime);
    else if (!narrowed && store.fittingRange.kind != DateRange::Kind::AllTime)
        offer(tr("Compare: %1", "a range: last 90 days").arg(Filters::rangeText(store.fittingRange)),
              store.fittingRange);
    else
        offer({}, {});
}

void PeriodLine::offer(const QString& text, const DateRange& range)
{
    m_offered = range;
    m_link->setText(text);
    m_link->setVisible(!text.isEmpty());
}

} // namespace atalaya::widgets
