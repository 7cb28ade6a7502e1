// SPDX-License-Identifier: GPL-3.0-or-later
#include "icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QXmlStreamReader>
#include <QtPlugin>

#include <array>

/// For the style sheet.
Q_IMPORT_PLUGIN(ThemedIcons)

/// Resources of a static library have to be asked for, and only from the global namespace.
static void loadIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace atalaya::widgets {

namespace {

constexpr double kGrid = 16;
constexpr double kStroke = 1.4;
constexpr std::array<QLatin1String, kIconCount> kFiles = {
    QLatin1String("overview"),   QLatin1String("trends"),  QLatin1String("anomalies"),    QLatin1String("deployments"),
    QLatin1String("quality"),    QLatin1String("lineage"), QLatin1String("catalogue"),    QLatin1String("logs"),
    QLatin1String("agents"),     QLatin1String("risk"),    QLatin1String("capabilities"), QLatin1String("operations"),
    QLatin1String("close"),      QLatin1String("export"),  QLatin1String("search"),       QLatin1String("check"),
    QLatin1String("cross"),      QLatin1String("question"), QLatin1String("warning"),     QLatin1String("chevron"),
    QLatin1String("app"),        QLatin1String("table"),   QLatin1String("activity"),
};

struct Drawing {
    QPainterPath lines;
    QPainterPath fills;
};

/// Reads the path language as far as our drawings use it: M, L, H, V, C and Z, absolute.
class PathReader
{
public:
    explicit PathReader(QStringView text) : m_rest(text) {}

    QPainterPath read()
    {
        QPainterPath path;
        char16_t command = u'M';
        for (skipBlanks(); !m_rest.isEmpty(); skipBlanks()) {
            if (m_rest.front().isLetter()) {
                command = m_rest.front().unicode();
                m_rest = m_rest.mid(1);
            }
            step(path, command);
        }
        return path;
    }

private:
    void step(QPainterPath& path, char16_t command)
    {
        const QPointF from = path.currentPosition();
        switch (command) {
        case u'M':
            path.moveTo(point());
            return;
        case u'L':
            path.lineTo(point());
            return;
        case u'H':
            path.lineTo(number(), from.y());
            return;
        case u'V':
            path.lineTo(from.x(), number());
            return;
        case u'C': {
            const QPointF one = point();
            const QPointF two = point();
            path.cubicTo(one, two, point());
            return;
        }
        case u'Z':
            path.closeSubpath();
            return;
        default:
            qFatal("An icon uses the path command %c, which is not read.", char(command));
        }
    }

    void skipBlanks()
    {
        while (!m_rest.isEmpty() && (m_rest.front().isSpace() || m_rest.front() == u','))
            m_rest = m_rest.mid(1);
    }

    double number()
    {
        skipBlanks();
        qsizetype length = 0;
        while (length < m_rest.size() && (m_rest[length].isDigit() || m_rest[length] == u'.' || m_rest[length] == u'-'))
            ++length;
        Q_ASSERT(length > 0);
        const double value = m_rest.left(length).toDouble();
        m_rest = m_rest.mid(qMax<qsizetype>(length, 1));
        return value;
    }

    QPointF point()
    {
        const double x = number();
        return {x, number()};
    }

    QStringView m_rest;
};

QPainterPath shapeOf(QStringView element, const QXmlStreamAttributes& attributes)
{
    const auto value = [&attributes](QLatin1String name) { return attributes.value(name).toDouble(); };
    QPainterPath shape;
    if (element == QLatin1String("path")) {
        shape = PathReader(attributes.value(QLatin1String("d"))).read();
    } else if (element == QLatin1String("circle")) {
        const double radius = value(QLatin1String("r"));
        shape.addEllipse(QPointF(value(QLatin1String("cx")), value(QLatin1String("cy"))), radius, radius);
    } else if (element == QLatin1String("rect")) {
        const double radius = value(QLatin1String("rx"));
        shape.addRoundedRect(QRectF(value(QLatin1String("x")), value(QLatin1String("y")), value(QLatin1String("width")),
                                    value(QLatin1String("height"))),
                             radius, radius);
    }
    return shape;
}

Drawing readDrawing(QLatin1String name)
{
    QFile file(QStringLiteral(":/atalaya/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The icon %s is missing from the program.", name.data());
    Drawing drawing;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement || xml.name() == QLatin1String("svg"))
            continue;
        const QPainterPath shape = shapeOf(xml.name(), xml.attributes());
        const bool filled = xml.attributes().value(QLatin1String("fill")) == QLatin1String("currentColor");
        (filled ? drawing.fills : drawing.lines).addPath(shape);
    }
    return drawing;
}

const Drawing& drawingOf(IconName name)
{
    static const std::array<Drawing, kIconCount> drawings = [] {
        loadIconResources();
        std::array<Drawing, kIconCount> all;
        for (size_t at = 0; at < all.size(); ++at)
            all[at] = readDrawing(kFiles[at]);
        return all;
    }();
    return drawings[size_t(name)];
}

/// Draws with the colour that the palette has at that moment.
class IconEngine : public QIconEngine
{
public:
    IconEngine(IconName name, Role role) : m_name(name), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        paintIcon(*painter, rect, m_name, color(mode, state));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paintIcon(painter, QRectF(QPointF(), size), m_name, color(mode, state));
        return picture;
    }
    QIconEngine* clone() const override { return new IconEngine(*this); }
    QString key() const override { return QStringLiteral("atalaya"); }

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const
    {
        const QPalette palette = QGuiApplication::palette();
        const Colors& colors = colorsOf(palette);
        if (mode == QIcon::Disabled)
            return colors[Role::Faint];
        return colors[state == QIcon::On || mode == QIcon::Selected ? Role::Accent : m_role];
    }

    IconName m_name;
    Role m_role;
};

} // namespace

QIcon icon(IconName name, Role role)
{
    return QIcon(new IconEngine(name, role));
}

QPixmap iconPixmap(IconName name, const QColor& color, int size, qreal devicePixelRatio)
{
    QPixmap picture(QSizeF(size * devicePixelRatio, size * devicePixelRatio).toSize());
    picture.setDevicePixelRatio(devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintIcon(painter, QRectF(0, 0, size, size), name, color);
    return picture;
}

void paintIcon(QPainter& painter, const QRectF& rect, IconName name, const QColor& color)
{
    const Drawing& drawing = drawingOf(name);
    const double side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / kGrid, side / kGrid);
    painter.strokePath(drawing.lines, QPen(color, kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(drawing.fills, color);
    painter.restore();
}

QIcon appIcon()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap picture(size, size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorsOf(Scheme::Light)[Role::Accent]);
        painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22);
        const double inset = size * 0.18;
        paintIcon(painter, QRectF(0, 0, size, size).adjusted(inset, inset, -inset, -inset), IconName::App, Qt::white);
        icon.addPixmap(picture);
    }
    return icon;
}

} // namespace atalaya::widgets
