// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <limits>
#include <span>

namespace atalaya::catalog {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The words of a field, in the source language ("Catalog" is the context of their translation).
struct FieldWords
{
    const char* name;
    const char* description;
    const char* example; ///< JSON
    const char* unit = "";
    double minimum = kNone, maximum = kNone;
    bool isPersonal = false;
};

/// The words of a dataset.
struct DatasetWords
{
    const char* id;
    const char* name;
    const char* description;
    const char* type;            ///< time_series, aggregated, reference
    const char* updateFrequency; ///< real_time, 5_minutes, daily
    const char* tags;            ///< with blanks between them
    std::span<const FieldWords> fields;
    /// What one may ask: a sentence, and the JSON of the query, in turn.
    std::span<const char* const> examples;
};

/// Of every dataset that the store can serve.
std::span<const DatasetWords> datasetWords();

} // namespace atalaya::catalog
