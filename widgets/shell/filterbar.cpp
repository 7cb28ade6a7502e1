// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterbar.h"

#include "widgets/common/chip.h"
#include "widgets/common/choicepopup.h"
#include "widgets/common/flowlayout.h"
#include "widgets/common/format.h"
#include "widgets/common/language.h"
#include "widgets/shell/rangepopup.h"
#include "widgets/models/storefacts.h"

namespace atalaya::widgets {

namespace {

QStringList zoneNames()
{
    QStringList names;
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        if (!id.startsWith("UTC")) // UTC itself stands above the list; "UTC+03:00" hides daylight saving
            names.append(QString::fromUtf8(id));
    }
    names.append(QStringLiteral("local"));
    return names;
}

} // namespace

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent), m_service(new Chip({}, this)), m_environment(new Chip({}, this)), m_team(new Chip({}, this)),
      m_range(new Chip({}, this)), m_zone(new Chip({}, this)), m_servicePopup(new ChoicePopup(ChoicesModel::Mode::Many)),
      m_environmentPopup(new ChoicePopup(ChoicesModel::Mode::One)), m_teamPopup(new ChoicePopup(ChoicesModel::Mode::One)),
      m_zonePopup(new ChoicePopup(ChoicesModel::Mode::One)),
      m_rangePopup(new RangePopup)
{
    auto* layout = new FlowLayout(8, this);
    for (Chip* chip : {m_service, m_environment, m_team, m_range, m_zone})
        layout->addWidget(chip);
    m_service->setPopup(m_servicePopup);
    m_environment->setPopup(m_environmentPopup);
    m_team->setPopup(m_teamPopup);
    m_range->setPopup(m_rangePopup);
    m_zone->setPopup(m_zonePopup);
    m_environmentPopup->model()->setChoices({QStringLiteral("production")});

    connect(m_servicePopup, &ChoicePopup::chosen, this,
            [this](const QStringList& names) { change([&](Filters& filters) { filters.services = names; }); });
    connect(m_environmentPopup, &ChoicePopup::chosen, this,
            [this](const QStringList& names) { change([&](Filters& filters) { filters.environment = names.value(0); }); });
    connect(m_teamPopup, &ChoicePopup::chosen, this,
            [this](const QStringList& names) { change([&](Filters& filters) { filters.team = names.value(0); }); });
    connect(m_rangePopup, &RangePopup::chosen, this,
            [this](const DateRange& range) { change([&](Filters& filters) {
                    filters.range = range;
                    filters.rangeChosen = true;
                });
            });
    connect(m_zonePopup, &ChoicePopup::chosen, this, [this](const QStringList& names) {
        change([&](Filters& filters) { filters.timeZone = names.value(0, QStringLiteral("UTC")); });
    });
    connect(m_zone, &Chip::aboutToOpen, this, [this] {
        if (m_zonePopup->model()->choices().size() < 2) // some 600 names: only when somebody asks
            m_zonePopup->model()->setChoices(zoneNames());
    });
    sayInLanguage(this, [this] {
        m_service->setName(tr("Service"));
        m_environment->setName(tr("Environment"));
        m_team->setName(tr("Team"));
        m_range->setName(tr("Range"));
        m_zone->setName(tr("Times in"));
        m_servicePopup->setWords(tr("Services"), tr("all services"));
        m_environmentPopup->setWords(tr("Environments"), tr("any environment"));
        m_teamPopup->setWords(tr("Teams"), tr("any team"));
        m_zonePopup->setWords(tr("Time zones"), QStringLiteral("UTC"));
        show(m_filters);
    });
}

template<class Change>
void FilterBar::change(Change apply)
{
    Filters filters = m_filters;
    apply(filters);
    if (filters == m_filters)
        return;
    show(filters);
    Q_EMIT filtersChanged(m_filters);
}

void FilterBar::setFilters(const Filters& filters, const QDate& today)
{
    m_today = today;
    show(filters);
    m_servicePopup->model()->setChosen(filters.services);
    const auto single = [](const QString& name) { return name.isEmpty() ? QStringList() : QStringList(name); };
    m_environmentPopup->model()->setChosen(single(filters.environment));
    m_teamPopup->model()->setChosen(single(filters.team));
    m_zonePopup->model()->setChosen(filters.timeZone == QLatin1String("UTC") ? QStringList() : QStringList(filters.timeZone));
}

void FilterBar::show(const Filters& filters)
{
    const Filters defaults;
    m_filters = filters;
    if (filters.services.isEmpty())
        m_service->setValue(m_services > 0 ? tr("all %1").arg(countText(m_services)) : tr("all"));
    else if (filters.services.size() == 1)
        m_service->setValue(filters.services.first());
    else
        m_service->setValue(tr("%1 of %2").arg(countText(filters.services.size()), countText(m_services)));
    m_service->setDefault(filters.services.isEmpty());
    m_environment->setValue(filters.environment.isEmpty() ? tr("any") : filters.environment);
    m_environment->setDefault(filters.environment == defaults.environment);
    m_team->setValue(filters.team.isEmpty() ? tr("any") : filters.team);
    m_team->setDefault(filters.team.isEmpty());
    m_range->setValue(Filters::rangeText(filters.range));
    m_range->setDefault(!filters.rangeChosen);
    m_rangePopup->setRange(filters.range, m_today);
    m_zone->setValue(filters.zoneText());
    // The zone is a preference, not a filter: it narrows nothing and stays where filters are reset.
    m_zone->setDefault(true);
}

void FilterBar::setStore(const StoreFacts& store)
{
    m_services = store.services.size();
    m_servicePopup->model()->setChoices(store.services);
    m_teamPopup->model()->setChoices(store.teams);
    QStringList environments = store.environments;
    if (!environments.contains(QStringLiteral("production")))
        environments.prepend(QStringLiteral("production"));
    m_environmentPopup->model()->setChoices(environments);
    show(m_filters);
}

} // namespace atalaya::widgets
