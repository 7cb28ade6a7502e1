// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace atalaya::services {

/// A figure that moves in a straight line from the first day to the last.
struct Trend
{
    double first = 0;
    double last = 0;
    double at(double progress) const { return first + (last - first) * progress; }
};

/// How one project of the demo delivers.
struct DemoProject
{
    QString name; ///< "demo-payments"
    QString team;
    QString featurePrefix; ///< "PAY"
    Trend deploymentsPerWeek;
    Trend leadHours;          ///< median from first commit to production
    Trend failShare;          ///< 0..1 of the deployments
    double recoveryHours = 2; ///< median
    bool staging = false;     ///< goes over a staging environment first
    bool tagged = false;      ///< known by its git history and release tags, not by events
};

/// So many projects, always the same ones for the same number: the first of them have a character of their own (one
/// improves in everything, one fails more and more), the rest are steady.
QList<DemoProject> demoProjects(int count);

} // namespace atalaya::services
