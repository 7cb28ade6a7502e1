// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/filters.h"

#include <QWidget>

namespace atalaya::widgets {

class Chip;
class ChoicePopup;
class RangePopup;
struct StoreFacts;

/// The filters as chips that say name and value: service, environment, team, range, time zone.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget* parent = nullptr);

    const Filters& filters() const { return m_filters; }
    /// Shows them; emits nothing. `today` is the day in their time zone.
    void setFilters(const Filters& filters, const QDate& today);
    /// What there is to choose from.
    void setStore(const StoreFacts& store);

Q_SIGNALS:
    void filtersChanged(const atalaya::widgets::Filters& filters);

private:
    template<class Change>
    void change(Change apply);
    void show(const Filters& filters);

    Filters m_filters;
    QDate m_today;
    qsizetype m_services = 0;
    Chip* m_service;
    Chip* m_environment;
    Chip* m_team;
    Chip* m_range;
    Chip* m_zone;
    ChoicePopup* m_servicePopup;
    ChoicePopup* m_environmentPopup;
    ChoicePopup* m_teamPopup;
    ChoicePopup* m_zonePopup;
    RangePopup* m_rangePopup;
};

} // namespace atalaya::widgets
