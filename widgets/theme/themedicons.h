// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEnginePlugin>

namespace atalaya::widgets {

/// Gives style sheets our drawings in the colours of the moment: `image: url(:/chevron-down.themed)`. There is no such file; Qt asks
/// for an icon by the ending of its name. The names: chevron-down, chevron-up, chevron-left, chevron-right and check.
class ThemedIcons : public QIconEnginePlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QIconEngineFactoryInterface_iid FILE "themedicons.json")

public:
    using QIconEnginePlugin::QIconEnginePlugin;

    /// Null for a name that is none of these; Qt shows nothing then.
    QIconEngine* create(const QString& filename) override;
};

} // namespace atalaya::widgets
