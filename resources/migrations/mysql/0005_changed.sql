-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- When the data version was last raised, and to what: an older program raises the data version alone, and then nobody knows when.
ALTER TABLE meta ADD COLUMN data_changed_at BIGINT;

ALTER TABLE meta ADD COLUMN data_changed_version BIGINT;
