// SPDX-License-Identifier: GPL-3.0-or-later
#include "choicechip.h"

#include "widgets/common/choicepopup.h"
#include "widgets/common/format.h"

namespace atalaya::widgets {

ChoiceChip::ChoiceChip(ChoicesModel::Mode mode, QWidget* parent) : Chip({}, parent), m_list(new ChoicePopup(mode))
{
    setPopup(m_list);
    connect(m_list, &ChoicePopup::chosen, this, [this](const QStringList& names) {
        QStringList ordered;
        for (const QString& name : std::as_const(m_chosen)) {
            if (names.contains(name))
                ordered.append(name);
        }
        for (const QString& name : names) {
            if (!ordered.contains(name))
                ordered.append(name);
        }
        m_chosen = ordered;
        say();
        Q_EMIT changed(m_chosen);
    });
}

void ChoiceChip::setWords(const QString& name, const QString& listName, const QString& none)
{
    m_none = none;
    setName(name);
    m_list->setWords(listName, none);
    say();
}

void ChoiceChip::setChoices(const QStringList& names)
{
    if (names == m_offered)
        return;
    m_offered = names;
    m_list->model()->setChosen({}); // else what was chosen of other names would stay in the list
    m_list->model()->setChoices(names);
    m_list->model()->setChosen(m_chosen);
}

void ChoiceChip::setChosen(const QStringList& names)
{
    m_chosen = names;
    // The list jumps when it is filled again, so not while it says the same.
    const QStringList listed = m_list->model()->chosen();
    if (QSet<QString>(listed.begin(), listed.end()) != QSet<QString>(names.begin(), names.end()))
        m_list->model()->setChosen(names);
    say();
}

void ChoiceChip::say()
{
    if (m_chosen.isEmpty())
        setValue(m_none);
    else if (m_chosen.size() <= 2)
        setValue(m_chosen.join(QStringLiteral(", ")));
    else
        setValue(tr("%1 and %2 more", "the first of some names").arg(m_chosen.first(), countText(m_chosen.size() - 1)));
    setDefault(m_chosen.isEmpty());
}

} // namespace atalaya::widgets
