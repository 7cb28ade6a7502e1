// SPDX-License-Identifier: GPL-3.0-or-later
#include "testsupport/randomevents.h"

#include <random>

namespace atalaya::test {

using model::PhaseEvent;

namespace {

class Dice
{
public:
    explicit Dice(quint64 seed) : m_engine(seed) {}
    /// 0 … limit − 1.
    qint64 below(qint64 limit) { return qint64(m_engine() % quint64(limit)); }
    QString oneOf(const QStringList& words) { return words[below(words.size())]; }

private:
    std::mt19937_64 m_engine;
};

double duration(Dice& dice)
{
    switch (dice.below(6)) {
    case 0:
        return 0;
    case 1:
        return double(dice.below(4'000'000)) / 1000; // with milliseconds
    case 2:
        return double(dice.below(20'000)) / 7; // no end to its decimals
    case 3:
        return double(dice.below(90 * 86'400));
    default:
        return double(dice.below(86'400));
    }
}

} // namespace

QList<PhaseEvent> randomEvents(int count, quint64 seed, Instant begin, int days)
{
    static const QStringList phases = model::phaseNames(), decisions = model::decisionNames();
    static const QStringList projects{QString(), QStringLiteral("payments"), QStringLiteral("search"),
                                      QStringLiteral("ñandú \"x\"")};
    static const QStringList teams{QString(), QStringLiteral("a"), QStringLiteral("b")};
    static const QStringList environments{QString(), QStringLiteral("production"), QStringLiteral("staging")};
    Dice dice(seed);
    QList<PhaseEvent> events;
    while (events.size() < count) {
        if (!events.isEmpty() && dice.below(50) == 0) {
            events.append(events[dice.below(events.size())]);
            continue;
        }
        PhaseEvent event;
        event.cycleId = QStringLiteral("cycle-%1").arg(dice.below(count / 4 + 1));
        event.featureId = QStringLiteral("feature-%1").arg(dice.below(40));
        // Deployments and what repairs them are what is counted.
        const qint64 kind = dice.below(10);
        event.phase = kind < 4   ? model::Phase::Deployment
                      : kind < 6 ? model::Phase::Recovery
                                 : *model::phaseFromName(dice.oneOf(phases));
        event.decision = *model::decisionFromName(dice.oneOf(decisions));
        event.durationSeconds = duration(dice);
        const qint64 day = 86'400'000 * dice.below(days);
        const qint64 edge = dice.below(20);
        event.createdAt = begin + Milliseconds(edge == 0   ? day
                                               : edge == 1 ? day + 86'399'999
                                                           : day + dice.below(86'400'000));
        event.project = dice.oneOf(projects);
        event.team = dice.oneOf(teams);
        event.environment = dice.oneOf(environments);
        event.dedupKey = model::eventKey(event);
        events.append(event);
    }
    return events;
}

} // namespace atalaya::test
