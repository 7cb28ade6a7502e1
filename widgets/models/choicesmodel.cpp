// SPDX-License-Identifier: GPL-3.0-or-later
#include "choicesmodel.h"

#include <algorithm>

namespace atalaya::widgets {

ChoicesModel::ChoicesModel(Mode mode, const QString& allText, QObject* parent)
    : QAbstractListModel(parent), m_mode(mode), m_allText(allText)
{
}

void ChoicesModel::setAllText(const QString& text)
{
    m_allText = text;
    relist();
}

void ChoicesModel::setChoices(const QStringList& names)
{
    m_choices = names;
    relist();
}

void ChoicesModel::setFilter(const QString& text)
{
    m_filter = text.trimmed();
    relist();
}

void ChoicesModel::setChosen(const QStringList& names)
{
    m_chosen = QSet<QString>(names.begin(), names.end());
    relist();
}

void ChoicesModel::relist()
{
    beginResetModel();
    QSet<QString> missing = m_chosen;
    for (const QString& name : std::as_const(m_choices))
        missing.remove(name);
    m_choices += missing.values();
    std::sort(m_choices.begin(), m_choices.end(),
              [](const QString& left, const QString& right) { return left.compare(right, Qt::CaseInsensitive) < 0; });
    m_shown.clear();
    for (const QString& name : std::as_const(m_choices)) {
        if (name.contains(m_filter, Qt::CaseInsensitive))
            m_shown.append(name);
    }
    endResetModel();
}

QStringList ChoicesModel::chosen() const
{
    QStringList names;
    for (const QString& name : m_choices) {
        if (m_chosen.contains(name))
            names.append(name);
    }
    return names;
}

void ChoicesModel::toggle(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    if (showsAll() && row == 0) {
        m_chosen.clear();
    } else {
        const QString name = m_shown.at(row - (showsAll() ? 1 : 0));
        const bool was = m_chosen.contains(name);
        if (m_mode == Mode::One)
            m_chosen.clear();
        if (!was || m_mode == Mode::One)
            m_chosen.insert(name);
        else
            m_chosen.remove(name);
    }
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int ChoicesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size()) + (showsAll() ? 1 : 0);
}

QVariant ChoicesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const bool all = showsAll() && index.row() == 0;
    const QString name = all ? m_allText : m_shown.at(index.row() - (showsAll() ? 1 : 0));
    const bool chosen = all ? m_chosen.isEmpty() : m_chosen.contains(name);
    if (role == Qt::DisplayRole)
        return name;
    if (role == Qt::CheckStateRole)
        return int(chosen ? Qt::Checked : Qt::Unchecked);
    return {};
}

} // namespace atalaya::widgets
