// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/dataset.h"

#include <QWidget>

class QCompleter;
class QLabel;
class QLineEdit;
class QStringListModel;
class QTimer;

namespace atalaya::widgets {

/// The condition of a query as text: completes fields, comparisons and values while one types (Ctrl+Space: at once), and says
/// below what cannot be read and where.
class FilterField : public QWidget
{
    Q_OBJECT

public:
    explicit FilterField(QWidget* parent = nullptr);

    void setFields(const QList<model::FieldShape>& fields);
    QString text() const;
    void setText(const QString& text);
    /// Whether it can be read; says at once what is wrong.
    bool check();
    /// What somebody else found to be wrong; empty: nothing.
    void showError(const QString& words);
    QString error() const;
    QLineEdit* edit() const { return m_edit; }
    QCompleter* completer() const { return m_completer; }

Q_SIGNALS:
    void edited(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void offer(bool always);
    void take(const QString& word);

    QList<model::FieldShape> m_fields;
    QLineEdit* m_edit;
    QLabel* m_error;
    QStringListModel* m_words;
    QCompleter* m_completer;
    QTimer* m_pause; ///< what is half typed is no mistake yet
};

} // namespace atalaya::widgets
