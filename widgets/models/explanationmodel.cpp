// SPDX-License-Identifier: GPL-3.0-or-later
#include "explanationmodel.h"

#include "widgets/common/format.h"
#include "widgets/models/deploymentlist.h"
#include "widgets/models/deploymentsmodel.h"

namespace atalaya::widgets {

void ExplanationModel::setFigure(const ExplainedFigure& figure, const QTimeZone& zone)
{
    beginResetModel();
    m_metric = figure.explanation.metric;
    m_items = figure.items;
    m_zone = zone;
    endResetModel();
}

int ExplanationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

int ExplanationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString ExplanationModel::text(const ExplainedItem& item, int column) const
{
    if (column == Item)
        return item.label;
    if (column == Reason)
        return item.edge ? edgeKindText(item.edge->kind) : QString();
    switch (m_metric) {
    case delivery::Metric::DeploymentFrequency:
        return item.finished ? momentText(*item.finished, m_zone, instantFromMs(QDateTime::currentMSecsSinceEpoch()))
                             : noValue();
    case delivery::Metric::ChangeLeadTime:
    case delivery::Metric::FailedDeploymentRecoveryTime:
        return durationText(item.hours);
    case delivery::Metric::ChangeFailRate:
    case delivery::Metric::DeploymentReworkRate:
        return item.edge ? fixedText(item.edge->confidence, 2) : noValue();
    }
    return {};
}

QVariant ExplanationModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ExplainedItem& item = m_items.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(item, index.column());
    case Qt::ToolTipRole:
        return item.edge ? QString(item.label + u'\n' + item.edge->evidence) : item.id;
    case Qt::TextAlignmentRole:
        return int((index.column() == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DeploymentsModel::ExactRole:
        if (index.column() == Item)
            return item.id;
        if (index.column() == Value && item.hours)
            return exactText(item.hours);
        return text(item, index.column());
    default:
        return {};
    }
}

QVariant ExplanationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const bool isConfidence = section == Value && (m_metric == delivery::Metric::ChangeFailRate ||
                                                   m_metric == delivery::Metric::DeploymentReworkRate);
    if (role == Qt::ToolTipRole && isConfidence)
        return tr("Confidence, 0 to 1");
    if (role == Qt::ToolTipRole && section == Value && m_metric == delivery::Metric::FailedDeploymentRecoveryTime)
        return tr("Recovered after");
    if (role != Qt::DisplayRole)
        return {};
    using delivery::Metric;
    switch (section) {
    case Item:
        if (m_metric == Metric::ChangeLeadTime)
            return tr("Change");
        if (m_metric == Metric::ChangeFailRate || m_metric == Metric::FailedDeploymentRecoveryTime)
            return tr("Failed");
        return m_metric == Metric::DeploymentReworkRate ? tr("Repair") : tr("Deployment");
    case Reason:
        return m_metric == Metric::ChangeFailRate || m_metric == Metric::DeploymentReworkRate ||
                       m_metric == Metric::FailedDeploymentRecoveryTime
                   ? tr("By")
                   : QString();
    default:
        if (m_metric == Metric::DeploymentFrequency)
            return tr("Finished");
        if (m_metric == Metric::ChangeLeadTime)
            return tr("Lead time");
        return m_metric == Metric::FailedDeploymentRecoveryTime ? tr("After", "head of a narrow column: recovered after") : tr("Conf.", "head of a narrow column: confidence");
    }
}

} // namespace atalaya::widgets
