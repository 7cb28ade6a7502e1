-- SPDX-License-Identifier: GPL-3.0-or-later
-- compatible-with: 1

-- Commits of a later reading are here, with which the source was not folded yet.
ALTER TABLE git_source ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;
