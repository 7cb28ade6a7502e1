-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- How the program itself does, measured every five minutes while its API runs.
CREATE TABLE IF NOT EXISTS performance_metric (
    id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name        VARCHAR(255) NOT NULL,
    unit        VARCHAR(32)  NOT NULL,
    value       DOUBLE       NOT NULL,
    recorded_at BIGINT       NOT NULL,
    KEY ix_performance_metric_time (recorded_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};
