// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerexport.h"

#include "base/csv.h"
#include "base/json.h"
#include "widgets/common/format.h"
#include "widgets/models/fieldsmodel.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSaveFile>

namespace atalaya::widgets {

namespace {

constexpr int kTries = 3;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(atalaya::widgets::AnswerExport)
};

/// One way to write rows; a page comes after another.
class Writer
{
public:
    virtual ~Writer() = default;
    virtual QByteArray head(const services::QueryAnswer& first) = 0;
    virtual QByteArray row(const QJsonArray& values) = 0;
    virtual QByteArray tail() { return {}; }
};

class CsvWriter final : public Writer
{
public:
    QByteArray head(const services::QueryAnswer& first) override
    {
        QStringList names;
        for (const model::DataColumn& column : first.columns)
            names.append(column.name);
        return csvRecord(names).toUtf8();
    }
    QByteArray row(const QJsonArray& values) override
    {
        QStringList texts;
        for (const QJsonValue& value : values)
            texts.append(plainText(value));
        return csvRecord(texts).toUtf8();
    }
};

class JsonWriter final : public Writer
{
public:
    explicit JsonWriter(QJsonObject query) : m_query(std::move(query)) {}

    QByteArray head(const services::QueryAnswer& first) override
    {
        QJsonArray columns;
        for (const model::DataColumn& column : first.columns)
            columns.append(QJsonObject{{QStringLiteral("name"), column.name}, {QStringLiteral("type"), model::fieldTypeName(column.type)}});
        const services::Provenance& origin = first.provenance;
        const QJsonObject metadata{{QStringLiteral("dataset"), origin.dataset},
                                   {QStringLiteral("schema_version"), origin.schemaVersion},
                                   {QStringLiteral("data_version"), origin.dataVersion},
                                   {QStringLiteral("as_of"), toIso(origin.asOf)},
                                   {QStringLiteral("total_records"), first.total}};
        return "{\"query\":" + compactJson(m_query) + ",\n\"metadata\":" + compactJson(metadata) + ",\n\"columns\":"
               + QJsonDocument(columns).toJson(QJsonDocument::Compact) + ",\n\"data\":[";
    }
    QByteArray row(const QJsonArray& values) override
    {
        return (std::exchange(m_first, false) ? "\n" : ",\n") + QJsonDocument(values).toJson(QJsonDocument::Compact);
    }
    QByteArray tail() override { return "\n]}\n"; }

private:
    QJsonObject m_query;
    bool m_first = true;
};

Error cannotWrite(const QSaveFile& file)
{
    return {ErrorCode::Io, Words::tr("%1 could not be written: %2.").arg(file.fileName(), file.errorString())};
}

Status put(QSaveFile& file, const QByteArray& bytes)
{
    return file.write(bytes) == bytes.size() ? ok() : Status(cannotWrite(file));
}

Result<qint64> writePages(services::CatalogService& service, catalog::QueryRequest request, Writer& writer, const QString& path,
                          const StopToken& stop, const Progress& progress)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(file);
    request.query.limit = services::CatalogService::kMaxRows;
    request.cursor.clear();
    qint64 written = 0;
    do {
        ATALAYA_TRY(const services::QueryAnswer page, service.query(request, stop));
        if (written == 0 && request.cursor.isEmpty())
            ATALAYA_CHECK(put(file, writer.head(page)));
        for (const QJsonArray& row : page.rows) {
            if (stop.stop_requested())
                return Cancelled{};
            ATALAYA_CHECK(put(file, writer.row(row)));
        }
        written += page.rows.size();
        report(progress, Words::tr("Writing rows"), written, page.total);
        request.cursor = page.nextCursor;
    } while (!request.cursor.isEmpty());
    ATALAYA_CHECK(put(file, writer.tail()));
    if (!file.commit())
        return cannotWrite(file);
    return written;
}

} // namespace

Result<QString> exportAnswer(services::CatalogService& service, const catalog::QueryRequest& request, ExportFormat format, const QString& path,
                             const StopToken& stop, const Progress& progress)
{
    for (int attempt = 1;; ++attempt) {
        std::unique_ptr<Writer> writer;
        if (format == ExportFormat::Csv)
            writer = std::make_unique<CsvWriter>();
        else
            writer = std::make_unique<JsonWriter>(catalog::toJson(request));
        const Result<qint64> rows = writePages(service, request, *writer, path, stop, progress);
        if (rows.isOk())
            return Words::tr("Wrote %1 row(s) to %2.", nullptr, int(rows.value())).arg(countText(rows.value()), path);
        // The rows of the pages before may be others by now.
        if (rows.isError() && rows.error().code == ErrorCode::Conflict && attempt < kTries)
            continue;
        return rows.failure();
    }
}

} // namespace atalaya::widgets
