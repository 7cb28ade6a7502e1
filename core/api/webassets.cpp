// SPDX-License-Identifier: GPL-3.0-or-later
#include "webassets.h"

#include <QCryptographicHash>
#include <QFile>

// Outside any namespace, as the macro wants it: the linker drops what nothing refers to.
static void initWebResources()
{
    Q_INIT_RESOURCE(web);
    Q_INIT_RESOURCE(chartjs);
}

namespace atalaya::api {

namespace {

constexpr QLatin1String kFolder(":/web/");
/// As the files of resources/web say it; an address that never changes, for pages that are served as they are.
constexpr char kUnversioned[] = "/assets/current/";

struct Name
{
    const char* name;
    const char* type;
};
constexpr char kScript[] = "text/javascript; charset=utf-8";
constexpr char kStyle[] = "text/css; charset=utf-8";
constexpr Name kNames[] = {
    {"api.js", kScript},       {"base.css", kStyle},    {"cards.js", kScript},      {"chart.js", kScript},
    {"chips.js", kScript},     {"dashboard.css", kStyle}, {"dashboard.js", kScript}, {"docs.css", kStyle},
    {"docs.js", kScript},      {"dom.js", kScript},     {"filters.js", kScript},    {"format.js", kScript},
    {"iact.js", kScript},      {"icon.svg", "image/svg+xml"}, {"plots.js", kScript}, {"rows.js", kScript},
    {"scale.js", kScript},     {"signin.css", kStyle},  {"signin.js", kScript},     {"theme.js", kScript},
    {"words.js", kScript},
};

QByteArray contentOf(const QString& name)
{
    initWebResources();
    QFile file(kFolder + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is not compiled in", qPrintable(file.fileName()));
    return file.readAll();
}

QList<WebAsset> readAssets()
{
    QList<WebAsset> assets;
    for (const Name& known : kNames)
        assets.append({QString::fromLatin1(known.name), known.type, contentOf(QString::fromLatin1(known.name))});
    return assets;
}

} // namespace

const QList<WebAsset>& webAssets()
{
    static const QList<WebAsset> assets = readAssets();
    return assets;
}

const WebAsset* findWebAsset(QStringView name)
{
    for (const WebAsset& asset : webAssets()) {
        if (asset.name == name)
            return &asset;
    }
    return nullptr;
}

QByteArray webAssetsVersion()
{
    static const QByteArray version = [] {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (const WebAsset& asset : webAssets())
            hash.addData(asset.body);
        return hash.result().left(6).toHex();
    }();
    return version;
}

QByteArray webPage(const QString& name, const QHash<QString, QString>& values)
{
    QByteArray page = contentOf(name);
    page.replace(kUnversioned, QByteArray("/assets/" + webAssetsVersion() + '/'));
    // In one pass, so that no value is searched for keys.
    QByteArray filled;
    qsizetype done = 0;
    for (qsizetype at = page.indexOf("{{"); at >= 0; at = page.indexOf("{{", done)) {
        const qsizetype end = page.indexOf("}}", at);
        const QString key = QString::fromLatin1(page.mid(at + 2, end - at - 2));
        Q_ASSERT(end > at && values.contains(key));
        filled += page.mid(done, at - done) + values.value(key).toUtf8();
        done = end + 2;
    }
    return filled + page.mid(done);
}

} // namespace atalaya::api
