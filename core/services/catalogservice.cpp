// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogservice.h"

namespace atalaya::services {

class CatalogService::Private
{
};

CatalogService::CatalogService(store::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {}

CatalogService::~CatalogService() = default;

Result<qint64> CatalogService::dataVersion()
{
    return m_database.dataVersion();
}

Result<std::optional<Instant>> CatalogService::dataChanged()
{
    return m_database.dataChanged();
}

} // namespace atalaya::services
