-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- The last entry that is known of each audit log (one a data folder), so that a tail that was cut off is missed.
CREATE TABLE IF NOT EXISTS audit_head (
    log_hash BLOB    NOT NULL PRIMARY KEY,
    log_name TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    hash     BLOB    NOT NULL,
    noted_at INTEGER NOT NULL
) WITHOUT ROWID;
