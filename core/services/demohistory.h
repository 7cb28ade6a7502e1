// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/git.h"
#include "services/demoproject.h"

namespace atalaya::services {

/// A repository that was never one: its commits, release tags and default branch.
struct DemoHistory
{
    QList<model::GitCommit> commits; ///< parents first
    QList<model::GitRef> refs;
};

/// How a project that is released by git tags worked in the `days` days before `endDay` (days since 1970-01-01, not
/// included): a branch of several changes for each release, merged and tagged on a working day; a bad release is mended by a
/// patch release within days, or its worst change is reverted in the next one. Pure: the same inputs give the same history.
DemoHistory demoHistory(const DemoProject& project, qint64 endDay, int days, quint64 seed);

} // namespace atalaya::services
