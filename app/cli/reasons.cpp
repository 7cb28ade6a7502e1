// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reasons.h"

#include "app/cli/deliverytext.h"
#include "app/cli/text.h"

#include <array>

namespace atalaya::app {

QString reasonText(const QString& code)
{
    struct Reason
    {
        QLatin1String code;
        const char* text;
    };
    static constexpr std::array kReasons{
        Reason{QLatin1String("outside_window"), QT_TRANSLATE_NOOP("CommandLine", "outside the window")},
        Reason{QLatin1String("other_service"), QT_TRANSLATE_NOOP("CommandLine", "another service")},
        Reason{QLatin1String("other_team"), QT_TRANSLATE_NOOP("CommandLine", "another team")},
        Reason{QLatin1String("other_environment"), QT_TRANSLATE_NOOP("CommandLine", "another environment")},
        Reason{QLatin1String("other_kind"), QT_TRANSLATE_NOOP("CommandLine", "kind not asked for")},
        Reason{QLatin1String("not_successful"), QT_TRANSLATE_NOOP("CommandLine", "not successful")},
        Reason{QLatin1String("baseline"), QT_TRANSLATE_NOOP("CommandLine", "a baseline")},
        Reason{QLatin1String("no_changes"), QT_TRANSLATE_NOOP("CommandLine", "ships no change")},
        Reason{QLatin1String("clock_skew"), QT_TRANSLATE_NOOP("CommandLine", "clock skew")},
        Reason{QLatin1String("not_shipped"), QT_TRANSLATE_NOOP("CommandLine", "not shipped")},
        Reason{QLatin1String("left_out"), QT_TRANSLATE_NOOP("CommandLine", "shipped before the start of the import")},
        Reason{QLatin1String("unjudged"), QT_TRANSLATE_NOOP("CommandLine", "too new to judge")},
        Reason{QLatin1String("no_cause_edge"), QT_TRANSLATE_NOOP("CommandLine", "nothing blames it")},
        Reason{QLatin1String("not_failed"), QT_TRANSLATE_NOOP("CommandLine", "did not fail")},
        Reason{QLatin1String("open"), QT_TRANSLATE_NOOP("CommandLine", "still open")},
        Reason{QLatin1String("no_fix_edge"), QT_TRANSLATE_NOOP("CommandLine", "repairs nothing")},
        Reason{QLatin1String("unattributed"), QT_TRANSLATE_NOOP("CommandLine", "cause not known")},
        Reason{QLatin1String("rejected_edge"), QT_TRANSLATE_NOOP("CommandLine", "edge rejected")},
        Reason{QLatin1String("counts_deployments"), QT_TRANSLATE_NOOP("CommandLine", "of deployments")},
        Reason{QLatin1String("counts_changes"), QT_TRANSLATE_NOOP("CommandLine", "of changes")},
    };
    for (const Reason& reason : kReasons) {
        if (code == reason.code)
            return tr(reason.text);
    }
    return QString(code).replace(u'_', u' ');
}

QString edgeKindText(model::EdgeKind kind)
{
    return kind == model::EdgeKind::Manual ? tr("stated") : model::edgeKindName(kind);
}

QString figureText(const QString& name)
{
    if (const auto metric = delivery::metricFromName(name))
        return metricTitle(*metric);
    if (name == QLatin1String("time_to_restore"))
        return tr("Time to restore");
    return name == QLatin1String("time_to_detect") ? tr("Time to detect") : name;
}

} // namespace atalaya::app
