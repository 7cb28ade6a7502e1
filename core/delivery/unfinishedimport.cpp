// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/unfinishedimport.h"

#include "store/gitrepository.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace atalaya::delivery {

namespace {

/// As a shell reads it.
QString quoted(QString word)
{
    static const QRegularExpression plain(QStringLiteral(R"(^[\w./@:+-]+$)"),
                                          QRegularExpression::UseUnicodePropertiesOption);
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + word.replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

} // namespace

Result<QList<UnfinishedImport>> unfinishedImports(store::Connection& connection)
{
    ATALAYA_TRY(const QList<store::GitSource> sources, store::GitRepository(connection).sources());
    QList<UnfinishedImport> imports;
    for (const store::GitSource& source : sources) {
        if (source.unfinished)
            imports.append({source.service, source.path});
    }
    return imports;
}

Result<QStringList> shallowServices(store::Connection& connection)
{
    ATALAYA_TRY(const QList<store::GitSource> sources, store::GitRepository(connection).sources());
    QStringList services;
    for (const store::GitSource& source : sources) {
        if (source.shallow)
            services.append(source.service);
    }
    return services;
}

QString shallowSentence(const QString& service)
{
    return QCoreApplication::translate("Delivery",
                                       "%1 was read from a shallow clone: older history is missing, so lead times and "
                                       "failures are incomplete. Bring the rest with `git fetch --unshallow` and import "
                                       "it again.")
        .arg(service);
}

QString sentenceOf(const UnfinishedImport& import)
{
    QString command = QStringLiteral("atalaya import git ") + quoted(import.path);
    // A service is called as its folder is (a bare one without its ending), unless it was given another name.
    const QString folder = QFileInfo(import.path).fileName();
    const bool isBareName = folder == import.service + QLatin1String(".git");
    if (import.service != folder && !isBareName)
        command += QStringLiteral(" --project ") + quoted(import.service);
    return QCoreApplication::translate("Delivery",
                                       "The import of %1 was interrupted or is still running, so its figures are not "
                                       "complete; to finish it: %2")
        .arg(import.service, command);
}

} // namespace atalaya::delivery
