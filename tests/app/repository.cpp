// SPDX-License-Identifier: GPL-3.0-or-later
#include "repository.h"

#include "program.h"

#include <QDateTime>

namespace atalaya::test {

namespace {

constexpr qint64 kBegin = 1'767'268'800; // 2026-01-01T12:00:00Z
constexpr qint64 kDay = 86'400;

QByteArray git(const QString& folder, const QStringList& arguments, const QByteArray& input = {})
{
    const Outcome outcome =
        runTool(QStringLiteral("git"), QStringList{QStringLiteral("-C"), folder} + arguments, input);
    if (outcome.code != 0)
        qFatal("git %s: %s", qPrintable(arguments.join(u' ')), outcome.err.constData());
    return outcome.out.trimmed();
}

QByteArray commitText(int index, qint64 time, const QByteArray& message)
{
    const QByteArray who = "Ana <ana@example.org> " + QByteArray::number(time) + " +0000\n";
    const QByteArray content = QByteArray::number(index) + "\n";
    QByteArray text = "commit refs/heads/main\nmark :" + QByteArray::number(index + 1) + "\nauthor " + who +
                      "committer " + who + "data " + QByteArray::number(message.size()) + "\n" + message + "\n";
    if (index > 0)
        text += "from :" + QByteArray::number(index) + "\n";
    return text + "M 100644 inline f" + QByteArray::number(index % 50) + "\ndata " +
           QByteArray::number(content.size()) + "\n" + content + "\n";
}

QByteArray tagText(const QByteArray& tag, int index)
{
    return "reset refs/tags/" + tag + "\nfrom :" + QByteArray::number(index + 1) + "\n\n";
}

void init(const QString& folder)
{
    const Outcome outcome = runTool(QStringLiteral("git"), {QStringLiteral("init"), QStringLiteral("-q"),
                                                            QStringLiteral("-b"), QStringLiteral("main"), folder});
    if (outcome.code != 0)
        qFatal("git init: %s", outcome.err.constData());
}

} // namespace

void makeRepository(const QString& folder, const QList<MadeCommit>& commits)
{
    init(folder);
    const QString marks = folder + QStringLiteral("/.git/marks");
    for (int index = 0; index < commits.size();
         ++index) { // one after another: a message may need the sha of an earlier one
        const MadeCommit& made = commits[index];
        QByteArray message = made.message;
        if (made.mentions >= 0) {
            const QString earlier = QStringLiteral("main~%1").arg(index - 1 - made.mentions);
            message.replace("%1", git(folder, {QStringLiteral("rev-parse"), earlier}));
        }
        QByteArray text = commitText(index, kBegin + made.day * kDay, message);
        if (!made.tag.isEmpty())
            text += tagText(made.tag, index);
        git(folder,
            {QStringLiteral("fast-import"), QStringLiteral("--quiet"),
             QStringLiteral("--import-marks-if-exists=%1").arg(marks), QStringLiteral("--export-marks=%1").arg(marks)},
            text);
    }
}

void makeLongRepository(const QString& folder, int count)
{
    init(folder);
    QByteArray text;
    for (int index = 0; index < count; ++index) {
        text += commitText(index, kBegin + index * 600, "Change " + QByteArray::number(index) + "\n");
        if (index % 100 == 99)
            text += tagText("v0." + QByteArray::number(index / 100) + ".0", index);
    }
    git(folder, {QStringLiteral("fast-import"), QStringLiteral("--quiet")}, text);
}

} // namespace atalaya::test
