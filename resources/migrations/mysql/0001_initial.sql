-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1
-- ${collation} is the server's binary collation that does not ignore trailing spaces, so that texts compare as in SQLite.

CREATE TABLE meta (
    id             INT          NOT NULL PRIMARY KEY,
    store_id       VARCHAR(64)  NOT NULL,
    data_version   BIGINT       NOT NULL,
    next_sequence  BIGINT       NOT NULL,
    schema_version INT          NOT NULL,
    min_compatible INT          NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

-- Phase events as they came. Who sent them (project, team, environment) repeats from row to row: one number a row.
CREATE TABLE event_scope (
    id          INT          NOT NULL AUTO_INCREMENT PRIMARY KEY,
    project     VARCHAR(255) NOT NULL,
    environment VARCHAR(255) NOT NULL,
    team        VARCHAR(255) NOT NULL,
    UNIQUE KEY ux_event_scope (project, environment, team)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE phase_event (
    id          BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
    dedup_key   VARBINARY(64) NOT NULL,
    origin      TINYINT       NOT NULL,
    scope_id    INT           NOT NULL,
    cycle_id    VARCHAR(255)  NOT NULL,
    feature_id  VARCHAR(255)  NOT NULL,
    phase       TINYINT       NOT NULL,
    decision    TINYINT       NOT NULL,
    duration_s  DOUBLE        NULL,
    duration_us BIGINT        NULL,
    created_at  BIGINT        NOT NULL,
    metadata    MEDIUMTEXT    NOT NULL,
    UNIQUE KEY ux_phase_event_key (dedup_key),
    KEY ix_phase_event_time (created_at, id, scope_id, cycle_id),
    KEY ix_phase_event_cycle (cycle_id),
    KEY ix_phase_event_feature (feature_id, created_at, id),
    KEY ix_phase_event_projected (origin, scope_id),
    CONSTRAINT fk_phase_event_scope FOREIGN KEY (scope_id) REFERENCES event_scope (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

-- Durations by whole seconds and the microseconds left over: a sum of microseconds alone could overflow.
CREATE TABLE event_daily (
    scope_id             INT    NOT NULL,
    day                  INT    NOT NULL,
    events               BIGINT NOT NULL,
    deployments          BIGINT NOT NULL,
    deployment_durations BIGINT NOT NULL,
    deployment_s         BIGINT NOT NULL,
    deployment_us        BIGINT NOT NULL,
    successes            BIGINT NOT NULL,
    failures             BIGINT NOT NULL,
    restores             BIGINT NOT NULL,
    restore_s            BIGINT NOT NULL,
    restore_us           BIGINT NOT NULL,
    PRIMARY KEY (day, scope_id),
    CONSTRAINT fk_event_daily_scope FOREIGN KEY (scope_id) REFERENCES event_scope (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE service (
    id        INT          NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name      VARCHAR(255) NOT NULL,
    version   BIGINT       NOT NULL,
    rewritten BIGINT       NOT NULL,
    UNIQUE KEY ux_service_name (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE deployment (
    service_id  INT          NOT NULL,
    sequence    BIGINT       NOT NULL,
    id          BIGINT       NOT NULL,
    environment VARCHAR(255) NOT NULL,
    team        VARCHAR(255) NOT NULL,
    version     TEXT         NOT NULL,
    sha         VARCHAR(255) NOT NULL,
    started     BIGINT       NULL,
    finished    BIGINT       NOT NULL,
    status      TINYINT      NOT NULL,
    source      TINYINT      NOT NULL,
    dedup_key   TEXT         NOT NULL,
    fixes       TEXT         NOT NULL,
    PRIMARY KEY (service_id, sequence),
    UNIQUE KEY ux_deployment_id (id),
    CONSTRAINT fk_deployment_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE change_item (
    service_id    INT          NOT NULL,
    sequence      BIGINT       NOT NULL,
    sha           VARCHAR(255) NOT NULL,
    origin        TINYINT      NOT NULL,
    deployment_id BIGINT       NULL,
    authored      BIGINT       NOT NULL,
    committed     BIGINT       NOT NULL,
    subject       TEXT         NOT NULL,
    line_count    INT          NULL,
    file_count    INT          NULL,
    PRIMARY KEY (service_id, sequence),
    UNIQUE KEY ux_change_item_sha (service_id, sha),
    KEY ix_change_item_time (authored DESC, sha, service_id),
    KEY ix_change_item_service (service_id, authored DESC, sha),
    KEY ix_change_item_deployment (deployment_id),
    CONSTRAINT fk_change_item_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE incident (
    id           BIGINT       NOT NULL PRIMARY KEY,
    service_id   INT          NOT NULL,
    environment  VARCHAR(255) NOT NULL,
    title        TEXT         NOT NULL,
    detected     BIGINT       NOT NULL,
    resolved     BIGINT       NULL,
    stated_cause BIGINT       NULL,
    dedup_key    TEXT         NOT NULL,
    KEY ix_incident_service (service_id, detected),
    CONSTRAINT fk_incident_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

-- "reverting says that it reverts reverted", both changes of the service.
CREATE TABLE git_revert (
    service_id INT          NOT NULL,
    reverting  VARCHAR(255) NOT NULL,
    reverted   VARCHAR(255) NOT NULL,
    PRIMARY KEY (service_id, reverting, reverted),
    CONSTRAINT fk_git_revert_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE git_source (
    service_id INT     NOT NULL PRIMARY KEY,
    path       TEXT    NOT NULL,
    options    TEXT    NOT NULL,
    shallow    TINYINT NOT NULL,
    CONSTRAINT fk_git_source_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

-- In the order in which commits are read; a commit never changes, so its time belongs to its name.
CREATE TABLE git_commit (
    service_id  INT           NOT NULL,
    committed   BIGINT        NOT NULL,
    oid         VARBINARY(32) NOT NULL,
    parents     BLOB          NOT NULL,
    authored    BIGINT        NOT NULL,
    line_count  INT           NOT NULL,
    file_count  INT           NOT NULL,
    reverts     MEDIUMTEXT    NOT NULL,
    picked_from MEDIUMTEXT    NOT NULL,
    subject     TEXT          NOT NULL,
    PRIMARY KEY (service_id, committed, oid),
    CONSTRAINT fk_git_commit_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE git_ref (
    service_id INT           NOT NULL,
    ordinal    INT           NOT NULL,
    name       TEXT          NOT NULL,
    oid        VARBINARY(32) NOT NULL,
    is_tag     TINYINT       NOT NULL,
    is_default TINYINT       NOT NULL,
    time       BIGINT        NOT NULL,
    PRIMARY KEY (service_id, ordinal),
    CONSTRAINT fk_git_ref_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE api_token (
    id           BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name         VARCHAR(255)  NOT NULL,
    hash         VARBINARY(64) NOT NULL,
    role         TINYINT       NOT NULL,
    per_minute   INT           NULL,
    per_hour     INT           NULL,
    created_at   BIGINT        NOT NULL,
    expires_at   BIGINT        NULL,
    revoked_at   BIGINT        NULL,
    last_used_at BIGINT        NULL,
    UNIQUE KEY ux_api_token_hash (hash),
    KEY ix_api_token_name (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE idempotency (
    key_hash   VARBINARY(64) NOT NULL PRIMARY KEY,
    body_hash  VARBINARY(64) NOT NULL,
    answer     LONGBLOB      NOT NULL,
    created_at BIGINT        NOT NULL,
    KEY ix_idempotency_time (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};
