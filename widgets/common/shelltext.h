// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace atalaya::widgets {

/// The text as one word of a POSIX shell, whatever is in it.
inline QString shellQuoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

/// A command as a line for a POSIX shell; words that need no quotes have none.
inline QString shellLine(const QStringList& words)
{
    QStringList line;
    for (const QString& word : words) {
        bool plain = !word.isEmpty();
        for (const QChar c : word)
            plain = plain && (c.isLetterOrNumber() || QStringView(u"-_./:=@%+,").contains(c));
        line.append(plain ? word : shellQuoted(word));
    }
    return line.join(u' ');
}

} // namespace atalaya::widgets
