// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokensmodel.h"

#include "widgets/common/format.h"
#include "widgets/models/cellmark.h"

#include <algorithm>

namespace atalaya::widgets {

QString roleText(model::Role role)
{
    switch (role) {
    case model::Role::Viewer:
        return TokensModel::tr("viewer: reads everything");
    case model::Role::Operator:
        return TokensModel::tr("operator: also sends events");
    case model::Role::Admin:
        return TokensModel::tr("admin: may do everything");
    }
    Q_UNREACHABLE();
}

void TokensModel::setTokens(const QList<model::ApiToken>& tokens, const QTimeZone& zone, Instant now)
{
    beginResetModel();
    m_zone = zone;
    m_now = now;
    m_tokens.clear();
    std::copy_if(tokens.begin(), tokens.end(), std::back_inserter(m_tokens), [](const auto& token) { return !token.revokedAt; });
    std::stable_sort(m_tokens.begin(), m_tokens.end(),
                     [](const auto& left, const auto& right) { return left.createdAt > right.createdAt; });
    endResetModel();
}

int TokensModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_tokens.size());
}

int TokensModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString TokensModel::textOf(const model::ApiToken& token, int column) const
{
    switch (column) {
    case Name:
        return token.name;
    case Role:
        return model::roleName(token.role);
    case Created:
        return dateText(token.createdAt, m_zone, m_now);
    case Expires:
        if (!token.expiresAt)
            return tr("never", "a token expires");
        return *token.expiresAt <= m_now ? tr("expired") : dateText(*token.expiresAt, m_zone, m_now);
    case LastUse:
        return token.lastUsedAt ? ageText(m_now - *token.lastUsedAt) : tr("never", "a token was used");
    default:
        return {};
    }
}

QVariant TokensModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const model::ApiToken& item = m_tokens.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return textOf(item, index.column());
    case Qt::ToolTipRole:
        return index.column() == Role ? roleText(item.role) : QVariant();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case kCellMarkRole:
        return index.column() == Expires && item.expiresAt && *item.expiresAt <= m_now ? QVariant(int(CellMark::Warning)) : QVariant();
    default:
        return {};
    }
}

QVariant TokensModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Name"), tr("Role"), tr("Created"), tr("Expires"), tr("Last use")};
    return names[section];
}

} // namespace atalaya::widgets
