// SPDX-License-Identifier: GPL-3.0-or-later
#include "figurecard.h"

#include "widgets/common/card.h"
#include "widgets/theme/fonts.h"

#include <QPainter>

namespace atalaya::widgets {

namespace {
constexpr Scaled kLine{18};
constexpr Scaled kFigure{34};
} // namespace

FigureCard::FigureCard(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FigureCard::setWords(const QString& name, const QString& figure, const QString& detail)
{
    if (name == m_name && figure == m_figure && detail == m_detail)
        return;
    m_name = name;
    m_figure = figure;
    m_detail = detail;
    setAccessibleName(QStringLiteral("%1: %2, %3").arg(name, figure, detail));
    setToolTip(detail);
    update();
}

void FigureCard::setRole(Role role)
{
    m_role = role;
    update();
}

QSize FigureCard::sizeHint() const
{
    return {Scaled{200}, 2 * kCardPaddingY + 2 * kLine + kFigure};
}

QSize FigureCard::minimumSizeHint() const
{
    return {Scaled{110}, sizeHint().height()};
}

void FigureCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = colorsOf(palette());
    paintCard(painter, rect(), colors);
    QRectF line = QRectF(rect()).adjusted(kCardPaddingX, kCardPaddingY, -kCardPaddingX, 0);
    line.setHeight(kLine);
    const auto draw = [&](const QString& text) {
        drawTabular(painter, line, Qt::AlignLeft, painter.fontMetrics().elidedText(text, Qt::ElideRight, int(line.width())));
    };
    painter.setPen(colors.text(Role::Muted));
    painter.setFont(uiFont());
    draw(m_name);
    line.translate(0, kLine);
    line.setHeight(kFigure);
    painter.setPen(colors.text(m_role));
    painter.setFont(uiFont(TextSize::Figure, QFont::DemiBold));
    draw(m_figure);
    line.translate(0, kFigure);
    line.setHeight(kLine);
    painter.setPen(colors.text(Role::Muted));
    painter.setFont(uiFont(TextSize::Secondary));
    draw(m_detail);
}

} // namespace atalaya::widgets
