// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/colors.h"

#include <QWidget>

namespace atalaya::widgets {

/// One figure with its name above and what it is of below.
class FigureCard : public QWidget
{
    Q_OBJECT

public:
    explicit FigureCard(QWidget* parent = nullptr);

    void setWords(const QString& name, const QString& figure, const QString& detail);
    /// The colour of the figure: only where it asks to be looked at it is not that of texts.
    void setRole(Role role);
    QString figure() const { return m_figure; }
    QString detail() const { return m_detail; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    QString m_figure;
    QString m_detail;
    Role m_role = Role::Text;
};

} // namespace atalaya::widgets
