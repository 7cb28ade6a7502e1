// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demoproject.h"

namespace atalaya::services {

namespace {

QList<DemoProject> characters()
{
    const auto text = [](const char* words) { return QString::fromLatin1(words); };
    return {
        // Learned to make small changes: more often, faster, safer.
        {text("demo-payments"), text("checkout"), text("PAY"), {2.5, 9}, {72, 9}, {0.26, 0.06}, 1.2, true},
        // Ships quickly what breaks more and more.
        {text("demo-search"), text("discovery"), text("SEA"), {5, 7}, {16, 20}, {0.10, 0.36}, 7, false},
        {text("demo-storefront"), text("checkout"), text("SHOP"), {8, 10}, {10, 7}, {0.09, 0.08}, 0.9, true},
        // Careful and slow.
        {text("demo-identity"), text("platform"), text("ID"), {1.1, 1.3}, {130, 100}, {0.04, 0.05}, 3, true},
        {text("demo-notifications"), text("engagement"), text("MSG"), {3.5, 4.5}, {30, 26}, {0.14, 0.11}, 2.5, false},
        // Collects changes for weeks before it releases them.
        {text("demo-reporting"), text("platform"), text("REP"), {1.1, 1.3}, {190, 230}, {0.3, 0.34}, 30, false, true},
        {text("demo-inventory"), text("logistics"), text("INV"), {3, 3}, {40, 38}, {0.12, 0.12}, 4, false},
        {text("demo-shipping"), text("logistics"), text("SHIP"), {2, 4}, {60, 30}, {0.15, 0.10}, 3, false},
    };
}

} // namespace

QList<DemoProject> demoProjects(int count)
{
    static const QList<DemoProject> known = characters();
    QList<DemoProject> projects = known.first(qMin<qsizetype>(count, known.size()));
    for (qsizetype number = projects.size(); number < count; ++number) {
        const double turn = double(number % 7) / 7; // so that not all of them are alike
        projects.append({QStringLiteral("demo-service-%1").arg(number + 1),
                         QStringLiteral("team-%1").arg(number % 9 + 1),
                         QStringLiteral("S%1").arg(number + 1),
                         {1 + 4 * turn, 1.2 + 4 * turn},
                         {120 - 100 * turn, 110 - 95 * turn},
                         {0.08 + 0.1 * turn, 0.08 + 0.08 * turn},
                         1 + 6 * turn,
                         number % 3 == 0,
                         number % 9 == 8});
    }
    return projects;
}

} // namespace atalaya::services
