// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/filters.h"

#include <QWidget>

class QDateEdit;
class QPushButton;

namespace atalaya::widgets {

/// Presets, or two dates of one's own.
class RangePopup : public QWidget
{
    Q_OBJECT

public:
    explicit RangePopup(QWidget* parent = nullptr);

    void setRange(const DateRange& range);

Q_SIGNALS:
    void chosen(const atalaya::widgets::DateRange& range);

private:
    void choose(const DateRange& range);
    void judgeDates();

    QList<QPushButton*> m_presets;
    QDateEdit* m_first;
    QDateEdit* m_last;
    QPushButton* m_apply;
};

} // namespace atalaya::widgets
