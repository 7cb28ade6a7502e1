// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/token.h"

#include <QAbstractTableModel>
#include <QList>
#include <QTimeZone>

namespace atalaya::widgets {

/// "may read", "may read and write", …: what a role is good for, in a few words.
QString roleText(model::Role role);

/// The tokens that are not revoked, newest first. Of a token it knows what the store knows, never the secret.
class TokensModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Role, Created, Expires, LastUse, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setTokens(const QList<model::ApiToken>& tokens, const QTimeZone& zone, Instant now);
    const model::ApiToken& token(int row) const { return m_tokens.at(row); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString textOf(const model::ApiToken& token, int column) const;

    QList<model::ApiToken> m_tokens;
    QTimeZone m_zone = QTimeZone::utc();
    Instant m_now;
};

} // namespace atalaya::widgets
