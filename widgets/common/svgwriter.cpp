// SPDX-License-Identifier: GPL-3.0-or-later
#include "svgwriter.h"

#include <QFont>
#include <QPaintEngine>
#include <QPainterPath>

namespace atalaya::widgets {

namespace {

constexpr int kDotsPerInch = 96;

QString number(double value)
{
    // A hundredth of a pixel is finer than any screen; "-0" says nothing.
    const double rounded = double(qRound64(value * 100)) / 100;
    return QString::number(rounded == 0 ? 0 : rounded, 'g', 10);
}

QString pointText(QPointF point)
{
    return number(point.x()) + QChar(u' ') + number(point.y());
}

QString pathText(const QPainterPath& path)
{
    QString text;
    for (int at = 0; at < path.elementCount(); ++at) {
        const QPainterPath::Element element = path.elementAt(at);
        if (element.type == QPainterPath::MoveToElement)
            text += QChar(u'M');
        else if (element.type == QPainterPath::LineToElement)
            text += QChar(u'L');
        else if (element.type == QPainterPath::CurveToElement)
            text += QChar(u'C');
        else
            text += QChar(u' ');
        text += pointText(element);
    }
    return text;
}

QString colorText(const char* attribute, const QColor& color, double opacity)
{
    const QString name = QLatin1String(attribute);
    const double alpha = color.alphaF() * opacity;
    QString text = QStringLiteral(" %1=\"%2\"").arg(name, color.name());
    if (alpha < 1)
        text += QStringLiteral(" %1-opacity=\"%2\"").arg(name, number(alpha));
    return text;
}

} // namespace

class SvgWriter::Engine : public QPaintEngine
{
public:
    Engine() : QPaintEngine(QPaintEngine::AllFeatures) {}

    bool begin(QPaintDevice*) override
    {
        m_body.clear();
        return true;
    }
    bool end() override { return true; }
    Type type() const override { return User; }
    void updateState(const QPaintEngineState&) override {}
    void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}

    void drawPath(const QPainterPath& path) override { addPath(path, true); }
    void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override
    {
        QPainterPath path(points[0]);
        for (int at = 1; at < count; ++at)
            path.lineTo(points[at]);
        if (mode != PolylineMode)
            path.closeSubpath();
        addPath(path, mode != PolylineMode);
    }
    void drawTextItem(const QPointF& at, const QTextItem& item) override
    {
        const QFont font = item.font();
        m_body += QStringLiteral("<text x=\"%1\" y=\"%2\" font-family=\"%3\" font-size=\"%4\" font-weight=\"%5\"%6>%7</text>\n")
                      .arg(number(at.x()), number(at.y()), font.family().toHtmlEscaped(), number(font.pixelSize()),
                           QString::number(int(font.weight())),
                           colorText("fill", state->pen().color(), state->opacity()) + transformText(),
                           item.text().toHtmlEscaped());
    }

    QString body() const { return m_body; }

private:
    void addPath(const QPainterPath& path, bool filled)
    {
        const QBrush brush = state->brush();
        const QPen pen = state->pen();
        const bool fills = filled && brush.style() != Qt::NoBrush;
        const bool strokes = pen.style() != Qt::NoPen;
        if ((!fills && !strokes) || path.isEmpty())
            return;
        QString attributes = fills ? colorText("fill", brush.color(), state->opacity()) : QStringLiteral(" fill=\"none\"");
        if (strokes)
            attributes += strokeText(pen);
        m_body += QStringLiteral("<path d=\"%1\"%2/>\n").arg(pathText(path), attributes + transformText());
    }

    QString strokeText(const QPen& pen) const
    {
        const double width = pen.widthF() > 0 ? pen.widthF() : 1;
        QString text = colorText("stroke", pen.color(), state->opacity());
        text += QStringLiteral(" stroke-width=\"%1\"").arg(number(width));
        if (pen.capStyle() == Qt::RoundCap)
            text += QStringLiteral(" stroke-linecap=\"round\"");
        if (pen.joinStyle() == Qt::RoundJoin)
            text += QStringLiteral(" stroke-linejoin=\"round\"");
        if (pen.style() != Qt::SolidLine) {
            QStringList dashes;
            for (const double dash : pen.dashPattern())
                dashes << number(dash * width);
            text += QStringLiteral(" stroke-dasharray=\"%1\"").arg(dashes.join(QChar(u' ')));
        }
        return text;
    }

    QString transformText() const
    {
        const QTransform by = state->transform();
        if (by.isIdentity())
            return {};
        return QStringLiteral(" transform=\"matrix(%1 %2 %3 %4 %5 %6)\"")
            .arg(number(by.m11()), number(by.m12()), number(by.m21()), number(by.m22()), number(by.dx()), number(by.dy()));
    }

    QString m_body;
};

SvgWriter::SvgWriter(QSize size, const QString& title)
    : m_size(size), m_title(title), m_engine(std::make_unique<Engine>())
{
}

SvgWriter::~SvgWriter() = default;

QPaintEngine* SvgWriter::paintEngine() const
{
    return m_engine.get();
}

QByteArray SvgWriter::document() const
{
    const QString head = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" height=\"%2\" "
                                        "viewBox=\"0 0 %1 %2\">\n<title>%3</title>\n")
                             .arg(QString::number(m_size.width()), QString::number(m_size.height()),
                                  m_title.toHtmlEscaped());
    return QString(head + m_engine->body() + QStringLiteral("</svg>\n")).toUtf8();
}

int SvgWriter::metric(PaintDeviceMetric metric) const
{
    constexpr double kMmPerInch = 25.4;
    switch (metric) {
    case PdmWidth:
        return m_size.width();
    case PdmHeight:
        return m_size.height();
    case PdmWidthMM:
        return qRound(m_size.width() * kMmPerInch / kDotsPerInch);
    case PdmHeightMM:
        return qRound(m_size.height() * kMmPerInch / kDotsPerInch);
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
        return kDotsPerInch;
    case PdmDepth:
        return 32;
    case PdmNumColors:
        return std::numeric_limits<int>::max();
    case PdmDevicePixelRatio:
        return 1;
    case PdmDevicePixelRatioScaled:
        return int(devicePixelRatioFScale());
    default: // later versions of Qt ask for more
        return QPaintDevice::metric(metric);
    }
    return 0;
}

} // namespace atalaya::widgets
