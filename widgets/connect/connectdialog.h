// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "services/tokenservice.h"
#include "widgets/connect/snippets.h"
#include "widgets/models/apistatus.h"

#include <QDialog>
#include <QTimeZone>

class QBoxLayout;
class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace atalaya::widgets {

class CodeBox;
class ConnectionTest;
class TokensPanel;
struct TestStep;

/// Makes a token, shows it once with the settings that an AI client takes, and tests them on the running server. The secret lives as
/// long as the dialog and is written nowhere.
class ConnectDialog : public QDialog
{
    Q_OBJECT

public:
    /// `command` starts this program's MCP on this store.
    ConnectDialog(services::TokenService& service, QThreadPool& pool, const QStringList& command, std::function<Instant()> now,
                  QWidget* parent = nullptr);

    void setApi(const ApiStatus& api);
    void setZone(const QTimeZone& zone);
    bool isSettled() const;
    QLineEdit* nameField() const { return m_name; }
    QPushButton* createButton() const { return m_create; }
    QPushButton* testButton() const { return m_testButton; }
    CodeBox* secretBox() const { return m_secretBox; }
    CodeBox* snippetBox() const { return m_snippet; }
    TokensPanel* tokens() const { return m_tokens; }
    QString trouble() const;
    QString testWords() const;
    void showWay(Way way);

Q_SIGNALS:
    void settledChanged();

private:
    void build();
    QBoxLayout* buildToken();
    QBoxLayout* buildSnippets();
    QBoxLayout* buildTest();
    void connectAll();
    void say();
    void sayApi();
    void fillChoices();
    void create();
    void created(const Result<services::TokenService::Created>& made);
    void showSnippet();
    void addStep(const TestStep& step);
    void sayTest();

    services::TokenService& m_service;
    JobRunner m_creator;
    QStringList m_command;
    ApiStatus m_api;
    QString m_secret;  ///< of the token that this dialog made; empty: none yet
    QString m_created; ///< its name
    QStringList m_stepLines; ///< of the last test
    bool m_creating = false;

    QLabel* m_apiWords;
    QLabel* m_tokenHead;
    QLabel* m_snippetHead;
    QLabel* m_testHead;
    QLabel* m_tokensHead;
    QLabel* m_nameLabel;
    QLabel* m_roleLabel;
    QLabel* m_expiryLabel;
    QLineEdit* m_name;
    QComboBox* m_role;
    QComboBox* m_expiry;
    QPushButton* m_create;
    QLabel* m_once;
    QWidget* m_secretRow;
    CodeBox* m_secretBox;
    QButtonGroup* m_ways;
    QPushButton* m_wayButtons[3];
    CodeBox* m_snippet;
    QLabel* m_note;
    ConnectionTest* m_test;
    QPushButton* m_testButton;
    QLabel* m_steps;
    TokensPanel* m_tokens;
    QPushButton* m_close;
};

} // namespace atalaya::widgets
