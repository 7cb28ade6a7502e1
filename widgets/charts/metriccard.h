// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/series.h"
#include "widgets/charts/metricwords.h"

#include <QAbstractButton>

namespace atalaya::widgets {

/// One of the five figures: name, score, value with its unit, n and interval, course, and change against the period before.
/// The whole card is a button that asks why; it is outlined while selected. Nothing is clipped down to 132 px of width: the
/// name and the detail wrap into two lines.
class MetricCard : public QAbstractButton
{
    Q_OBJECT
    Q_PROPERTY(bool selected READ isSelected WRITE setSelected NOTIFY selectedChanged)

public:
    explicit MetricCard(QWidget* parent = nullptr);

    void setMetric(delivery::Metric metric, const delivery::Metrics& current,
                   const std::optional<delivery::Metrics>& previous, const delivery::Series& series);
    /// The frame of a metric whose figure is still to come.
    void setPending(delivery::Metric metric);
    delivery::Metric metric() const { return m_metric; }
    const MetricWords& words() const { return m_words; }

    /// How many lines there are below the figure.
    int wantedDetails() const { return m_words.sure.isEmpty() ? 2 : 3; }
    /// Room for more than it needs itself, so that the cards of a row are of one height; until the next figure.
    void setRoomForDetails(int lines);

    bool isSelected() const { return m_selected; }
    void setSelected(bool selected);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void whyRequested();
    void selectedChanged(bool selected);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void setWords(const MetricWords& words);
    void paintHead(QPainter& painter, const QRectF& rect, const Colors& colors) const;
    void paintFigure(QPainter& painter, const QRectF& rect, const Colors& colors) const;
    void paintCourse(QPainter& painter, const QRectF& rect, const Colors& colors) const;

    delivery::Metric m_metric = delivery::Metric::DeploymentFrequency;
    MetricWords m_words;
    delivery::Series m_series;
    int m_detailRoom = 2; ///< lines
    bool m_selected = false;
};

} // namespace atalaya::widgets
