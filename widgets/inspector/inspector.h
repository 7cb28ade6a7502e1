// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "widgets/models/subject.h"
#include "widgets/theme/fonts.h"
#include "widgets/views/view.h"

#include <QWidget>

class QAction;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace atalaya::services {
class DeliveryService;
}

namespace atalaya::widgets {

class DeploymentPage;
class ElidedLabel;
class MetricPage;
class StatePanel;

/// The column at the right that explains whatever is selected: a metric or a deployment. It remembers where it was; Esc closes
/// it; it stands beside the data, never over them.
class Inspector : public QWidget
{
    Q_OBJECT

public:
    static constexpr Scaled kWidth{348};

    Inspector(services::DeliveryService& service, QThreadPool& pool, QWidget* parent = nullptr);

    /// Explains the subject of the question; remembered for back() when it is another than before.
    void inspect(const Subject& subject, const Question& question);
    /// The same subject in newer data; what was shown stays until then.
    void refresh(const Question& question);
    const Subject& subject() const { return m_subject; }
    void clear();

    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < m_trail.size(); }
    void back();
    void forward();

    bool isSettled() const;
    MetricPage* metricPage() const { return m_metricPage; }
    DeploymentPage* deploymentPage() const { return m_deploymentPage; }
    StatePanel* state() const { return m_state; }

Q_SIGNALS:
    /// It shows another subject by itself: a link, back, forward.
    void chosen(const atalaya::widgets::Subject& subject);
    void closed();
    void settledChanged();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void go(const Subject& subject);
    void walk(qsizetype to);
    void load();
    void loadFigure();
    void loadDeployment();
    template<class T, class Page>
    void arrived(Result<T> result, Page* page);
    void copy(bool json) const;

    services::DeliveryService& m_service;
    JobRunner m_runner;
    Subject m_subject;
    Question m_question;
    QList<Subject> m_trail;
    qsizetype m_place = -1;
    bool m_busy = false;
    ElidedLabel* m_title;
    QToolButton* m_back;
    StatePanel* m_state;
    QScrollArea* m_scroll;
    QStackedWidget* m_pages;
    MetricPage* m_metricPage;
    DeploymentPage* m_deploymentPage;
    QWidget* m_foot;
    QAction* m_retry;
};

} // namespace atalaya::widgets
