// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QWidget>

namespace atalaya::widgets {

/// One line of text that gives way: it ends in "…" where there is no room, and then its tool tip has it whole.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(Role role, TextSize size = TextSize::Secondary, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString& text);
    /// Draws nothing rather than a fragment of a few letters.
    void setDispensable(bool dispensable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateToolTip();

    Role m_role;
    QString m_text;
    bool m_isDispensable = false;
};

} // namespace atalaya::widgets
