// SPDX-License-Identifier: GPL-3.0-or-later
#include "edgechain.h"

#include "widgets/common/card.h"
#include "widgets/common/format.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace atalaya::widgets {

namespace {

constexpr Scaled kNodeHeight{28};
constexpr int kNodePadding = 10;
constexpr Scaled kLeastArrow{84}; ///< between two nodes: the kind of the edge has room
constexpr int kNoteGap = 4;
constexpr int kLinkGap = 14;

QString noteOf(const model::RemediationEdge& edge)
{
    return EdgeChain::tr("%1 · confidence %2, %3", "what the rule saw, its confidence, the state of the edge")
        .arg(edge.evidence, fixedText(edge.confidence, 2), edgeStateText(edge.state));
}

} // namespace

EdgeChain::EdgeChain(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void EdgeChain::setDetail(const delivery::DeploymentDetail& detail)
{
    m_links.clear();
    m_arranged = -1;
    m_hovered = -1;
    m_focused = 0;
    const model::DeploymentId self = detail.row.deployment.id;
    const auto node = [&](model::DeploymentId id) {
        if (id == self)
            return Node{nameOf(detail.row.deployment), {}, true, {}};
        if (id.isNull())
            return Node{tr("open"), {}, false, {}};
        return Node{nameOf(detail.neighbours.value(id, model::Deployment{.id = id})), id, false, {}};
    };
    QStringList told;
    for (const QList<model::RemediationEdge>* edges : {&detail.row.blamedBy, &detail.row.repairs}) {
        for (const model::RemediationEdge& edge : *edges) {
            Link link{node(edge.cause), node(edge.fix), edgeKindText(edge.kind), noteOf(edge), {},
                      edge.state == model::EdgeState::Proposed};
            const auto incident = detail.incident(edge.incident);
            if (incident && edge.fix.isNull() && incident->resolved)
                link.to.text = tr("resolved", "an incident");
            told.append(tr("%1 to %2, %3: %4", "cause, fix, kind of edge, evidence").arg(link.from.text, link.to.text, link.word, link.note));
            m_links.append(link);
        }
    }
    setAccessibleName(tr("Causes and fixes"));
    setAccessibleDescription(told.join(QStringLiteral(". ")));
    setFocusPolicy(targets().isEmpty() ? Qt::NoFocus : Qt::StrongFocus);
    updateGeometry();
    update();
}

QList<EdgeChain::Node*> EdgeChain::nodes() const
{
    QList<Node*> result;
    for (Link& link : m_links) {
        for (Node* node : {&link.from, &link.to}) {
            if (!node->id.isNull())
                result.append(node);
        }
    }
    return result;
}

QList<model::DeploymentId> EdgeChain::targets() const
{
    QList<model::DeploymentId> ids;
    for (const Node* node : nodes())
        ids.append(node->id);
    return ids;
}

int EdgeChain::arrange(int width) const
{
    const QFontMetricsF metrics(monospaceFont());
    const QFontMetricsF noteMetrics(uiFont(TextSize::Secondary));
    double y = 0;
    for (Link& link : m_links) {
        const auto wanted = [&](const Node& node) {
            return std::ceil(metrics.horizontalAdvance(node.text)) + 2 * kNodePadding;
        };
        // A short name leaves its room to a long one.
        const double room = std::max(40.0, width - double(kLeastArrow));
        const double fromWidth = std::min(wanted(link.from), std::max(room / 2, room - wanted(link.to)));
        const double toWidth = std::min(wanted(link.to), room - fromWidth);
        link.from.rect = QRectF(0.5, y + 0.5, fromWidth, kNodeHeight);
        link.to.rect = QRectF(width - toWidth - 0.5, y + 0.5, toWidth, kNodeHeight);
        y += kNodeHeight + kNoteGap;
        const QRectF note = noteMetrics.boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, link.note);
        link.noteRect = QRectF(0, y, width, std::ceil(note.height()) + 1);
        y += link.noteRect.height() + kLinkGap;
    }
    m_arranged = width;
    return m_links.isEmpty() ? 0 : int(y) - kLinkGap + 2;
}

int EdgeChain::heightForWidth(int width) const
{
    return arrange(width);
}

QSize EdgeChain::sizeHint() const
{
    return {300, arrange(width() > 40 ? width() : 300)};
}

void EdgeChain::paintNode(QPainter& painter, const Node& node, bool lit, bool focused) const
{
    const Colors& colors = colorsOf(palette());
    const Role ground = node.self ? Role::AccentSoft : Role::Surface;
    painter.setPen(QPen(node.self || lit ? colors[Role::Accent] : colors[Role::Line], 1));
    painter.setBrush(colors[ground]);
    painter.drawRoundedRect(node.rect, 6, 6);
    const bool link = !node.id.isNull();
    painter.setFont(monospaceFont());
    painter.setPen(colors.text(link ? Role::Accent : node.self ? Role::Text : Role::Muted, ground));
    const QRectF inner = node.rect.adjusted(kNodePadding - 2, 0, 2 - kNodePadding, 0);
    painter.drawText(inner, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(node.text, Qt::ElideMiddle, int(inner.width()) + 1));
    if (focused)
        paintFocusRing(painter, node.rect, colors, 6);
}

void EdgeChain::paintLink(QPainter& painter, const Link& link) const
{
    const Colors& colors = colorsOf(palette());
    const double y = link.from.rect.center().y();
    const double left = link.from.rect.right() + 4;
    const double right = link.to.rect.left() - 4;
    painter.setPen(QPen(colors[Role::Muted], 1.25, link.proposed ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(left, y), QPointF(right - 1, y));
    painter.setPen(QPen(colors[Role::Muted], 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{QPointF(right - 5, y - 4), QPointF(right, y), QPointF(right - 5, y + 4)});
    painter.setFont(uiFont(TextSize::Small));
    const double wordWidth = painter.fontMetrics().horizontalAdvance(link.word) + 8;
    const QRectF word((left + right - wordWidth) / 2, y - 8, wordWidth, 16);
    painter.fillRect(word, colors[Role::Surface]);
    painter.setPen(colors.text(Role::Muted, Role::Surface));
    painter.drawText(word, Qt::AlignCenter, link.word);
    painter.setFont(uiFont(TextSize::Secondary));
    painter.drawText(link.noteRect, Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, link.note);
}

void EdgeChain::paintEvent(QPaintEvent*)
{
    if (m_arranged != width())
        arrange(width());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int index = 0;
    for (const Link& link : std::as_const(m_links)) {
        paintLink(painter, link);
        for (const Node* node : {&link.from, &link.to}) {
            const bool target = !node->id.isNull();
            paintNode(painter, *node, target && index == m_hovered, target && hasFocus() && index == m_focused);
            index += target ? 1 : 0;
        }
    }
}

int EdgeChain::nodeAt(const QPointF& position) const
{
    if (m_arranged != width())
        arrange(width());
    const QList<Node*> all = nodes();
    for (qsizetype index = 0; index < all.size(); ++index) {
        if (all.at(index)->rect.contains(position))
            return int(index);
    }
    return -1;
}

void EdgeChain::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = nodeAt(event->position());
    setCursor(m_hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void EdgeChain::mouseReleaseEvent(QMouseEvent* event)
{
    const int index = nodeAt(event->position());
    if (event->button() == Qt::LeftButton && index >= 0)
        Q_EMIT chosen(targets().at(index));
}

void EdgeChain::leaveEvent(QEvent* event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

void EdgeChain::keyPressEvent(QKeyEvent* event)
{
    const int count = int(targets().size());
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        m_focused = std::min(count - 1, m_focused + 1);
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        m_focused = std::max(0, m_focused - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_focused < count)
            Q_EMIT chosen(targets().at(m_focused));
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

} // namespace atalaya::widgets
