// SPDX-License-Identifier: GPL-3.0-or-later
#include "fonts.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>

namespace atalaya::widgets {

namespace {

double digitWidth(const QFontMetricsF& metrics)
{
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls `visit(run, advance, isDigit)` for each digit and each run of other characters.
template<class Visit>
void forEachRun(const QString& text, const QFontMetricsF& metrics, Visit visit)
{
    const double digit = digitWidth(metrics);
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at + 1;
        if (!text[at].isDigit()) {
            while (end < text.size() && !text[end].isDigit())
                ++end;
        }
        const QString run = text.mid(at, end - at);
        visit(run, text[at].isDigit() ? digit : metrics.horizontalAdvance(run), text[at].isDigit());
        at = end;
    }
}

} // namespace

double textScale()
{
    static const double scale = [] {
        // Systems differ in what they call normal: up to 15 px is what the design means by 13.
        constexpr double kUsual = 15, kDesigned = 13 + 1.0 / 3, kMost = 3;
        bool asked = false;
        const double wanted = qEnvironmentVariable("ATALAYA_TEXT_SCALE").toDouble(&asked);
        if (asked && wanted >= 1)
            return std::min(wanted, kMost);
        const double size = QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).pixelSize();
        return size <= kUsual ? 1.0 : std::min(size / kDesigned, kMost);
    }();
    return scale;
}

QFont uiFont(TextSize size, QFont::Weight weight)
{
    static const bool hasInter = QFontDatabase::families().contains(QStringLiteral("Inter"));
    QFont font = hasInter ? QFont(QStringLiteral("Inter")) : QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(Scaled{int(size)});
    font.setWeight(weight);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

QFont monospaceFont(TextSize size)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(Scaled{int(size)});
    return font;
}

void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    double x = rect.left();
    if (alignment.testFlag(Qt::AlignRight))
        x = rect.right() - tabularWidth(painter.font(), text);
    const double baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    forEachRun(text, metrics, [&](const QString& run, double advance, bool isDigit) {
        const double inset = isDigit ? (advance - metrics.horizontalAdvance(run)) / 2 : 0;
        painter.drawText(QPointF(x + inset, baseline), run);
        x += advance;
    });
}

double tabularWidth(const QFont& font, const QString& text)
{
    double width = 0;
    forEachRun(text, QFontMetricsF(font), [&width](const QString&, double advance, bool) { width += advance; });
    return width;
}

} // namespace atalaya::widgets
