// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;

namespace atalaya::widgets {

/// One message above the content that does not take the window away: how an import went, why a refresh failed. Stays until
/// it is closed or replaced.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Good, Warning, Bad };

    explicit NoticeBar(QWidget* parent = nullptr);

    /// Actions become links; the bar takes them over. `details`, if any, can be copied.
    void showNotice(Kind kind, const QString& text, const QList<QAction*>& actions = {}, const QString& details = {});
    void dismiss();
    QString text() const;
    Kind kind() const { return m_kind; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind m_kind = Kind::Good;
    QLabel* m_text;
    QWidget* m_links;
    QHBoxLayout* m_linkRow;
};

} // namespace atalaya::widgets
