// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv.h"
#include "expect.h"

#include <QBuffer>

#include <cstdint>

using atalaya::CsvReader;
using atalaya::Result;
using atalaya::fuzz::expect;

namespace {

/// What is written from a record reads back as the same record. Fields that a spreadsheet would take for a formula
/// change on purpose, and a record of one empty field is a blank line.
void readsBack(const QStringList& fields)
{
    for (const QString& field : fields) {
        if (!field.isEmpty() && QStringView(u"=+-@\t\r").contains(field[0]))
            return;
    }
    if (fields == QStringList{QString()})
        return;
    QByteArray line = atalaya::csvRecord(fields).toUtf8();
    if (line.startsWith("\xEF\xBB\xBF") || line.startsWith('\n') || line.startsWith('\r'))
        return;
    QBuffer buffer(&line);
    buffer.open(QIODevice::ReadOnly);
    CsvReader reader(buffer);
    expect(!reader.atEnd(), "a written record is there");
    const Result<CsvReader::Record> again = reader.next();
    expect(again.isOk() && again.value().fields == fields, "a written record reads back");
    expect(reader.atEnd(), "a written record is one record");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    CsvReader reader(buffer);
    qint64 records = 0, line = 0;
    while (!reader.atEnd()) {
        const Result<CsvReader::Record> record = reader.next();
        expect(++records <= qint64(size), "every record takes at least one byte");
        if (!record.isOk()) {
            expect(record.isError() && record.error().userText.startsWith(QLatin1String("line ")),
                   "an error says where");
            continue;
        }
        expect(record.value().line > line, "lines go forward");
        line = record.value().line;
        expect(!record.value().fields.isEmpty(), "a record has a field");
        readsBack(record.value().fields);
    }
    return 0;
}
