// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector.h"

#include "services/deliveryservice.h"
#include "widgets/charts/metricwords.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/language.h"
#include "widgets/common/linkbutton.h"
#include "widgets/common/statepanel.h"
#include "widgets/inspector/deploymentpage.h"
#include "widgets/inspector/metricpage.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/stylesheet.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>

namespace atalaya::widgets {

namespace {

constexpr int kMaxTrail = 100;

/// Only the page that is shown decides how high the column is.
class Pages : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;
    QSize sizeHint() const override { return currentWidget() ? currentWidget()->sizeHint().grownBy(contentsMargins()) : QSize(); }
    QSize minimumSizeHint() const override
    {
        return currentWidget() ? currentWidget()->minimumSizeHint().grownBy(contentsMargins()) : QSize();
    }
    bool hasHeightForWidth() const override { return currentWidget() && currentWidget()->hasHeightForWidth(); }
    int heightForWidth(int width) const override
    {
        // The page is narrower by the margins; measured without them a line too many would be squeezed in.
        const QMargins margins = contentsMargins();
        const int room = width - margins.left() - margins.right();
        return currentWidget() ? currentWidget()->heightForWidth(room) + margins.top() + margins.bottom() : -1;
    }
};

} // namespace

Inspector::Inspector(services::DeliveryService& service, QThreadPool& pool, QWidget* parent)
    : QWidget(parent), m_service(service), m_runner(pool),
      m_title(new ElidedLabel(Role::Text, TextSize::Body, this)), m_back(new QToolButton(this)), m_state(new StatePanel(this)),
      m_scroll(new QScrollArea(this)), m_pages(new Pages(m_scroll)), m_metricPage(new MetricPage(m_pages)),
      m_deploymentPage(new DeploymentPage(service, pool, m_pages)), m_foot(new QWidget(this)),
      m_retry(new QAction(this))
{
    setFixedWidth(kWidth);
    QFont bold = uiFont(TextSize::Body, QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_back->setArrowType(Qt::LeftArrow);
    auto* close = new QToolButton(this);
    close->setIcon(icon(IconName::Close));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->addWidget(m_back);
    head->addWidget(m_title, 1);
    head->addWidget(close);

    m_pages->addWidget(m_metricPage);
    m_pages->addWidget(m_deploymentPage);
    m_scroll->setWidget(m_pages);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    setLook(m_pages, QStringLiteral("surface"));
    setLook(m_scroll->viewport(), QStringLiteral("surface"));
    m_pages->setContentsMargins(0, 0, 4, 0);
    m_state->setContent(m_scroll);

    auto* copyText = new LinkButton({}, TextSize::Secondary, m_foot);
    auto* copyJson = new LinkButton({}, TextSize::Secondary, m_foot);
    auto* foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(16);
    foot->addWidget(copyText);
    foot->addWidget(copyJson);
    foot->addStretch(1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(17, 12, 12, 12);
    layout->setSpacing(10);
    layout->addLayout(head);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_foot);

    sayInLanguage(this, [this, close, copyText, copyJson] {
        setAccessibleName(tr("Inspector"));
        m_retry->setText(tr("Try again"));
        m_back->setToolTip(tr("Back (%1)").arg(QKeySequence(Qt::ALT | Qt::Key_Left).toString(QKeySequence::NativeText)));
        m_back->setAccessibleName(tr("Back"));
        close->setToolTip(tr("Close (Esc)"));
        close->setAccessibleName(tr("Close the inspector"));
        copyText->setText(tr("Copy as text"));
        copyJson->setText(tr("Copy as JSON"));
    });
    connect(close, &QToolButton::clicked, this, &Inspector::closed);
    connect(m_back, &QToolButton::clicked, this, &Inspector::back);
    connect(m_retry, &QAction::triggered, this, &Inspector::load);
    connect(copyText, &LinkButton::clicked, this, [this] { copy(false); });
    connect(copyJson, &LinkButton::clicked, this, [this] { copy(true); });
    connect(m_metricPage, &MetricPage::chosen, this, &Inspector::go);
    connect(m_deploymentPage, &DeploymentPage::chosen, this, &Inspector::go);
    connect(m_deploymentPage, &DeploymentPage::settledChanged, this, &Inspector::settledChanged);
}

void Inspector::inspect(const Subject& subject, const Question& question)
{
    m_question = question;
    if (subject != m_subject) {
        m_trail.erase(m_trail.begin() + m_place + 1, m_trail.end());
        m_trail.append(subject);
        if (m_trail.size() > kMaxTrail)
            m_trail.removeFirst();
        m_place = m_trail.size() - 1;
        m_subject = subject;
        m_scroll->ensureVisible(0, 0);
    }
    load();
}

void Inspector::refresh(const Question& question)
{
    m_question = question;
    if (!m_subject.isNothing())
        load();
}

void Inspector::clear()
{
    m_runner.stop();
    m_busy = false;
    m_subject = {};
    m_trail.clear();
    m_place = -1;
}

void Inspector::go(const Subject& subject)
{
    inspect(subject, m_question);
    Q_EMIT chosen(subject);
}

void Inspector::back()
{
    if (canGoBack())
        walk(m_place - 1);
}

void Inspector::forward()
{
    if (canGoForward())
        walk(m_place + 1);
}

void Inspector::walk(qsizetype to)
{
    m_place = to;
    m_subject = m_trail.at(to);
    load();
    Q_EMIT chosen(m_subject);
}

void Inspector::load()
{
    m_back->setVisible(canGoBack());
    m_busy = true;
    if (m_subject.metric)
        loadFigure();
    else if (m_subject.deployment)
        loadDeployment();
    else
        m_busy = false;
    Q_EMIT settledChanged();
}

void Inspector::loadFigure()
{
    m_state->showLoading(tr("Explaining the figure…"));
    Question question = m_question;
    if (m_subject.window) {
        // A partial bucket holds only what the window of the question holds of it.
        const auto [start, end] = *m_subject.window;
        question.query.from = question.query.from ? std::max(*question.query.from, start) : start;
        question.query.to = question.query.to ? std::min(*question.query.to, end) : end;
    }
    m_runner.start(
        [&service = m_service, query = question.query, metric = *m_subject.metric](const StopToken& stop, const Progress&) {
            return explainFigure(service, query, metric, stop);
        },
        [this, question, isPart = m_subject.window.has_value()](Result<ExplainedFigure> figure) {
            if (figure.isOk())
                m_metricPage->setFigure(figure.value(), question, isPart);
            arrived(std::move(figure), m_metricPage);
        });
}

void Inspector::loadDeployment()
{
    m_state->showLoading(tr("Reading the deployment…"));
    m_runner.start(
        [&service = m_service, query = m_question.query, id = m_subject.deployment->text()](const StopToken&, const Progress&) {
            return service.deployment(id, query);
        },
        [this, question = m_question](Result<delivery::DeploymentDetail> detail) {
            if (detail.isOk())
                m_deploymentPage->setDetail(detail.value(), question);
            arrived(std::move(detail), m_deploymentPage);
        });
}

template<class T, class Page>
void Inspector::arrived(Result<T> result, Page* page)
{
    m_busy = false;
    if (result.isOk()) {
        m_title->setText(page->title());
        m_pages->setCurrentWidget(page);
        m_pages->updateGeometry();
        m_state->showReady();
    } else if (result.isError()) {
        m_title->setText(m_subject.metric ? metricTitle(*m_subject.metric) : tr("Deployment"));
        m_state->showError(troubleOf(result.error(), tr("Nothing was changed.")), {m_retry});
    }
    m_foot->setVisible(result.isOk());
    Q_EMIT settledChanged();
}

bool Inspector::isSettled() const
{
    return !m_busy && (!m_subject.deployment || m_deploymentPage->isSettled());
}

void Inspector::copy(bool json) const
{
    const bool metric = m_pages->currentWidget() == m_metricPage;
    QString text;
    if (json)
        text = QString::fromUtf8(metric ? m_metricPage->asJson() : m_deploymentPage->asJson());
    else
        text = metric ? m_metricPage->asText() : m_deploymentPage->asText();
    QGuiApplication::clipboard()->setText(text);
}

void Inspector::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Role::Surface]);
    painter.fillRect(QRect(0, 0, 1, height()), colors[Role::Line]);
}

} // namespace atalaya::widgets
