// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/deployment.h"

namespace atalaya::model {

/// One commit (never a merge) or, from a source without commits, one unit of delivered work.
struct Change {
    QString service;
    QString sha; ///< full hex, or the source's own id; unique per service
    /// The first successful production deployment that contains it; null while it has not shipped.
    DeploymentId deployment;
    Instant authored;
    Instant committed;
    QString subject; ///< first line of the message, at most 200 characters
    std::optional<int> lines; ///< added + deleted, text files only
    std::optional<int> files;

    bool operator==(const Change&) const = default;
};

} // namespace atalaya::model
