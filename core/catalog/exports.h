// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/instant.h"
#include "catalog/dataset.h"
#include "store/datasetrepository.h"

#include <QMap>

namespace atalaya::catalog {

/// What an export says beside the datasets themselves.
struct ExportContext {
    QString baseUrl; ///< "http://127.0.0.1:8787", in front of every path
    Instant modified; ///< when the data last changed, or now where that is not known
    QMap<QString, store::DatasetRepository::Size> sizes; ///< by dataset; may lack some
};

/// Croissant 1.1 (mlcommons.org/croissant): schema.org's Dataset with a FileObject and a RecordSet for each dataset. The data are live:
/// there is no checksum that would hold.
QJsonObject croissant(const QList<Dataset>& datasets, const ExportContext& context);
/// Data Package 2.0 (datapackage.org): a resource for each dataset.
QJsonObject dataPackage(const QList<Dataset>& datasets, const ExportContext& context);
/// A catalogue of DCAT 3 (w3.org/TR/vocab-dcat-3) as JSON-LD.
QJsonObject dcat(const QList<Dataset>& datasets, const ExportContext& context);
/// A data contract of the Open Data Contract Standard 3.1.0 (bitol.io), which JSON is a form of.
QJsonObject odcs(const QList<Dataset>& datasets, const ExportContext& context);

} // namespace atalaya::catalog
