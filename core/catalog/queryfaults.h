// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/querytext.h"

namespace atalaya::catalog {

/// What is wrong with a query, gathered while it is read: the first hundred faults, the first of which is what is said.
class QueryFaults
{
public:
    void add(const QString& pointer, const QString& detail, const QStringList& allowed = {}, const QString& near = {});
    /// A name that is none of the known; `kind` is "a field", "a function", ….
    void addUnknown(const QString& pointer, const QString& kind, const QString& word, const QStringList& known);
    /// A fault for each member of the object that is none of these.
    void addUnknownMembers(const QJsonObject& object, const QStringList& members, const QString& pointer);

    bool isEmpty() const { return m_problem.errors.isEmpty(); }
    const QueryProblem& problem() const { return m_problem; }

private:
    QueryProblem m_problem;
};

/// What an error points to (RFC 6901): "/where/0" and "field" make "/where/0/field".
QString under(const QString& pointer, const QString& name);

} // namespace atalaya::catalog
