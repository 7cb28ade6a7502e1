-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- When the incident could first be known; "detected" counts where that is later, also for rows of an older program.
ALTER TABLE incident ADD COLUMN known INTEGER NOT NULL DEFAULT 0;

UPDATE incident SET known = detected;
