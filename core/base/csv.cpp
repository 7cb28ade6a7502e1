// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QStringDecoder>

namespace atalaya {

namespace {
constexpr int kEnd = -1;
constexpr qint64 kChunk = 64 * 1024;

QString tr(const char* text)
{
    return QCoreApplication::translate("CsvReader", text);
}
} // namespace

int CsvReader::peek()
{
    if (m_position == m_buffer.size()) {
        m_buffer = m_device.read(kChunk);
        m_position = 0;
        constexpr qsizetype kMark = 3;
        while (!m_started && !m_buffer.isEmpty() && m_buffer.size() < kMark) { // a pipe may give less at once
            const QByteArray more = m_device.read(kMark - m_buffer.size());
            if (more.isEmpty())
                break;
            m_buffer += more;
        }
        if (m_buffer.isEmpty())
            return kEnd;
        if (!m_started && m_buffer.startsWith("\xEF\xBB\xBF"))
            m_position = kMark;
        m_started = true;
        if (m_position == m_buffer.size())
            return peek();
    }
    return uchar(m_buffer[m_position]);
}

int CsvReader::take()
{
    const int byte = peek();
    if (byte != kEnd)
        ++m_position;
    if (byte == '\n')
        ++m_line;
    return byte;
}

void CsvReader::skipLine()
{
    for (int byte = take(); byte != kEnd && byte != '\n'; byte = take()) {
    }
}

/// What an unclosed quote swallowed are other records: goes on with the line after the one where this record began.
void CsvReader::skipFirstLineOf(const Start& start)
{
    if (m_line != start.line && !m_device.isSequential() && m_device.seek(start.offset)) {
        m_buffer.clear();
        m_position = 0;
        m_line = start.line;
    }
    skipLine();
}

Error CsvReader::malformed(qint64 line, qsizetype column, const QString& what) const
{
    return {ErrorCode::InvalidInput, tr("line %1, column %2: %3").arg(line).arg(column).arg(what)};
}

bool CsvReader::atEnd()
{
    while (peek() == '\n' || peek() == '\r')
        take();
    return peek() == kEnd;
}

Result<CsvReader::Record> CsvReader::next()
{
    Record record{m_line, {}};
    const Start start{m_line, m_device.pos() - (m_buffer.size() - m_position)};
    QByteArray field;
    bool quoted = false;
    const auto column = [&] { return record.fields.size() + 1; };
    const auto finishField = [&]() -> bool {
        QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless); // a cut letter is an error
        record.fields.append(utf8(field));
        field.clear();
        quoted = false;
        return !utf8.hasError();
    };
    for (;;) {
        const int byte = take();
        if (byte == kEnd || byte == '\n' || byte == ',') {
            if (byte != ',' && !quoted && field.endsWith('\r'))
                field.chop(1);
            if (!finishField()) {
                if (byte == ',')
                    skipLine();
                return malformed(record.line, record.fields.size(), tr("not UTF-8; save the file as UTF-8"));
            }
            if (byte != ',')
                return record;
        } else if (byte == '"' && field.isEmpty() && !quoted) {
            quoted = true;
            for (;;) {
                const int inner = take();
                if (inner == kEnd) {
                    skipFirstLineOf(start);
                    return malformed(record.line, column(), tr("a quoted field is not closed; end it with \""));
                }
                if (inner == '"') {
                    if (peek() != '"')
                        break;
                    take();
                }
                field.append(char(inner));
                if (field.size() > kMaxField) {
                    skipFirstLineOf(start);
                    return malformed(record.line, column(), tr("a field is longer than 1 MiB"));
                }
            }
        } else if (byte == '"' || (quoted && byte != '\r')) {
            skipFirstLineOf(start);
            return malformed(record.line, column(), tr("a stray quote; double it inside a quoted field"));
        } else if (!quoted) {
            field.append(char(byte));
            if (field.size() > kMaxField) {
                skipFirstLineOf(start);
                return malformed(record.line, column(), tr("a field is longer than 1 MiB"));
            }
        }
    }
}

QString csvRecord(const QStringList& fields)
{
    if (fields.size() == 1 && fields.first().isEmpty())
        return QStringLiteral("\"\"\r\n"); // an empty line would be no record
    QString line;
    for (const QString& field : fields) {
        if (!line.isEmpty() || &field != &fields.first())
            line += QLatin1Char(',');
        QString text = field;
        bool number = false;
        text.toDouble(&number);
        if (!text.isEmpty() && QStringView(u"=+-@\t\r").contains(text[0]) && !number)
            text.prepend(QLatin1Char('\''));
        if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n'))
            || text.contains(QLatin1Char('\r')))
            text = QLatin1Char('"') + text.replace(QLatin1String("\""), QLatin1String("\"\"")) + QLatin1Char('"');
        line += text;
    }
    return line + QLatin1String("\r\n");
}

} // namespace atalaya
