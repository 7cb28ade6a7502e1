// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deploymentrepository.h"

#include <QMap>
#include <QRandomGenerator>

#include <utility>

namespace atalaya::test {

/// What a git repository gave a service at one time.
struct GitFold
{
    QList<model::Deployment> deployments;
    QList<store::RevertFact> reverts;
    QList<model::Change> changes;
};
/// What some events gave.
struct EventFold
{
    QList<model::Deployment> deployments;
    QList<model::Change> changes;
};

QString text(const model::Deployment& deployment);
QString text(const model::Change& change);
QString text(const model::Incident& incident);
template<class T>
QStringList texts(const QList<T>& items)
{
    QStringList list;
    for (const T& item : items)
        list.append(text(item));
    return list;
}

/// What DeploymentRepository is to do, done the plain way in memory.
class PlainDeployments
{
public:
    void add(const QList<model::Deployment>& deployments, const QList<model::Change>& changes);
    void replaceGit(const QString& service, const GitFold& fold);
    void putIncidents(const QList<model::Incident>& incidents, const QList<model::IncidentId>& gone);

    QStringList services() const;
    /// By id.
    QList<model::Deployment> deployments(const QString& service) const;
    /// In order of detected and id, of the service or of all of them in order of name.
    QList<model::Incident> incidents(const QString& service) const;
    /// Sorted texts: the order of sequences is not told here.
    QStringList shippedChanges(const QString& service) const;
    QStringList shippedReverts(const QString& service) const;
    /// What figures need of the deployments.
    QStringList facts(const QString& service) const;
    /// In the order of pages, but for the order of services within one sha and moment: by name.
    QStringList changes(const store::DeploymentRepository::ChangeFilter& filter) const;
    QList<model::Change> allChanges(const QString& service) const;
    GitFold git(const QString& service) const { return m_folds.value(service); }

private:
    struct Item
    {
        model::Change change;
        bool isGit = false;
    };
    bool isBetter(const model::Change& a, const model::Change& b) const;

    QMap<model::DeploymentId, model::Deployment> m_deployments;
    QMap<std::pair<QString, QString>, Item> m_changes; // by service and sha
    QMap<model::IncidentId, model::Incident> m_incidents;
    QMap<QString, GitFold> m_folds;
    QMap<QString, bool> m_services;
};

/// Random rows, but the same in every run.
class Maker
{
public:
    explicit Maker(quint32 seed) : m_random(seed) {}

    int below(int limit) { return int(m_random.bounded(limit)); }
    QString service() { return QStringLiteral("service-%1").arg(below(4)); }
    model::Deployment deployment(const QString& service);
    model::Deployment gitDeployment(const QString& service);
    /// Of the service; its deployment is null.
    model::Change change(const QString& service);
    QList<model::Incident> incidents(int count);
    EventFold eventFold(const PlainDeployments& plain);
    /// Some of what was there stays, some of it changes, some goes.
    GitFold gitFold(const PlainDeployments& plain, const QString& service);
    /// What was there stays; more comes, and some of what waited ships.
    GitFold longerGitFold(const PlainDeployments& plain, const QString& service);
    QList<model::IncidentId> someOf(const QList<model::Incident>& incidents);
    store::DeploymentRepository::ChangeFilter changeFilter(const PlainDeployments& plain);

    template<class T>
    void shuffle(QList<T>& list)
    {
        for (qsizetype i = list.size() - 1; i > 0; --i)
            list.swapItemsAt(i, m_random.bounded(int(i) + 1));
    }

private:
    QRandomGenerator m_random;
    int m_count = 0;
};

/// Reads a service as a cache does: from its first row when it was rewritten, else only what came after the last one.
class Reader
{
public:
    enum class Kind { Unchanged, Appended, Rewritten };
    Kind update(store::Database& database, const store::ServiceState& state);
    qint64 version() const { return m_version; }
    QStringList deploymentTexts() const;
    QStringList changeTexts() const;

    /// By id.
    static QList<model::Deployment> deployments(store::Database& database, const QString& service);
    static QStringList shippedChanges(store::Database& database, const QString& service);
    static QStringList shippedReverts(store::Database& database, const QString& service);
    static QList<model::Incident> incidents(store::Database& database, const QString& service);
    static QStringList facts(store::Database& database, const QString& service);
    /// All pages, and the order within one sha and moment as PlainDeployments::changes() has it.
    static QStringList changesInPages(store::Database& database,
                                      const store::DeploymentRepository::ChangeFilter& filter, int limit);

private:
    void read(store::Database& database, const QString& service);

    qint64 m_version = 0;
    qint64 m_lastDeployment = 0;
    qint64 m_lastChange = 0;
    QList<model::Deployment> m_deployments;
    QStringList m_changes;
};

} // namespace atalaya::test
