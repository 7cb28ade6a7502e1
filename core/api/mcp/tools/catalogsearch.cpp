// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalogsearch.h"

#include "base/nearest.h"
#include "catalog/dataset.h"
#include "delivery/query.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

/// Lower case, without the s of a plural: "Deployments_per week" is deployment, per, week.
QStringList wordsOf(const QString& text)
{
    static const QRegularExpression kBetween(QStringLiteral("[^\\p{L}\\p{N}]+"));
    constexpr qsizetype kShortest = 4; // "is" and "days" keep and lose theirs
    QStringList words;
    for (QString word : text.toLower().split(kBetween, Qt::SkipEmptyParts)) {
        if (word.size() >= kShortest && word.endsWith(u's') && !word.endsWith(QLatin1String("ss")))
            word.chop(1);
        if (!words.contains(word))
            words.append(word);
    }
    return words;
}

/// Words that stand in nearly every question and mean nothing here.
bool isNoise(const QString& word)
{
    static const QStringList kNoise{
        QStringLiteral("a"),    QStringLiteral("an"),    QStringLiteral("the"), QStringLiteral("of"),
        QStringLiteral("in"),   QStringLiteral("for"),   QStringLiteral("and"), QStringLiteral("or"),
        QStringLiteral("to"),   QStringLiteral("is"),    QStringLiteral("are"), QStringLiteral("how"),
        QStringLiteral("what"), QStringLiteral("which"), QStringLiteral("by"),  QStringLiteral("per")};
    return kNoise.contains(word);
}

int scoreOf(const QString& word, const QStringList& words, int ofWhole, int ofPart)
{
    int best = 0;
    for (const QString& candidate : words) {
        if (candidate == word)
            return ofWhole;
        if (word.size() > 2 && candidate.contains(word))
            best = ofPart;
    }
    return best;
}

int scoreOf(const QStringList& asked, const QStringList& name, const QStringList& about)
{
    constexpr int kWholeOfName = 10, kPartOfName = 6, kWholeOfAbout = 4, kPartOfAbout = 2;
    int score = 0, found = 0;
    for (const QString& word : asked) {
        const int ofWord =
            std::max(scoreOf(word, name, kWholeOfName, kPartOfName), scoreOf(word, about, kWholeOfAbout, kPartOfAbout));
        score += ofWord;
        found += ofWord > 0 ? 1 : 0;
    }
    const bool isNamed = !name.isEmpty() && std::all_of(name.begin(), name.end(),
                                                        [&asked](const QString& word) { return asked.contains(word); });
    return score * found + (isNamed ? kWholeOfName : 0);
}

QString aboutMetric(delivery::Metric metric)
{
    switch (metric) {
    case delivery::Metric::DeploymentFrequency:
        return tr("How often a deployment succeeds, per week.");
    case delivery::Metric::ChangeLeadTime:
        return tr("Hours from writing a commit to its successful deployment; the median is the headline.");
    case delivery::Metric::ChangeFailRate:
        return tr(
            "Share of judged deployments that failed: something had to repair them, or an incident is their fault.");
    case delivery::Metric::FailedDeploymentRecoveryTime:
        return tr("Hours from a failed deployment to its repair or the end of its incident; the median is the "
                  "headline. Also called MTTR, "
                  "time to restore.");
    case delivery::Metric::DeploymentReworkRate:
        break;
    }
    return tr("Share of deployments that repair an earlier one: unplanned rework.");
}

QList<CatalogHit> everything()
{
    QList<CatalogHit> all;
    for (const delivery::Metric metric : delivery::kMetrics)
        all.append({CatalogHit::Kind::Metric, {}, delivery::metricName(metric), aboutMetric(metric)});
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        all.append({CatalogHit::Kind::Dataset, dataset.id(), dataset.id(), dataset.description});
        for (const catalog::Field& field : dataset.fields)
            all.append({CatalogHit::Kind::Field, dataset.id(), field.shape.name, field.description});
    }
    return all;
}

QString furtherWords(const CatalogHit& hit)
{
    const catalog::Dataset* dataset = catalog::findDataset(hit.dataset);
    if (hit.kind == CatalogHit::Kind::Dataset)
        return hit.description + u' ' + dataset->name + u' ' + dataset->tags.join(u' ');
    if (hit.kind == CatalogHit::Kind::Field)
        return hit.description + u' ' + dataset->field(hit.name)->shape.choices.join(u' ');
    return hit.description;
}

} // namespace

QJsonObject toJson(const CatalogHit& hit)
{
    QJsonObject json{{QStringLiteral("name"), hit.name}, {QStringLiteral("description"), hit.description}};
    switch (hit.kind) {
    case CatalogHit::Kind::Dataset:
        json.insert(QStringLiteral("kind"), QStringLiteral("dataset"));
        json.insert(QStringLiteral("next"), QStringLiteral("describe_dataset"));
        break;
    case CatalogHit::Kind::Field:
        json.insert(QStringLiteral("kind"), QStringLiteral("field"));
        json.insert(QStringLiteral("dataset"), hit.dataset);
        json.insert(QStringLiteral("next"), QStringLiteral("query_dataset"));
        break;
    case CatalogHit::Kind::Metric:
        json.insert(QStringLiteral("kind"), QStringLiteral("metric"));
        json.insert(QStringLiteral("next"), QStringLiteral("delivery_metrics"));
        break;
    }
    return json;
}

QList<CatalogHit> searchedCatalog(const QString& words)
{
    QStringList asked = wordsOf(words);
    const QStringList all = asked;
    asked.removeIf(isNoise);
    if (asked.isEmpty())
        asked = all;
    QList<CatalogHit> hits;
    for (CatalogHit hit : everything()) {
        hit.score = scoreOf(asked, wordsOf(hit.name), wordsOf(furtherWords(hit)));
        if (hit.score > 0)
            hits.append(hit);
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const CatalogHit& left, const CatalogHit& right) { return left.score > right.score; });
    return hits;
}

QString hintFor(const QString& words)
{
    QStringList names;
    for (const CatalogHit& hit : everything()) {
        if (!names.contains(hit.name))
            names.append(hit.name);
    }
    for (const QString& word : QStringList{words} + wordsOf(words)) {
        if (const QString near = nearest(word, names); !near.isEmpty())
            return tr("Nothing is called so. Did you mean '%1'?").arg(near);
    }
    return tr("Nothing is called so. list_datasets names all datasets.");
}

} // namespace atalaya::api::mcp
