// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>
#include <QString>

namespace atalaya {

Q_DECLARE_LOGGING_CATEGORY(lcStore)
Q_DECLARE_LOGGING_CATEGORY(lcIngest)
Q_DECLARE_LOGGING_CATEGORY(lcDelivery)
Q_DECLARE_LOGGING_CATEGORY(lcApi)
Q_DECLARE_LOGGING_CATEGORY(lcConsole)
Q_DECLARE_LOGGING_CATEGORY(lcApp)

/// What the application log adds to every message of this thread while it lives (a request, an import).
class LogScope
{
public:
    explicit LogScope(QString requestId);
    ~LogScope();
    Q_DISABLE_COPY_MOVE(LogScope)

    /// The id of the innermost scope of this thread, or empty.
    static QString requestId();

private:
    QString m_outer;
};

} // namespace atalaya
