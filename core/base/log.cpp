// SPDX-License-Identifier: GPL-3.0-or-later
#include "log.h"

namespace atalaya {

Q_LOGGING_CATEGORY(lcStore, "atalaya.store", QtInfoMsg)
Q_LOGGING_CATEGORY(lcIngest, "atalaya.ingest", QtInfoMsg)
Q_LOGGING_CATEGORY(lcDelivery, "atalaya.delivery", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApi, "atalaya.api", QtInfoMsg)
Q_LOGGING_CATEGORY(lcConsole, "atalaya.console", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApp, "atalaya.app", QtInfoMsg)

namespace {
thread_local QString currentRequestId;
}

LogScope::LogScope(QString requestId) : m_outer(std::exchange(currentRequestId, std::move(requestId))) {}

LogScope::~LogScope()
{
    currentRequestId = m_outer;
}

QString LogScope::requestId()
{
    return currentRequestId;
}

} // namespace atalaya
