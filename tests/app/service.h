// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program.h"

namespace atalaya::test {

/// `atalaya serve` on a free port, while it lives.
class Service
{
public:
    explicit Service(Program& program, const QStringList& more = {});
    ~Service();
    Q_DISABLE_COPY_MOVE(Service)

    bool isListening() const { return !m_url.isEmpty(); }
    QString url() const { return m_url; }
    QProcess& process() { return *m_process; }
    /// SIGTERM, and what came of it.
    Outcome terminate();

private:
    std::unique_ptr<QProcess> m_process;
    QString m_url;
};

/// What curl got.
struct Answer
{
    int status = 0; ///< 0 when there was none
    QByteArray body;
};
Answer curl(const QString& url, const QByteArray& token = {}, const QStringList& more = {},
            const QByteArray& body = {});

} // namespace atalaya::test
