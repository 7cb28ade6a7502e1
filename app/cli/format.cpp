// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/format.h"

#include "delivery/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace atalaya::app {

namespace {
const QString kNothing = QStringLiteral("–");
constexpr QChar kHold(0x00A0); ///< a no-break space
} // namespace

QString numberText(std::optional<double> value)
{
    if (!value)
        return kNothing;
    const double size = std::abs(*value);
    if (size == 0)
        return QStringLiteral("0");
    const int digitsBefore = size < 1 ? 0 : int(std::floor(std::log10(size))) + 1;
    const int decimals = size < 0.01 ? 4 : std::clamp(3 - std::max(digitsBefore, 1), 0, 2);
    if (size >= 1000)
        return delivery::countWords(qRound64(*value));
    QString text = QString::number(*value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text;
}

QString hoursText(std::optional<double> hours)
{
    return delivery::durationWords(hours); // as in the sentences and the warnings
}

QString percentText(std::optional<double> share)
{
    return share ? QString(numberText(*share * 100) + kHold + u'%') : kNothing;
}

QString wrapped(const QString& text, int indent, int columns)
{
    const QString margin(indent, u' ');
    QString result, line;
    static const QRegularExpression kGaps(QStringLiteral("[ \\t\\r\\n]+")); // not at no-break spaces
    for (const QString& word : text.split(kGaps, Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && indent + line.size() + 1 + word.size() > columns) {
            result += margin + line + u'\n';
            line.clear();
        }
        line += (line.isEmpty() ? QString() : QStringLiteral(" ")) + word;
    }
    return result + margin + line + u'\n';
}

TextTable::TextTable(QStringList header, QList<int> rightAligned)
    : m_rows{std::move(header)}, m_rightAligned(std::move(rightAligned))
{
}

void TextTable::add(const QStringList& cells)
{
    m_rows.append(cells);
}

QString TextTable::text() const
{
    QList<qsizetype> widths(m_rows.first().size(), 0);
    for (const QStringList& row : m_rows) {
        for (qsizetype column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    }
    QString text;
    for (const QStringList& row : m_rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (column > 0)
                line += QLatin1String("  ");
            line += m_rightAligned.contains(int(column)) ? row[column].rightJustified(widths[column])
                                                         : row[column].leftJustified(widths[column]);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

} // namespace atalaya::app
