// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPaintDevice>
#include <QSize>

#include <memory>

namespace atalaya::widgets {

/// What is painted on it becomes an SVG 1.1 document: paths with pens and brushes of one colour, and text as text. Pictures,
/// gradients and clipping are left out; our plots need none. Ask for the document after the painter has ended.
class SvgWriter : public QPaintDevice
{
public:
    SvgWriter(QSize size, const QString& title);
    ~SvgWriter() override;

    QByteArray document() const;
    QPaintEngine* paintEngine() const override;

protected:
    int metric(PaintDeviceMetric metric) const override;

private:
    class Engine;
    QSize m_size;
    QString m_title;
    std::unique_ptr<Engine> m_engine;
};

} // namespace atalaya::widgets
