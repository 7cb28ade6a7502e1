// SPDX-License-Identifier: GPL-3.0-or-later
#include "statepanel.h"

#include "base/result.h"
#include "widgets/common/card.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace atalaya::widgets {

namespace {

constexpr int kPatienceMs = 300;
constexpr Scaled kWidestSentence{440};
constexpr int kProgressSteps = 1000;
constexpr int kProgressWidth = 220;

QLabel* sentenceLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignHCenter);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setMaximumWidth(kWidestSentence);
    return label;
}

/// An aligned item of a layout gets no height for its width: a second line would be cut off. Once its look is final.
void makeRoom(QLabel* label)
{
    label->ensurePolished();
    label->setMinimumWidth(std::min<int>(kWidestSentence, label->fontMetrics().horizontalAdvance(label->text()) + 8));
    label->setMinimumHeight(label->heightForWidth(label->minimumWidth()));
}

/// A button that says and does what the action says and does, for as long as the action lives.
QPushButton* buttonFor(QAction* action, QWidget* parent)
{
    auto* button = new QPushButton(parent);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setToolTip(action->statusTip());
        button->setEnabled(action->isEnabled());
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(action, &QObject::destroyed, button, [button] { button->setEnabled(false); });
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

Trouble troubleOf(const Error& error, const QString& whatIsSafe, const QString& whatToDo)
{
    return {error.userText, whatIsSafe, whatToDo, error.detail};
}

/// What is being done and how far it is. It lies over the content, which does not move for it.
class StatePanel::LoadingLine : public QWidget
{
public:
    explicit LoadingLine(QWidget* parent)
        : QWidget(parent), m_words(new QLabel(this)), m_bar(new QProgressBar(this))
    {
        setLook(m_words, QStringLiteral("muted"));
        m_words->setAlignment(Qt::AlignHCenter);
        m_bar->setTextVisible(false);
        m_bar->setFixedWidth(kProgressWidth);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(16, 8, 16, 10);
        column->addWidget(m_words);
        column->addWidget(m_bar, 0, Qt::AlignHCenter);
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

    void begin(const QString& words)
    {
        m_words->setText(words);
        m_bar->setAccessibleName(words);
        setProgress(0, 0);
    }

    void setProgress(qint64 done, qint64 total)
    {
        m_bar->setVisible(total > 0);
        m_bar->setRange(0, kProgressSteps);
        m_bar->setValue(total > 0 ? int(double(done) / double(total) * kProgressSteps) : 0);
    }

    /// With a ground of its own when there is content below it.
    void setRaised(bool raised)
    {
        m_raised = raised;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_raised)
            return;
        QPainter painter(this);
        paintCard(painter, rect(), colorsOf(palette()));
    }

private:
    QLabel* m_words;
    QProgressBar* m_bar;
    bool m_raised = false;
};

StatePanel::StatePanel(QWidget* parent)
    : QWidget(parent), m_loading(new LoadingLine(this)), m_layout(new QVBoxLayout(this)), m_patience(new QTimer(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_patience->setSingleShot(true);
    m_patience->setInterval(kPatienceMs);
    connect(m_patience, &QTimer::timeout, this, &StatePanel::showWords);
}

void StatePanel::setContent(QWidget* content)
{
    Q_ASSERT(!m_content);
    m_content = content;
    m_layout->addWidget(content, 1);
    content->setVisible(showsContent());
}

bool StatePanel::showsContent() const
{
    return m_state == State::Ready || (m_state == State::Loading && m_everReady);
}

void StatePanel::showEmpty(const QString& sentence, const QList<QAction*>& actions)
{
    m_everReady = false;
    enter(State::Empty);
    showPage(messagePage({}, {sentence}, actions, {}));
}

void StatePanel::showLoading(const QString& words)
{
    m_loading->begin(words);
    if (m_state == State::Loading)
        return;
    enter(State::Loading);
    if (m_everReady) {
        showPage(nullptr);
    } else {
        auto* frame = new QWidget(this);
        frame->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        showPage(frame);
    }
    m_patience->start();
}

void StatePanel::setProgress(qint64 done, qint64 total)
{
    m_loading->setProgress(done, total);
    placeWords();
}

void StatePanel::showError(const Trouble& trouble, const QList<QAction*>& actions)
{
    m_everReady = false;
    enter(State::Error);
    showPage(messagePage(trouble.whatHappened, {trouble.whatIsSafe, trouble.whatToDo}, actions, trouble.details));
}

void StatePanel::showReady()
{
    m_everReady = true;
    enter(State::Ready);
    showPage(nullptr);
}

void StatePanel::enter(State state)
{
    m_patience->stop();
    m_loading->hide();
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void StatePanel::showWords()
{
    m_loading->setRaised(showsContent() && m_content);
    m_loading->show();
    placeWords();
}

void StatePanel::placeWords()
{
    constexpr int kFromTop = 12;
    m_loading->adjustSize();
    const int x = (width() - m_loading->width()) / 2;
    m_loading->move(x, showsContent() && m_content ? kFromTop : (height() - m_loading->height()) / 2);
    m_loading->raise();
}

void StatePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeWords();
}

void StatePanel::showPage(QWidget* page)
{
    // The person may have been on a button of the page that goes: the focus must not jump to another panel.
    const bool hadFocus = m_page && m_page->isAncestorOf(focusWidget());
    if (m_page) {
        m_page->hide();
        m_page->deleteLater();
    }
    m_page = page;
    if (page)
        m_layout->addWidget(page, 1);
    if (m_content)
        m_content->setVisible(showsContent());
    if (page)
        page->show();
    if (hadFocus) {
        QWidget* next = showsContent() ? m_content : page ? page->findChild<QPushButton*>() : nullptr;
        if (next)
            next->setFocus(Qt::OtherFocusReason);
    }
}

QWidget* StatePanel::messagePage(const QString& heading, const QStringList& sentences, const QList<QAction*>& actions,
                                 const QString& details)
{
    auto* page = new QWidget(this);
    page->setAccessibleName((QStringList(heading) + sentences).join(QChar(u' ')).trimmed());
    auto* column = new QVBoxLayout(page);
    column->setSpacing(8);
    column->addStretch(2);
    if (!heading.isEmpty()) {
        QLabel* label = sentenceLabel(heading, page);
        label->setFont(uiFont(TextSize::Body, QFont::DemiBold));
        makeRoom(label);
        column->addWidget(label, 0, Qt::AlignHCenter);
    }
    for (const QString& sentence : sentences) {
        if (sentence.isEmpty())
            continue;
        QLabel* label = sentenceLabel(sentence, page);
        setLook(label, QStringLiteral("muted"));
        makeRoom(label);
        column->addWidget(label, 0, Qt::AlignHCenter);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch();
    for (QAction* action : actions) {
        QPushButton* button = buttonFor(action, page);
        if (action == actions.first())
            setLook(button, QStringLiteral("primary"));
        row->addWidget(button);
    }
    if (!details.isEmpty()) {
        auto* copy = new QPushButton(tr("Copy details"), page);
        connect(copy, &QPushButton::clicked, copy, [details] { QGuiApplication::clipboard()->setText(details); });
        row->addWidget(copy);
    }
    row->addStretch();
    column->addSpacing(4);
    column->addLayout(row);
    column->addStretch(3);
    return page;
}

} // namespace atalaya::widgets
