-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- What names the patch of a commit, of those about which it was asked; equal names are the same patch.
CREATE TABLE IF NOT EXISTS git_patch (
    service_id INTEGER NOT NULL REFERENCES service (id),
    oid        BLOB    NOT NULL,
    name       BLOB    NOT NULL,
    PRIMARY KEY (service_id, oid)
) WITHOUT ROWID;

-- When the first of the deployments finished that an import left out because they were before its start.
CREATE TABLE IF NOT EXISTS git_left_out (
    service_id INTEGER PRIMARY KEY REFERENCES service (id),
    first      INTEGER NOT NULL
);
