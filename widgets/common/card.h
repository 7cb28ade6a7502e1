// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QBoxLayout;
class QPainter;

namespace atalaya::widgets {

class Colors;
class ElidedLabel;

inline constexpr int kCardRadius = 8;
inline constexpr int kCardPaddingX = 14;
inline constexpr int kCardPaddingY = 12;
inline constexpr int kCardGap = 12;
inline constexpr int kPageMargin = 20;

/// The ground of a card: surface, a line of one pixel, rounded; `outlined` in the accent.
void paintCard(QPainter& painter, const QRectF& rect, const Colors& colors, bool outlined = false);
/// The ring that shows where the keyboard is: two pixels of accent just inside `rect`.
void paintFocusRing(QPainter& painter, const QRectF& rect, const Colors& colors, double radius);

/// A frame with, if wanted, a head: title, muted subtitle, and widgets at its right. What it holds goes into body().
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget* parent = nullptr);
    explicit Card(const QString& title, QWidget* parent = nullptr);

    /// Elided only when everything else in the head has given way.
    QString title() const;
    void setTitle(const QString& title);
    /// Elided when there is no room for it; the tool tip has it whole.
    /// `shorter`, if any, is shown where there is no room for `subtitle`.
    void setSubtitle(const QString& subtitle, const QString& shorter = {});
    QString subtitle() const { return m_subtitle; }
    /// At the right of the head; the card becomes its parent.
    void addHeadWidget(QWidget* widget);
    /// Below the head, within the card's padding.
    QBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void ensureHead();

    QString m_subtitle;
    QWidget* m_head = nullptr;
    QBoxLayout* m_headRow = nullptr;
    ElidedLabel* m_title = nullptr;
    ElidedLabel* m_subtitleLabel = nullptr;
    QBoxLayout* m_body = nullptr;
};

} // namespace atalaya::widgets
