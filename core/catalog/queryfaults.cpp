// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/queryfaults.h"

#include "base/nearest.h"

#include <QCoreApplication>

namespace atalaya::catalog {

namespace {

constexpr qsizetype kMostFaults = 100;
constexpr qsizetype kLongestName = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

} // namespace

QString under(const QString& pointer, const QString& name)
{
    QString escaped = name.left(kLongestName);
    escaped.replace(u'~', QLatin1String("~0")).replace(u'/', QLatin1String("~1"));
    return pointer + u'/' + escaped;
}

void QueryFaults::add(const QString& pointer, const QString& detail, const QStringList& allowed, const QString& near)
{
    if (m_problem.errors.isEmpty()) {
        m_problem.detail = pointer.isEmpty() ? tr("The query %1").arg(detail) : tr("'%1' %2").arg(pointer, detail);
        if (!detail.endsWith(u'?'))
            m_problem.detail += u'.';
        m_problem.allowed = allowed;
        m_problem.nearest = near;
    }
    if (m_problem.errors.size() < kMostFaults)
        m_problem.errors.append({pointer, detail});
}

void QueryFaults::addUnknown(const QString& pointer, const QString& kind, const QString& word, const QStringList& known)
{
    const QString near = nearest(word, known);
    const QString shown = word.left(kLongestName);
    add(pointer,
        near.isEmpty() ? tr("names %1 that there is not: '%2'").arg(kind, shown)
                       : tr("names %1 that there is not: '%2'; did you mean '%3'?").arg(kind, shown, near),
        known, near);
}

void QueryFaults::addUnknownMembers(const QJsonObject& object, const QStringList& members, const QString& pointer)
{
    for (const QString& name : object.keys()) {
        if (!members.contains(name))
            addUnknown(under(pointer, name), tr("a member"), name, members);
    }
}

} // namespace atalaya::catalog
