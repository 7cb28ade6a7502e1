// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "model/token.h"

#include <QTimeZone>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QTableView;

namespace atalaya::services {
class TokenService;
}

namespace atalaya::widgets {

class StatePanel;
class TokensModel;

/// The tokens that there are, when each was last used, and a way to revoke one, which is asked back once.
class TokensPanel : public QWidget
{
    Q_OBJECT

public:
    TokensPanel(services::TokenService& service, QThreadPool& pool, std::function<Instant()> now, QWidget* parent = nullptr);

    void setZone(const QTimeZone& zone);
    /// Reads them again.
    void load();
    bool isBusy() const { return m_busy; }
    TokensModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    StatePanel* state() const { return m_state; }
    QPushButton* revokeButton() const { return m_revoke; }

Q_SIGNALS:
    void settledChanged();
    void revoked(const QString& name);

private:
    void say();
    void arrived(Result<QList<model::ApiToken>> tokens);
    void revoke();
    QString chosen() const;
    void askBack(const QString& name);

    services::TokenService& m_service;
    JobRunner m_reader;
    JobRunner m_revoker;
    std::function<Instant()> m_now;
    QTimeZone m_zone = QTimeZone::utc();
    TokensModel* m_model;
    QTableView* m_table;
    StatePanel* m_state;
    QLabel* m_words;
    QPushButton* m_revoke;
    QPushButton* m_keep;
    QAction* m_retry;
    QString m_asked; ///< the token whose revocation waits for a yes; empty: none
    bool m_busy = false;
};

} // namespace atalaya::widgets
