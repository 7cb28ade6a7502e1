-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- How the program itself does, measured every five minutes while its API runs.
CREATE TABLE IF NOT EXISTS performance_metric (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    unit        TEXT    NOT NULL,
    value       REAL    NOT NULL,
    recorded_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS ix_performance_metric_time ON performance_metric (recorded_at, id);
