-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

CREATE TABLE meta (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    store_id       TEXT    NOT NULL,
    data_version   INTEGER NOT NULL,
    next_sequence  INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    min_compatible INTEGER NOT NULL
);

-- Phase events as they came. Who sent them (project, team, environment) repeats from row to row: one number a row.
CREATE TABLE event_scope (
    id          INTEGER PRIMARY KEY,
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    team        TEXT NOT NULL,
    UNIQUE (project, environment, team)
);

-- AUTOINCREMENT: an id is never given twice, so "everything up to this id" stays one set.
CREATE TABLE phase_event (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    dedup_key   BLOB    NOT NULL UNIQUE,
    origin      INTEGER NOT NULL,
    scope_id    INTEGER NOT NULL REFERENCES event_scope (id),
    cycle_id    TEXT    NOT NULL,
    feature_id  TEXT    NOT NULL,
    phase       INTEGER NOT NULL,
    decision    INTEGER NOT NULL,
    duration_s  REAL,
    duration_us INTEGER,
    created_at  INTEGER NOT NULL,
    metadata    TEXT    NOT NULL
);

CREATE INDEX ix_phase_event_time ON phase_event (created_at, id, scope_id, cycle_id);
CREATE INDEX ix_phase_event_cycle ON phase_event (cycle_id);
CREATE INDEX ix_phase_event_feature ON phase_event (feature_id, created_at, id);
CREATE INDEX ix_phase_event_projected ON phase_event (scope_id) WHERE origin = 1;

-- Durations by whole seconds and the microseconds left over: a sum of microseconds alone could overflow.
CREATE TABLE event_daily (
    scope_id             INTEGER NOT NULL REFERENCES event_scope (id),
    day                  INTEGER NOT NULL,
    events               INTEGER NOT NULL,
    deployments          INTEGER NOT NULL,
    deployment_durations INTEGER NOT NULL,
    deployment_s         INTEGER NOT NULL,
    deployment_us        INTEGER NOT NULL,
    successes            INTEGER NOT NULL,
    failures             INTEGER NOT NULL,
    restores             INTEGER NOT NULL,
    restore_s            INTEGER NOT NULL,
    restore_us           INTEGER NOT NULL,
    PRIMARY KEY (day, scope_id)
) WITHOUT ROWID;

CREATE TABLE service (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,
    version   INTEGER NOT NULL,
    rewritten INTEGER NOT NULL
);

CREATE TABLE deployment (
    service_id  INTEGER NOT NULL REFERENCES service (id),
    sequence    INTEGER NOT NULL,
    id          INTEGER NOT NULL UNIQUE,
    environment TEXT    NOT NULL,
    team        TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    sha         TEXT    NOT NULL,
    started     INTEGER,
    finished    INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    source      INTEGER NOT NULL,
    dedup_key   TEXT    NOT NULL,
    fixes       TEXT    NOT NULL,
    PRIMARY KEY (service_id, sequence)
) WITHOUT ROWID;

CREATE TABLE change_item (
    service_id    INTEGER NOT NULL REFERENCES service (id),
    sequence      INTEGER NOT NULL,
    sha           TEXT    NOT NULL,
    origin        INTEGER NOT NULL,
    deployment_id INTEGER,
    authored      INTEGER NOT NULL,
    committed     INTEGER NOT NULL,
    subject       TEXT    NOT NULL,
    line_count    INTEGER,
    file_count    INTEGER,
    PRIMARY KEY (service_id, sequence),
    UNIQUE (service_id, sha)
) WITHOUT ROWID;

CREATE INDEX ix_change_item_time ON change_item (authored DESC, sha, service_id);
CREATE INDEX ix_change_item_service ON change_item (service_id, authored DESC, sha);
CREATE INDEX ix_change_item_deployment ON change_item (deployment_id);

CREATE TABLE incident (
    id           INTEGER PRIMARY KEY,
    service_id   INTEGER NOT NULL REFERENCES service (id),
    environment  TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    detected     INTEGER NOT NULL,
    resolved     INTEGER,
    stated_cause INTEGER,
    dedup_key    TEXT    NOT NULL
);

CREATE INDEX ix_incident_service ON incident (service_id, detected);

-- "reverting says that it reverts reverted", both changes of the service.
CREATE TABLE git_revert (
    service_id INTEGER NOT NULL REFERENCES service (id),
    reverting  TEXT    NOT NULL,
    reverted   TEXT    NOT NULL,
    PRIMARY KEY (service_id, reverting, reverted)
) WITHOUT ROWID;

CREATE TABLE git_source (
    service_id INTEGER PRIMARY KEY REFERENCES service (id),
    path       TEXT    NOT NULL,
    options    TEXT    NOT NULL,
    shallow    INTEGER NOT NULL
);

-- In the order in which commits are read; a commit never changes, so its time belongs to its name.
CREATE TABLE git_commit (
    service_id  INTEGER NOT NULL REFERENCES service (id),
    committed   INTEGER NOT NULL,
    oid         BLOB    NOT NULL,
    parents     BLOB    NOT NULL,
    authored    INTEGER NOT NULL,
    line_count  INTEGER NOT NULL,
    file_count  INTEGER NOT NULL,
    reverts     TEXT    NOT NULL,
    picked_from TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    PRIMARY KEY (service_id, committed, oid)
) WITHOUT ROWID;

CREATE TABLE git_ref (
    service_id INTEGER NOT NULL REFERENCES service (id),
    ordinal    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    oid        BLOB    NOT NULL,
    is_tag     INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    time       INTEGER NOT NULL,
    PRIMARY KEY (service_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE api_token (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    role         INTEGER NOT NULL,
    per_minute   INTEGER,
    per_hour     INTEGER,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
);

CREATE UNIQUE INDEX ux_api_token_live ON api_token (name) WHERE revoked_at IS NULL;

CREATE TABLE idempotency (
    key_hash   BLOB    PRIMARY KEY,
    body_hash  BLOB    NOT NULL,
    answer     BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_idempotency_time ON idempotency (created_at);
