// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/rows.h"

#include <QWidget>

#include <optional>

namespace atalaya::widgets {

/// The cause → fix chains around one deployment, painted: a line for each edge, with what the rule saw below it. A neighbour is a
/// button: a click, or arrow keys and Enter, goes to it.
class EdgeChain : public QWidget
{
    Q_OBJECT

public:
    explicit EdgeChain(QWidget* parent = nullptr);

    void setDetail(const delivery::DeploymentDetail& detail);
    bool isEmpty() const { return m_links.isEmpty(); }
    /// The deployments that can be gone to, in the order of the arrow keys.
    QList<model::DeploymentId> targets() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void chosen(atalaya::model::DeploymentId id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Node {
        QString text;
        model::DeploymentId id; ///< null: cannot be gone to
        bool self = false;
        QRectF rect;
    };
    struct Link {
        Node from, to; ///< cause and fix
        QString word;  ///< "revert"
        QString note;  ///< evidence, confidence, state
        QRectF noteRect;
        bool proposed = false;
    };

    int arrange(int width) const;
    int nodeAt(const QPointF& position) const;
    QList<Node*> nodes() const;
    void paintNode(QPainter& painter, const Node& node, bool lit, bool focused) const;
    void paintLink(QPainter& painter, const Link& link) const;

    mutable QList<Link> m_links;
    mutable int m_arranged = -1; ///< the width for which the rectangles hold
    int m_hovered = -1;
    int m_focused = 0;
};

} // namespace atalaya::widgets
