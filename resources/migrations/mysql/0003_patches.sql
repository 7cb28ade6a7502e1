-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- What names the patch of a commit, of those about which it was asked; equal names are the same patch.
CREATE TABLE IF NOT EXISTS git_patch (
    service_id INT           NOT NULL,
    oid        VARBINARY(32) NOT NULL,
    name       VARBINARY(64) NOT NULL,
    PRIMARY KEY (service_id, oid),
    CONSTRAINT fk_git_patch_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};

-- When the first of the deployments finished that an import left out because they were before its start.
CREATE TABLE IF NOT EXISTS git_left_out (
    service_id INT    NOT NULL PRIMARY KEY,
    first      BIGINT NOT NULL,
    CONSTRAINT fk_git_left_out_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation};
