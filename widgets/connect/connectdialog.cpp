// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectdialog.h"

#include "widgets/common/codebox.h"
#include "widgets/common/language.h"
#include "widgets/connect/connectiontest.h"
#include "widgets/connect/tokenspanel.h"
#include "widgets/models/tokensmodel.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>

#include <utility>

namespace atalaya::widgets {

namespace {

constexpr Scaled kWidth{740};
constexpr Scaled kHeight{820};
constexpr int kSnippetLines = 9;
constexpr int kUsualDays = 90;

QLabel* heading(QWidget* parent)
{
    auto* label = new QLabel(parent);
    setLook(label, QStringLiteral("heading"));
    return label;
}

QLabel* sentence(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setLook(label, QStringLiteral("secondary"));
    return label;
}

} // namespace

ConnectDialog::ConnectDialog(services::TokenService& service, QThreadPool& pool, const QStringList& command, std::function<Instant()> now,
                             QWidget* parent)
    : QDialog(parent), m_service(service), m_creator(pool), m_command(command), m_apiWords(sentence(this)), m_tokenHead(heading(this)),
      m_snippetHead(heading(this)), m_testHead(heading(this)), m_tokensHead(heading(this)), m_nameLabel(sentence(this)),
      m_roleLabel(sentence(this)), m_expiryLabel(sentence(this)), m_name(new QLineEdit(this)), m_role(new QComboBox(this)),
      m_expiry(new QComboBox(this)), m_create(new QPushButton(this)), m_once(sentence(this)), m_secretRow(new QWidget(this)), m_secretBox(new CodeBox(this)),
      m_ways(new QButtonGroup(this)), m_snippet(new CodeBox(this)), m_note(sentence(this)), m_test(new ConnectionTest(this)),
      m_testButton(new QPushButton(this)), m_steps(sentence(this)), m_tokens(new TokensPanel(service, pool, std::move(now), this)),
      m_close(new QPushButton(this))
{
    build();
    connectAll();
    sayInLanguage(this, [this] { say(); });
    resize(kWidth, std::min<int>(kHeight, screen()->availableGeometry().height() - 60));
    m_name->setFocus();
    m_name->selectAll();
    m_tokens->load();
}

void ConnectDialog::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(8);
    layout->addWidget(m_apiWords);
    layout->addSpacing(8);
    layout->addLayout(buildToken());
    layout->addSpacing(8);
    layout->addLayout(buildSnippets());
    layout->addSpacing(8);
    layout->addLayout(buildTest());
    layout->addSpacing(8);
    layout->addWidget(m_tokensHead);
    layout->addWidget(m_tokens, 1);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(m_close);
    layout->addLayout(foot);
}

QBoxLayout* ConnectDialog::buildToken()
{
    m_name->setMaxLength(services::TokenService::kMaxName);
    m_name->setText(QStringLiteral("ai-client"));
    setLook(m_create, QStringLiteral("primary"));
    m_create->setDefault(true);
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(8);
    form->setVerticalSpacing(2);
    const std::pair<QLabel*, QWidget*> fields[] = {{m_nameLabel, m_name}, {m_roleLabel, m_role}, {m_expiryLabel, m_expiry}};
    int place = 0;
    for (const auto& [label, field] : fields) {
        label->setBuddy(field);
        form->addWidget(label, 0, place);
        form->addWidget(field, 1, place++);
    }
    form->addWidget(m_create, 1, place);
    form->setColumnStretch(0, 3);
    form->setColumnStretch(1, 3);
    form->setColumnStretch(2, 2);
    m_secretBox->setLines(1);
    m_secretRow->hide();
    auto* secret = new QHBoxLayout(m_secretRow);
    secret->setContentsMargins(0, 0, 0, 0);
    secret->setSpacing(8);
    secret->addWidget(m_secretBox, 1);
    secret->addWidget(m_secretBox->copyButton());
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(m_tokenHead);
    column->addLayout(form);
    column->addWidget(m_secretRow);
    column->addWidget(m_once);
    return column;
}

QBoxLayout* ConnectDialog::buildSnippets()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    for (int way = 0; way < 3; ++way) {
        m_wayButtons[way] = new QPushButton(this);
        m_wayButtons[way]->setCheckable(true);
        m_wayButtons[way]->setAutoDefault(false);
        setLook(m_wayButtons[way], QStringLiteral("choice"));
        m_ways->addButton(m_wayButtons[way], way);
        row->addWidget(m_wayButtons[way]);
    }
    m_wayButtons[0]->setChecked(true);
    row->addStretch(1);
    row->addWidget(m_snippet->copyButton());
    m_snippet->setLines(kSnippetLines);
    m_snippet->setWrapping(true);
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(m_snippetHead);
    column->addLayout(row);
    column->addWidget(m_snippet);
    column->addWidget(m_note);
    return column;
}

QBoxLayout* ConnectDialog::buildTest()
{
    m_testButton->setAutoDefault(false);
    m_close->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_testButton, 0, Qt::AlignVCenter);
    row->addWidget(m_steps, 1);
    m_steps->setTextFormat(Qt::RichText);
    m_steps->setMinimumHeight(2 * QFontMetrics(uiFont()).lineSpacing() + 4); // for both answers, so that nothing moves
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(m_testHead);
    column->addLayout(row);
    return column;
}

void ConnectDialog::connectAll()
{
    connect(m_create, &QPushButton::clicked, this, &ConnectDialog::create);
    connect(m_ways, &QButtonGroup::idClicked, this, &ConnectDialog::showSnippet);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_testButton, &QPushButton::clicked, this, [this] {
        m_steps->setText(tr("Asking %1…").arg(m_api.url.toString().toHtmlEscaped()));
        m_testButton->setEnabled(false);
        m_stepLines.clear();
        m_test->start(m_api.url, m_secret);
    });
    connect(m_test, &ConnectionTest::stepDone, this, &ConnectDialog::addStep);
    connect(m_test, &ConnectionTest::finished, this, [this] {
        sayTest();
        m_tokens->load(); // it was used just now
        Q_EMIT settledChanged();
    });
    connect(m_tokens, &TokensPanel::settledChanged, this, &ConnectDialog::settledChanged);
    connect(m_tokens, &TokensPanel::revoked, this, [this](const QString& name) {
        if (name != m_created)
            return;
        m_secret.clear();
        m_created.clear();
        m_secretBox->setText({});
        m_secretRow->hide();
        m_once->setText(tr("The token was revoked. Create another one."));
        showSnippet();
        sayTest();
    });
}

void ConnectDialog::say()
{
    setWindowTitle(tr("Connect an AI client"));
    m_tokenHead->setText(tr("Make a token"));
    m_nameLabel->setText(tr("Name, so that you know it again"));
    m_roleLabel->setText(tr("Role"));
    m_expiryLabel->setText(tr("Expires"));
    m_name->setAccessibleName(tr("Name of the token"));
    m_role->setAccessibleName(tr("Role of the token"));
    m_expiry->setAccessibleName(tr("When the token expires"));
    m_create->setText(tr("Create"));
    m_snippetHead->setText(tr("Give it to the client"));
    const QString ways[] = {tr("MCP over HTTP"), tr("MCP over stdio"), tr("curl")};
    for (int way = 0; way < 3; ++way)
        m_wayButtons[way]->setText(ways[way]);
    m_testHead->setText(tr("See whether it works"));
    m_testButton->setText(tr("Test the connection"));
    m_tokensHead->setText(tr("Tokens that there are"));
    m_secretBox->setName(tr("The token"));
    m_snippet->setName(tr("The settings for the client"));
    m_close->setText(tr("Close"));
    if (m_secret.isEmpty())
        m_once->setText(tr("The token is shown once, here; only its hash is kept."));
    fillChoices();
    sayApi();
    showSnippet();
    sayTest();
}

void ConnectDialog::fillChoices()
{
    const int role = std::max(0, m_role->currentIndex());
    m_role->clear();
    for (const model::Role item : {model::Role::Viewer, model::Role::Operator, model::Role::Admin})
        m_role->addItem(roleText(item), int(item));
    m_role->setCurrentIndex(role);
    const int days = m_expiry->count() > 0 ? m_expiry->currentData().toInt() : kUsualDays;
    m_expiry->clear();
    const std::pair<QString, int> choices[] = {
        {tr("in 30 days"), 30}, {tr("in 90 days"), 90}, {tr("in a year"), 365}, {tr("never"), 0}};
    for (const auto& [text, value] : choices)
        m_expiry->addItem(text, value);
    m_expiry->setCurrentIndex(m_expiry->findData(days));
}

void ConnectDialog::setApi(const ApiStatus& api)
{
    if (api.url == m_api.url && api.why == m_api.why && !m_apiWords->text().isEmpty())
        return;
    m_api = api;
    sayApi();
    showSnippet();
    sayTest();
}

void ConnectDialog::setZone(const QTimeZone& zone)
{
    m_tokens->setZone(zone);
}

void ConnectDialog::sayApi()
{
    if (m_api.isOn())
        m_apiWords->setText(tr("The API runs at %1, for programs on this machine, as long as this window is open. Any client that speaks MCP can use it.")
                                .arg(m_api.url.toString()));
    else if (m_api.why.isEmpty())
        m_apiWords->setText(tr("The API of this window does not run. MCP over stdio works all the same; for HTTP start “atalaya serve”."));
    else
        m_apiWords->setText(tr("The API does not run: %1 MCP over stdio works all the same.").arg(m_api.why));
    setLook(m_apiWords, m_api.isOn() ? QStringLiteral("secondary") : QStringLiteral("warning"));
}

void ConnectDialog::create()
{
    if (m_creating)
        return;
    m_creating = true;
    m_create->setEnabled(false);
    const int days = m_expiry->currentData().toInt();
    m_creator.start(
        [&service = m_service, name = m_name->text().trimmed(), role = model::Role(m_role->currentData().toInt()),
         expires = days > 0 ? std::optional(days) : std::nullopt](const StopToken&, const Progress&) {
            return service.create(name, role, std::nullopt, expires);
        },
        [this](const Result<services::TokenService::Created>& made) { created(made); });
}

void ConnectDialog::created(const Result<services::TokenService::Created>& made)
{
    m_creating = false;
    m_create->setEnabled(true);
    if (!made.isOk()) {
        m_once->setText(made.isError() ? made.error().userText : tr("Stopped. No token was made."));
        setLook(m_once, QStringLiteral("bad"));
        m_name->setFocus();
        m_name->selectAll();
    } else {
        m_secret = made.value().secret;
        m_created = made.value().token.name;
        m_secretBox->setText(m_secret);
        m_secretRow->show();
        m_once->setText(tr("This is the token “%1”. Copy it now, or the settings below that hold it: it cannot be shown again.").arg(m_created));
        setLook(m_once, QStringLiteral("good"));
        m_stepLines.clear();
        m_tokens->load();
    }
    showSnippet();
    sayTest();
    Q_EMIT settledChanged();
}

void ConnectDialog::showWay(Way way)
{
    m_wayButtons[int(way)]->setChecked(true);
    showSnippet();
}

void ConnectDialog::showSnippet()
{
    const Way way = Way(m_ways->checkedId());
    m_snippet->setText(snippet(way, exampleUrl(m_api), m_secret, m_command));
    switch (way) {
    case Way::McpHttp:
        m_note->setText(tr("For the settings of clients that take a JSON with mcpServers; others take the same URL and header."));
        break;
    case Way::McpStdio:
        m_note->setText(tr("The client starts the program itself, on this machine and with your rights; no token is needed."));
        break;
    case Way::Curl:
        m_note->setText(tr("A line for a shell: the four figures of the last 30 days."));
        break;
    }
}

void ConnectDialog::addStep(const TestStep& step)
{
    const Colors& colors = colorsOf(palette());
    const QColor color = colors.text(step.isOk ? Role::Good : Role::Bad, Role::Background);
    m_stepLines.append(QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                           .arg(color.name(), step.isOk ? QStringLiteral("✓") : QStringLiteral("✕"), step.words.toHtmlEscaped()));
    m_steps->setText(m_stepLines.join(QStringLiteral("<br>")));
}

void ConnectDialog::sayTest()
{
    const bool possible = m_api.isOn() && !m_secret.isEmpty();
    m_testButton->setEnabled(possible && !m_test->isRunning());
    if (!m_api.isOn())
        m_steps->setText(tr("There is nothing to ask while the API does not run."));
    else if (m_secret.isEmpty())
        m_steps->setText(tr("Create a token first: the test asks the API with it, as the client will."));
    else if (!m_test->isRunning() && m_stepLines.isEmpty())
        m_steps->setText(tr("Asks for the figures over HTTP and for the tools over MCP, with the new token."));
}

bool ConnectDialog::isSettled() const
{
    return !m_creating && !m_test->isRunning() && !m_tokens->isBusy();
}

QString ConnectDialog::trouble() const
{
    return m_once->text();
}

QString ConnectDialog::testWords() const
{
    return m_steps->text();
}

} // namespace atalaya::widgets
