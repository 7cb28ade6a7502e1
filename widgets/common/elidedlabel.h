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
    /// `shorter`, if any, is shown where there is no room for `text`.
    void setText(const QString& text, const QString& shorter = {});
    /// What is drawn at this width: the text, the shorter one, the start of it, or nothing.
    QString shownText() const;
    /// Draws nothing rather than a fragment of a few letters.
    void setDispensable(bool dispensable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateToolTip();
    bool fits(const QString& text) const;

    Role m_role;
    QString m_text;
    QString m_shorter;
    bool m_isDispensable = false;
};

} // namespace atalaya::widgets
