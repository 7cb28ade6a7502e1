// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "base/progress.h"
#include "widgets/models/apistatus.h"

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace atalaya::widgets {

class ElidedLabel;

/// The line at the bottom: API and its clients, data version and age, what is shown, time zone. While something long runs, its
/// progress with Cancel stands in the middle.
class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget* parent = nullptr);

    void setApi(const ApiStatus& api);
    void setData(qint64 version, std::optional<Milliseconds> age);
    /// "83 deployments · 612 changes"; empty: nothing.
    void setShown(const QString& text);
    void setZone(const QString& name);

    /// Shows the progress of a job by its title: "Importing payments".
    void startJob(const QString& title);
    void setProgress(const ProgressUpdate& update);
    void endJob();
    bool hasJob() const { return m_jobRuns; }
    /// "Importing payments: Reading commits, 1 204 of 25 000".
    QString jobText() const;
    QString dataText() const;
    QString shownText() const;

Q_SIGNALS:
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Dot;
    Dot* m_dot;
    QLabel* m_api;
    QLabel* m_data;
    QWidget* m_job;
    ElidedLabel* m_jobText;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    ElidedLabel* m_shown;
    QLabel* m_zone;
    QString m_title;
    ApiStatus m_apiStatus;
    bool m_jobRuns = false;
};

} // namespace atalaya::widgets
