// SPDX-License-Identifier: GPL-3.0-or-later
#define QT_STATICPLUGIN // it is part of the program
#include "themedicons.h"

#include "widgets/theme/colors.h"
#include "widgets/theme/icons.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>

namespace atalaya::widgets {

namespace {

struct Drawing {
    QLatin1String name;
    IconName icon;
    Role role;
    int turned; ///< degrees, clockwise
};
constexpr Drawing kDrawings[] = {
    {QLatin1String("chevron-down"), IconName::Chevron, Role::Muted, 0},
    {QLatin1String("chevron-left"), IconName::Chevron, Role::Muted, 90},
    {QLatin1String("chevron-up"), IconName::Chevron, Role::Muted, 180},
    {QLatin1String("chevron-right"), IconName::Chevron, Role::Muted, 270},
    {QLatin1String("check"), IconName::Check, Role::Accent, 0},
};

class DrawingEngine : public QIconEngine
{
public:
    explicit DrawingEngine(const Drawing& drawing) : m_drawing(drawing) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const Colors& colors = colorsOf(QGuiApplication::palette());
        const QRectF square(-rect.width() / 2.0, -rect.height() / 2.0, rect.width(), rect.height());
        painter->save();
        painter->translate(QRectF(rect).center());
        painter->rotate(m_drawing.turned);
        paintIcon(*painter, square, m_drawing.icon, colors[mode == QIcon::Disabled ? Role::Faint : m_drawing.role]);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return picture;
    }
    QIconEngine* clone() const override { return new DrawingEngine(*this); }
    QString key() const override { return QStringLiteral("atalaya-themed"); }

private:
    Drawing m_drawing;
};

} // namespace

QIconEngine* ThemedIcons::create(const QString& filename)
{
    const QString name = QFileInfo(filename).completeBaseName();
    for (const Drawing& drawing : kDrawings) {
        if (drawing.name == name)
            return new DrawingEngine(drawing);
    }
    return nullptr;
}

} // namespace atalaya::widgets

#include "moc_themedicons.cpp"
