// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenspanel.h"

#include "services/tokenservice.h"
#include "widgets/common/card.h"
#include "widgets/common/language.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/common/statepanel.h"
#include "widgets/models/tokensmodel.h"
#include "widgets/theme/stylesheet.h"

#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace atalaya::widgets {

TokensPanel::TokensPanel(services::TokenService& service, QThreadPool& pool, std::function<Instant()> now, QWidget* parent)
    : QWidget(parent), m_service(service), m_reader(pool), m_revoker(pool), m_now(std::move(now)), m_model(new TokensModel(this)),
      m_table(new QTableView(this)), m_state(new StatePanel(this)), m_words(new QLabel(this)), m_revoke(new QPushButton(this)),
      m_keep(new QPushButton(this)), m_retry(new QAction(this))
{
    m_table->setModel(m_model);
    dressTable(m_table);
    m_state->setContent(m_table);
    m_words->setTextFormat(Qt::PlainText);
    setLook(m_words, QStringLiteral("secondary"));
    for (QPushButton* button : {m_revoke, m_keep})
        button->setAutoDefault(false);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_words, 1);
    foot->addWidget(m_keep);
    foot->addWidget(m_revoke);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* card = new Card(this);
    card->layout()->setContentsMargins(6, 2, 6, 6);
    card->body()->addWidget(m_state, 1);
    layout->addWidget(card, 1);
    layout->addLayout(foot);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { askBack({}); });
    connect(m_model, &TokensModel::modelReset, this, [this] {
        fitColumns(m_table, TokensModel::Name);
        for (int column = TokensModel::Role; column < TokensModel::ColumnCount; ++column)
            m_table->setColumnWidth(column, std::max<int>(m_table->columnWidth(column), Scaled{100}));
    });
    connect(m_revoke, &QPushButton::clicked, this, &TokensPanel::revoke);
    connect(m_keep, &QPushButton::clicked, this, [this] { askBack({}); });
    connect(m_retry, &QAction::triggered, this, &TokensPanel::load);
    sayInLanguage(this, [this] { say(); });
}

void TokensPanel::say()
{
    m_table->setAccessibleName(tr("Tokens"));
    m_retry->setText(tr("Try again"));
    m_keep->setText(tr("Keep it"));
    askBack(m_asked);
}

void TokensPanel::setZone(const QTimeZone& zone)
{
    m_zone = zone;
}

QString TokensPanel::chosen() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_model->token(current.row()).name : QString();
}

void TokensPanel::askBack(const QString& name)
{
    m_asked = name;
    m_keep->setVisible(!name.isEmpty());
    m_revoke->setText(name.isEmpty() ? tr("Revoke…") : tr("Revoke “%1”").arg(name));
    m_revoke->setEnabled(!chosen().isEmpty());
    m_words->setText(name.isEmpty() ? QString() : tr("Programs that use it are refused from then on. This cannot be undone."));
}

void TokensPanel::load()
{
    m_busy = true;
    m_state->showLoading(tr("Reading the tokens…"));
    m_reader.start([&service = m_service](const StopToken&, const Progress&) { return service.list(); },
                   [this](Result<QList<model::ApiToken>> tokens) { arrived(std::move(tokens)); });
}

void TokensPanel::arrived(Result<QList<model::ApiToken>> tokens)
{
    m_busy = false;
    const QString name = chosen();
    if (tokens.isError()) {
        m_state->showError(troubleOf(tokens.error(), tr("Nothing was changed.")), {m_retry});
    } else if (tokens.isOk()) {
        m_model->setTokens(tokens.value(), m_zone, m_now());
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->token(row).name == name)
                m_table->selectRow(row);
        }
        if (m_model->rowCount() > 0)
            m_state->showReady();
        else
            m_state->showEmpty(tr("There is no token yet."));
    }
    askBack({});
    Q_EMIT settledChanged();
}

void TokensPanel::revoke()
{
    if (m_asked.isEmpty()) {
        askBack(chosen());
        return;
    }
    m_revoke->setEnabled(false);
    m_busy = true;
    m_revoker.start([&service = m_service, name = m_asked](const StopToken&, const Progress&) { return service.revoke(name); },
                    [this, name = m_asked](const Status& done) {
                        if (done.isOk())
                            Q_EMIT revoked(name);
                        const QString trouble = done.isError() ? done.error().userText : QString();
                        askBack({});
                        m_words->setText(trouble);
                        load();
                    });
}

} // namespace atalaya::widgets
