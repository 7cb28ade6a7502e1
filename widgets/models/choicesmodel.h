// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QSet>
#include <QStringList>

namespace atalaya::widgets {

/// Names to choose from, narrowed by a text: first "all", then the names that contain it. Fast with tens of thousands.
class ChoicesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Mode { One, Many };

    ChoicesModel(Mode mode, const QString& allText, QObject* parent = nullptr);

    void setAllText(const QString& text);
    void setChoices(const QStringList& names);
    void setFilter(const QString& text);
    /// Names that are not among the choices stay chosen, and are listed.
    void setChosen(const QStringList& names);
    /// In the order of the list; empty: all.
    QStringList chosen() const;
    /// Chooses or drops the row's name; the row "all" drops every name. In Mode::One it replaces the one before.
    void toggle(int row);
    const QStringList& choices() const { return m_choices; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    void relist();
    bool showsAll() const { return m_filter.isEmpty(); }

    Mode m_mode;
    QString m_allText;
    QStringList m_choices; ///< sorted
    QSet<QString> m_chosen;
    QString m_filter;
    QStringList m_shown;
};

} // namespace atalaya::widgets
