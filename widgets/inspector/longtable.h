// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTableView;

namespace atalaya::widgets {

class LinkButton;

/// A table within a page that scrolls: it shows its first rows whole, has no scroll bar of its own (the wheel is the page's, the
/// keys still reach every row) and offers more rows below, as long as there are any.
class LongTable : public QWidget
{
    Q_OBJECT

public:
    LongTable(QTableView* view, int rows, QWidget* parent = nullptr);

    QTableView* view() const { return m_view; }
    LinkButton* more() const { return m_more; }
    /// Back to the first rows.
    void shorten();
    /// The model has other rows; `total` of them exist, read or not.
    void fit(qint64 total);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMore();

    QTableView* m_view;
    QLabel* m_count;
    LinkButton* m_more;
    const int m_first;
    int m_rows;
    qint64 m_total = 0;
};

} // namespace atalaya::widgets
