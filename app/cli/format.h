// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace atalaya::app {

/// Figures for a terminal, with at most three significant digits, thousands parted by a narrow space; "–" where there
/// is none.
QString numberText(std::optional<double> value);
/// "10 s", "42 min", "20.5 h", "72.1 d": delivery::durationWords().
QString hoursText(std::optional<double> hours);
/// "17.8 %" of a share 0..1.
QString percentText(std::optional<double> share);

/// Breaks a paragraph at spaces that are not no-break ones; every line begins with `indent` spaces and has at most
/// `columns` columns, unless a
/// single word is longer. Ends with a line break.
QString wrapped(const QString& text, int indent, int columns = 80);

/// Rows of cells in columns, with a header; numbers to the right where `rightAligned` names the column.
class TextTable
{
public:
    explicit TextTable(QStringList header, QList<int> rightAligned = {});
    void add(const QStringList& cells);
    bool isEmpty() const { return m_rows.size() == 1; }
    QString text() const;

private:
    QList<QStringList> m_rows;
    QList<int> m_rightAligned;
};

} // namespace atalaya::app
