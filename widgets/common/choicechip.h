// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/chip.h"
#include "widgets/models/choicesmodel.h"

namespace atalaya::widgets {

class ChoicePopup;

/// A chip with a list of names behind it. With Mode::Many it remembers the order in which they were chosen.
class ChoiceChip : public Chip
{
    Q_OBJECT

public:
    explicit ChoiceChip(ChoicesModel::Mode mode, QWidget* parent = nullptr);

    /// "Group by"; what the list is called; what its first row, which chooses nothing, and the chip say then.
    void setWords(const QString& name, const QString& listName, const QString& none);
    void setChoices(const QStringList& names);
    QStringList chosen() const { return m_chosen; }
    /// Emits nothing.
    void setChosen(const QStringList& names);
    ChoicePopup* choicePopup() const { return m_list; }

Q_SIGNALS:
    void changed(const QStringList& names);

private:
    void say();

    ChoicePopup* m_list;
    QStringList m_offered;
    QStringList m_chosen;
    QString m_none;
};

} // namespace atalaya::widgets
