// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QPainter;
class QRectF;

namespace atalaya::widgets {

enum class TextSize { Small = 11, Secondary = 12, Body = 13, Title = 16, Figure = 26 };

/// Inter where it is installed, otherwise the system's font; sizes are in device-independent pixels.
/// By how much texts are larger than designed, 1 to 3: as the environment variable ATALAYA_TEXT_SCALE says, otherwise as the system's
/// font asks for: 1 for the usual sizes, 1.5 for a font of 20 px.
double textScale();

/// A length that holds texts: so many pixels as designed, and more with larger texts.
struct Scaled {
    int designed;
    operator int() const { return qRound(designed * textScale()); }
};

QFont uiFont(TextSize size = TextSize::Body, QFont::Weight weight = QFont::Normal);
/// For versions, shas and ids.
QFont monospaceFont(TextSize size = TextSize::Secondary);

/// Draws one line in which every digit is as wide as the widest, so that columns of numbers stand under each other in any font.
/// Aligned right or left inside `rect`, in the middle of its height.
void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);
/// The width that drawTabular() needs.
double tabularWidth(const QFont& font, const QString& text);

} // namespace atalaya::widgets
