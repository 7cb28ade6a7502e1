// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/jobrunner.h"
#include "services/catalogservice.h"

#include <QTimeZone>
#include <QWidget>

class QAction;
class QLabel;
class QTableView;

namespace atalaya::widgets {

class ElidedLabel;
class LinkButton;
class RowsModel;
class StatePanel;

/// Asks the catalogue and shows the rows: above them how many of how many, where they come from and how long that took. Cells and
/// rows are copied with Ctrl+C. Another question stops the one under way.
class AnswerTable : public QWidget
{
    Q_OBJECT

public:
    AnswerTable(services::CatalogService& service, QThreadPool& pool, QWidget* parent = nullptr);

    void ask(const catalog::QueryRequest& request);
    /// The same question again, to newer data: the rows stay until the answer is there.
    void again();
    void cancel();
    /// Nothing was asked: says what to do.
    void clear(const QString& sentence, const QList<QAction*>& actions);
    void setZone(const QTimeZone& zone);
    /// The data version of the store now: an older answer says that it is older.
    void setDataVersion(qint64 version);

    bool isBusy() const { return m_busy; }
    /// There is an answer with rows.
    bool hasRows() const;
    const catalog::QueryRequest& request() const { return m_request; }
    RowsModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    StatePanel* state() const { return m_state; }
    LinkButton* more() const { return m_more; }
    QString words() const;

Q_SIGNALS:
    void busyChanged(bool busy);
    /// An Error, also one that the table shows itself.
    void failed(const atalaya::Error& error);
    void answered();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void start(const catalog::QueryRequest& request, bool appends);
    void arrived(Result<services::QueryAnswer> answer, bool appends);
    void setBusy(bool busy);
    void say();
    void copy() const;
    void fit();

    services::CatalogService& m_service;
    JobRunner m_runner;
    RowsModel* m_model;
    ElidedLabel* m_words;
    QLabel* m_warnings;
    LinkButton* m_more;
    QTableView* m_table;
    StatePanel* m_state;
    QAction* m_retry;
    QAction* m_copy;
    catalog::QueryRequest m_request;
    std::optional<services::QueryAnswer> m_answer; ///< the newest page, without its rows
    QTimeZone m_zone = QTimeZone::utc();
    qint64 m_dataVersion = 0;
    bool m_busy = false;
};

} // namespace atalaya::widgets
