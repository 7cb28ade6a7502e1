// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/popupframe.h"
#include "widgets/models/choicesmodel.h"


class QLabel;
class QLineEdit;
class QListView;

namespace atalaya::widgets {

/// A list of names behind a chip: type to narrow, arrow keys to move, Enter or a click to choose.
class ChoicePopup : public PopupFrame
{
    Q_OBJECT

public:
    explicit ChoicePopup(ChoicesModel::Mode mode, QWidget* parent = nullptr);

    /// "Services", for who hears it, and what the first row says: "all services".
    void setWords(const QString& name, const QString& allText);

    ChoicesModel* model() const { return m_model; }

Q_SIGNALS:
    void chosen(const QStringList& names);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void fit();
    void toggle(int row);
    void move(int by);

    ChoicesModel::Mode m_mode;
    ChoicesModel* m_model;
    QLineEdit* m_field;
    QListView* m_list;
    QLabel* m_nothing; ///< instead of the list where nothing matches
};

} // namespace atalaya::widgets
