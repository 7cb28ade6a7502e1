// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/storefacts.h"
#include "widgets/views/view.h"

#include <QWidget>

namespace atalaya::services {
struct Overview;
}

namespace atalaya::widgets {

class ElidedLabel;
class LinkButton;

/// Whether the data reach back to the beginning of the period before, so that counts can be compared too.
bool coversPrevious(const services::Overview& overview);

/// Which days the figures are of, what their changes are against, and the way to more of them: "27 Aug – 25 Nov 2026 ·
/// changes are against 29 May – 26 Aug 2026   Show all since 22 May 2024".
class PeriodLine : public QWidget
{
    Q_OBJECT

public:
    explicit PeriodLine(QWidget* parent = nullptr);

    void setOverview(const services::Overview& overview, const Question& question, const StoreFacts& store);
    QString text() const;
    LinkButton* link() const { return m_link; }

Q_SIGNALS:
    void rangeWanted(const atalaya::widgets::DateRange& range);

private:
    void offer(const QString& text, const DateRange& range);

    ElidedLabel* m_text;
    LinkButton* m_link;
    DateRange m_offered;
};

} // namespace atalaya::widgets
