// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/commitmessage.h"

#include <QRegularExpression>
#include <QStringDecoder>

namespace atalaya::ingest {

namespace {

QString decoded(const QByteArray& bytes, const QByteArray& encoding)
{
    QStringDecoder decoder = encoding.isEmpty() ? QStringDecoder(QStringDecoder::Utf8) : QStringDecoder(encoding.constData());
    if (decoder.isValid()) {
        const QString text = decoder(bytes);
        if (!decoder.hasError())
            return text;
    }
    return QString::fromLatin1(bytes);
}

QString subjectOf(const QString& text)
{
    QStringView first = QStringView(text).trimmed();
    first = first.left(first.indexOf(u'\n') < 0 ? first.size() : first.indexOf(u'\n'));
    QString subject = first.toString().simplified();
    subject.replace(QChar(u'\0'), QChar(u' '));
    if (subject.size() <= CommitMessage::kMaxSubject)
        return subject;
    // Not through the middle of a character outside the basic plane.
    const bool splits = subject.at(CommitMessage::kMaxSubject - 1).isHighSurrogate();
    return subject.left(CommitMessage::kMaxSubject - (splits ? 1 : 0));
}

QStringList shasOf(const QRegularExpression& expression, const QString& text)
{
    QStringList shas;
    for (auto matches = expression.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        QString sha = match.captured(1).toLower();
        if (match.lastCapturedIndex() > 1)
            sha += kMainlineMark + match.captured(2).toLower();
        if (!shas.contains(sha))
            shas.append(sha);
    }
    return shas;
}

} // namespace

CommitMessage parseCommitMessage(const QByteArray& bytes, const QByteArray& encoding)
{
    // At the start of a line, so that neither a quotation ("> This reverts …") nor prose about a revert counts.
    static const QRegularExpression revert(QStringLiteral(R"(^[ \t]*This reverts commit ([0-9a-f]{7,40})\b)"
                                                   R"((?:,\s+reversing\s+changes\s+made\s+to\s+([0-9a-f]{7,40})\b)?)"),
                                           QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression pick(QStringLiteral(R"(\(cherry picked from commit ([0-9a-f]{7,40})\))"),
                                         QRegularExpression::CaseInsensitiveOption);
    CommitMessage message;
    const QString text = decoded(bytes, encoding);
    message.subject = subjectOf(text);
    if (text.contains(QLatin1String("reverts commit"), Qt::CaseInsensitive))
        message.reverts = shasOf(revert, text);
    if (text.contains(QLatin1String("cherry picked from"), Qt::CaseInsensitive))
        message.pickedFrom = shasOf(pick, text);
    return message;
}

} // namespace atalaya::ingest
