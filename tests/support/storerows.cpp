// SPDX-License-Identifier: GPL-3.0-or-later
#include "testsupport/storerows.h"

#include "testsupport/teststore.h"

#include <algorithm>

namespace atalaya::test {

QStringList contentsOf(const store::Location& location)
{
    QStringList contents;
    const auto add = [&](const char* kind, const char* sql) {
        for (const QString& row : rowsOn(location, QString::fromLatin1(sql)))
            contents.append(QString::fromLatin1(kind) + u' ' + row);
    };
    add("event",
        "SELECT HEX(e.dedup_key), e.origin, p.project, p.environment, p.team, e.cycle_id, e.feature_id, e.phase, "
        "e.decision, e.duration_us, e.created_at, e.metadata "
        "FROM phase_event e JOIN event_scope p ON p.id = e.scope_id");
    add("daily", "SELECT p.project, p.environment, p.team, d.day, d.events, d.deployments, d.deployment_durations, "
                 "d.deployment_s, d.deployment_us, d.successes, d.failures, d.restores, d.restore_s, d.restore_us "
                 "FROM event_daily d JOIN event_scope p ON p.id = d.scope_id");
    add("deployment", "SELECT s.name, d.id, d.environment, d.team, d.version, d.sha, d.started, d.finished, d.status, "
                      "d.source, d.dedup_key, d.fixes FROM deployment d JOIN service s ON s.id = d.service_id");
    add("change", "SELECT s.name, c.sha, c.origin, c.deployment_id, c.authored, c.committed, c.subject, c.line_count, "
                  "c.file_count FROM change_item c JOIN service s ON s.id = c.service_id");
    add("incident", "SELECT s.name, i.id, i.environment, i.title, i.detected, i.resolved, i.stated_cause, i.dedup_key, i.known "
                    "FROM incident i JOIN service s ON s.id = i.service_id");
    add("revert", "SELECT s.name, r.reverting, r.reverted FROM git_revert r JOIN service s ON s.id = r.service_id");
    return contents;
}

qsizetype countOf(const QStringList& contents, const QString& kind)
{
    return std::count_if(contents.begin(), contents.end(),
                         [word = QString(kind + u' ')](const QString& row) { return row.startsWith(word); });
}

} // namespace atalaya::test
