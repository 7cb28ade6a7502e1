-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- The last entry that is known of each audit log (one a data folder), so that a tail that was cut off is missed.
CREATE TABLE IF NOT EXISTS audit_head (
    log_hash BINARY(32)    NOT NULL PRIMARY KEY,
    log_name VARCHAR(500)  NOT NULL,
    seq      BIGINT        NOT NULL,
    hash     VARBINARY(64) NOT NULL,
    noted_at BIGINT        NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};
