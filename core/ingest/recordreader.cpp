// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/recordreader.h"

#include "base/json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHash>
#include <QIODevice>
#include <QStringDecoder>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace atalaya::ingest {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Import", text);
}

const QStringList& requiredColumns()
{
    static const QStringList names{QStringLiteral("cycle_id"), QStringLiteral("feature_id"),
                                   QStringLiteral("phase_name"), QStringLiteral("decision"),
                                   QStringLiteral("duration_seconds")};
    return names;
}

const QStringList& optionalColumns()
{
    static const QStringList names{QStringLiteral("metadata"), QStringLiteral("created_at"), QStringLiteral("project"),
                                   QStringLiteral("team"), QStringLiteral("environment")};
    return names;
}

QString at(qint64 line, const QString& column, const QString& what)
{
    return tr("line %1, column %2: %3").arg(line).arg(column, what);
}

/// What identifies rows without a created_at: what they say, and how many rows before them say the same.
class UntimedRows
{
public:
    void identify(model::PhaseEvent& event)
    {
        model::PhaseEvent content = event;
        content.createdAt = {};
        const QByteArray said = model::eventKey(content);
        std::pair<quint64, quint64> first; // 128 of the hash's bits tell the rows of one file apart
        std::memcpy(&first.first, said.constData(), sizeof first.first);
        std::memcpy(&first.second, said.constData() + sizeof first.first, sizeof first.second);
        const quint32 number = ++m_seen[first];
        event.dedupKey = QCryptographicHash::hash(QByteArray("untimed row " + QByteArray::number(number) + ':' + said),
                                                  QCryptographicHash::Sha256);
    }

private:
    QHash<std::pair<quint64, quint64>, quint32> m_seen;
};

/// Turns the fields of lines into events, and what does not fit into problems.
class RowMaker
{
public:
    explicit RowMaker(Instant now) : m_now(now) {}

    /// `problems` are what is known to be wrong already.
    RecordRow row(const QJsonObject& object, qint64 line, const QStringList& problems = {})
    {
        model::ParsedPhaseEvent parsed = model::phaseEventFromJson(object, m_now, {});
        RecordRow row{std::move(parsed.event), {}};
        for (const model::FieldError& error : std::as_const(parsed.errors))
            row.problems.append(at(line, error.pointer.mid(1), error.detail));
        row.problems += problems;
        const bool untimed = object.value(QLatin1String("created_at")).toString().isEmpty();
        if (untimed && row.problems.isEmpty())
            m_untimed.identify(row.event);
        return row;
    }

private:
    Instant m_now;
    UntimedRows m_untimed;
};

class CsvRecords final : public RecordReader
{
public:
    CsvRecords(QIODevice& device, Instant now)
        : m_firstLine(device.peek(kEnoughForHeader).trimmed().split('\n').first()), m_csv(device), m_rows(now)
    {
    }

    Result<std::optional<RecordRow>> next() override
    {
        if (m_columns.isEmpty())
            ATALAYA_CHECK(readHeader());
        if (m_csv.atEnd())
            return std::optional<RecordRow>();
        const Result<CsvReader::Record> record = m_csv.next();
        if (record.isError())
            return std::optional(RecordRow{{}, {record.error().userText}});
        return std::optional(rowOf(record.value()));
    }

private:
    Status readHeader()
    {
        if (m_csv.atEnd())
            return Error{
                ErrorCode::InvalidInput,
                tr("The file is empty. Its first line names the columns: %1").arg(requiredColumns().join(u','))};
        if (m_firstLine.contains(';') && !m_firstLine.contains(','))
            return Error{ErrorCode::InvalidInput, tr("The file seems to be separated by semicolons; commas are expected.")};
        if (m_firstLine.contains('\t') && !m_firstLine.contains(','))
            return Error{ErrorCode::InvalidInput, tr("The file seems to be separated by tabs; commas are expected.")};
        ATALAYA_TRY(const CsvReader::Record header, m_csv.next());
        QStringList columns;
        for (const QString& field : header.fields) {
            const QString name = field.trimmed();
            if (columns.contains(name))
                return headerError(header.line, tr("the column %1 is there twice").arg(name));
            if (!requiredColumns().contains(name) && !optionalColumns().contains(name))
                return headerError(header.line,
                                   tr("%1 is no column; there are %2")
                                       .arg(name.left(50).simplified(),
                                            (requiredColumns() + optionalColumns()).join(QLatin1String(", "))));
            columns.append(name);
        }
        for (const QString& name : requiredColumns()) {
            if (!columns.contains(name))
                return headerError(header.line, tr("the column %1 is missing").arg(name));
        }
        m_columns = columns;
        return ok();
    }

    static Error headerError(qint64 line, const QString& what)
    {
        return {ErrorCode::InvalidInput, tr("line %1: %2").arg(line).arg(what)};
    }

    RecordRow rowOf(const CsvReader::Record& record)
    {
        if (record.fields.size() != m_columns.size())
            return {{},
                    {tr("line %1, column %2: the line has %3 fields, the first line names %4 columns")
                         .arg(record.line)
                         .arg(std::min(record.fields.size(), m_columns.size()) + 1)
                         .arg(record.fields.size())
                         .arg(m_columns.size())}};
        QJsonObject object;
        QStringList problems;
        for (qsizetype column = 0; column < m_columns.size(); ++column) {
            const QString& name = m_columns[column];
            const QString& field = record.fields[column];
            if (field.isEmpty() && optionalColumns().contains(name))
                continue;
            object.insert(name, valueOf(name, field, record.line, problems));
        }
        return m_rows.row(object, record.line, problems);
    }

    static QJsonValue valueOf(const QString& name, const QString& field, qint64 line, QStringList& problems)
    {
        if (name == QLatin1String("duration_seconds")) {
            bool isNumber = false;
            const double seconds = field.trimmed().toDouble(&isNumber);
            if (isNumber && std::isfinite(seconds))
                return seconds;
            return field.trimmed().isEmpty() ? QJsonValue() : QJsonValue(field);
        }
        if (name != QLatin1String("metadata"))
            return field;
        const Result<QJsonValue> parsed = parseJson(field.toUtf8());
        if (parsed.isOk())
            return parsed.value();
        problems.append(at(line, name, parsed.error().userText));
        return QJsonValue();
    }

    static constexpr qint64 kEnoughForHeader = 4096;

    QByteArray m_firstLine; ///< as it is written, or its beginning
    CsvReader m_csv;
    RowMaker m_rows;
    QStringList m_columns;
};

class JsonLineRecords final : public RecordReader
{
public:
    static constexpr qint64 kMaxLine = 1 << 20;

    JsonLineRecords(QIODevice& device, Instant now) : m_device(device), m_rows(now) {}

    Result<std::optional<RecordRow>> next() override
    {
        for (;;) {
            QByteArray line = m_device.readLine(kMaxLine + 2);
            if (line.isEmpty())
                return std::optional<RecordRow>();
            ++m_line;
            if (m_line == 1 && line.startsWith("\xEF\xBB\xBF"))
                line.remove(0, 3);
            if (!line.endsWith('\n') && line.size() > kMaxLine) {
                skipRest();
                return std::optional(bad(tr("line %1: longer than 1 MiB").arg(m_line)));
            }
            line = line.trimmed();
            if (!line.isEmpty())
                return std::optional(rowOf(line));
        }
    }

private:
    static RecordRow bad(const QString& problem) { return {{}, {problem}}; }

    void skipRest()
    {
        constexpr qint64 kChunk = 64 * 1024;
        for (QByteArray rest = m_device.readLine(kChunk); !rest.isEmpty() && !rest.endsWith('\n');)
            rest = m_device.readLine(kChunk);
    }

    RecordRow rowOf(const QByteArray& line)
    {
        QStringDecoder utf8(QStringDecoder::Utf8);
        const QString decoded = utf8(line); // lazy: without the text nothing is checked
        if (decoded.isEmpty() || utf8.hasError())
            return bad(tr("line %1: not UTF-8; save the file as UTF-8").arg(m_line));
        const Result<QJsonValue> parsed = parseJson(line);
        if (!parsed.isOk())
            return bad(tr("line %1: %2").arg(m_line).arg(parsed.error().userText));
        if (!parsed.value().isObject())
            return bad(tr("line %1: each line must be one JSON object").arg(m_line));
        return m_rows.row(parsed.value().toObject(), m_line);
    }

    QIODevice& m_device;
    RowMaker m_rows;
    qint64 m_line = 0;
};

} // namespace

std::unique_ptr<RecordReader> csvRecords(QIODevice& device, Instant now)
{
    return std::make_unique<CsvRecords>(device, now);
}

std::unique_ptr<RecordReader> jsonLineRecords(QIODevice& device, Instant now)
{
    return std::make_unique<JsonLineRecords>(device, now);
}

} // namespace atalaya::ingest
