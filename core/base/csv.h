// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QStringList>

class QIODevice;

namespace atalaya {

/// Reads RFC 4180 CSV in UTF-8 (a byte-order mark is skipped), one record at a time, in constant memory.
/// Quoted fields may hold commas, quotes (doubled) and line breaks; CRLF and LF both end a record; blank lines are skipped.
class CsvReader
{
public:
    /// A record and where it begins, for messages ("line 7, column 3").
    struct Record {
        qint64 line = 0;
        QStringList fields;
    };

    /// `device` is open for reading and outlives the reader.
    explicit CsvReader(QIODevice& device) : m_device(device) {}

    /// Longest field, in bytes, that is accepted.
    static constexpr qsizetype kMaxField = 1 << 20;

    bool atEnd();
    /// The next record. A stray quote, an unclosed quote, a field that is too long or that is not UTF-8 is an Error that
    /// names line and column; reading can go on with the line
    /// after the one where the record began (from a pipe: after the one where the trouble was seen).
    Result<Record> next();

private:
    int peek();
    int take();
    struct Start {
        qint64 line = 0;
        qint64 offset = 0;
    };
    void skipLine();
    void skipFirstLineOf(const Start& start);
    Error malformed(qint64 line, qsizetype column, const QString& what) const;

    QIODevice& m_device;
    QByteArray m_buffer;
    qsizetype m_position = 0;
    qint64 m_line = 1;
    bool m_started = false;
};

/// One record, quoted where RFC 4180 asks for it, ended with CRLF. A text field that a spreadsheet would take for a
/// formula (it begins with = + - @ tab or return, and is no number) gets a leading apostrophe.
QString csvRecord(const QStringList& fields);

} // namespace atalaya
