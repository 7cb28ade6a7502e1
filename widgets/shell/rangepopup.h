// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/popupframe.h"
#include "widgets/models/filters.h"

class QDateEdit;
class QPushButton;

namespace atalaya::widgets {

/// Presets, or two dates of one's own.
class RangePopup : public PopupFrame
{
    Q_OBJECT

public:
    explicit RangePopup(QWidget* parent = nullptr);

    /// The dates become those that the range means `today`.
    void setRange(const DateRange& range, const QDate& today);

Q_SIGNALS:
    void chosen(const atalaya::widgets::DateRange& range);

private:
    void choose(const DateRange& range);
    void mark(const DateRange& range);
    void judgeDates();

    QList<QPushButton*> m_presets;
    QDateEdit* m_first;
    QDateEdit* m_last;
    QPushButton* m_apply;
};

} // namespace atalaya::widgets
