// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/colors.h"

#include <QWidget>

#include <optional>

class QPainter;

namespace atalaya::widgets {

/// The size of a pill with this text, and the pill itself, for who paints its own.
QSizeF pillSize(const QString& text);
void paintPill(QPainter& painter, const QRectF& rect, const QString& text, const Colors& colors, Role textRole = Role::Muted);

/// A small pill: a benchmark score, "dataset", "proposed".
class Badge : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(const QString& text = {}, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    /// Hidden while the text is empty.
    void setText(const QString& text);
    void setTextRole(Role role);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Role m_role = Role::Muted;
};

} // namespace atalaya::widgets
