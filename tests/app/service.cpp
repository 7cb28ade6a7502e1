// SPDX-License-Identifier: GPL-3.0-or-later
#include "service.h"

namespace atalaya::test {

Service::Service(Program& program, const QStringList& more)
    : m_process(program.start(
          QStringList{QStringLiteral("--data-dir"), program.dataDir()} + program.always +
          QStringList{QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")} + more))
{
    while (!m_process->canReadLine() && m_process->waitForReadyRead(30'000)) {
    }
    const QByteArray line = m_process->readLine().trimmed();
    if (line.startsWith("listening on "))
        m_url = QString::fromUtf8(line.mid(13));
}

Service::~Service()
{
    if (m_process->state() != QProcess::NotRunning)
        (void)terminate();
}

Outcome Service::terminate()
{
    m_process->terminate();
    return outcomeOf(*m_process, 20'000);
}

Answer curl(const QString& url, const QByteArray& token, const QStringList& more, const QByteArray& body)
{
    QStringList arguments{QStringLiteral("-sS"), QStringLiteral("--noproxy"), QStringLiteral("*"), QStringLiteral("-w"),
                          QStringLiteral("\n%{http_code}")};
    if (!token.isEmpty())
        arguments += {QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(token)};
    if (!body.isEmpty())
        arguments += {QStringLiteral("-H"), QStringLiteral("Content-Type: application/json"),
                      QStringLiteral("--data-binary"), QStringLiteral("@-")};
    const Outcome outcome = runTool(QStringLiteral("curl"), arguments + more + QStringList{url}, body);
    const qsizetype end = outcome.out.lastIndexOf('\n');
    return {outcome.out.mid(end + 1).toInt(), outcome.out.left(end)};
}

} // namespace atalaya::test
