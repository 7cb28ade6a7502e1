// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace atalaya::widgets {

/// A text to be taken elsewhere: read-only, in the monospace face. The button that copies all of it is for the owner to place.
class CodeBox : public QWidget
{
    Q_OBJECT

public:
    explicit CodeBox(QWidget* parent = nullptr);

    /// What a person hears and what the button's tip says: "The query as JSON".
    void setName(const QString& name);
    void setText(const QString& text);
    QString text() const;
    /// Breaks lines at the edge; otherwise long lines scroll.
    void setWrapping(bool wraps);
    /// Only so high, whatever stands in it.
    void setLines(int lines);
    QPushButton* copyButton() const { return m_copy; }

private:
    void copy();

    QPlainTextEdit* m_edit;
    QPushButton* m_copy;
    QTimer* m_thanks; ///< "Copied" for a moment
};

} // namespace atalaya::widgets
