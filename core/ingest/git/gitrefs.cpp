// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/gitrefs.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <optional>

namespace atalaya::ingest {

namespace {

using model::GitRef;

constexpr QLatin1String kTags("refs/tags/");
constexpr QLatin1String kHeads("refs/heads/");
constexpr QLatin1String kRemotes("refs/remotes/");
constexpr QLatin1String kOriginHead("refs/remotes/origin/HEAD");

enum class Leads { ToCommit, Nowhere, Elsewhere };

/// Follows tags of tags. The time is that of the outermost tag that has one, otherwise the commit's.
Leads follow(git_repository* repository, const git_oid& start, GitRef& ref)
{
    std::optional<Instant> tagged;
    ObjectHandle object = fetched<ObjectHandle>(git_object_lookup, repository, &start, GIT_OBJECT_ANY);
    while (object && git_object_type(object.get()) == GIT_OBJECT_TAG) {
        const auto* tag = reinterpret_cast<const git_tag*>(object.get());
        if (const git_signature* tagger = git_tag_tagger(tag); tagger && !tagged)
            tagged = instantOf(tagger->when.time);
        object = fetched<ObjectHandle>(git_tag_target, tag);
    }
    if (!object)
        return Leads::Nowhere;
    if (git_object_type(object.get()) != GIT_OBJECT_COMMIT)
        return Leads::Elsewhere;
    ref.commit = fromGit(*git_object_id(object.get()));
    ref.time = tagged ? *tagged : instantOf(git_commit_time(reinterpret_cast<const git_commit*>(object.get())));
    return Leads::ToCommit;
}

/// "3 tags …: a, b and 1 more", or nothing.
void warn(QStringList& warnings, const char* text, const QStringList& names)
{
    constexpr qsizetype kNamed = 3;
    if (names.isEmpty())
        return;
    QString list = names.mid(0, kNamed).join(QLatin1String(", "));
    if (names.size() > kNamed)
        list = QCoreApplication::translate("Git", "%1 and %n more", nullptr, int(names.size() - kNamed)).arg(list);
    warnings.append(QCoreApplication::translate("Git", text, nullptr, int(names.size())).arg(list));
}

class RefReader
{
public:
    explicit RefReader(git_repository* repository) : m_repository(repository) {}

    Result<GitRefs> read()
    {
        findDamaged();
        const auto iterator = fetched<ReferenceIteratorHandle>(git_reference_iterator_new, m_repository);
        if (!iterator)
            return Error{ErrorCode::Io, tr("The tags and branches of the repository cannot be read."), lastGitError()};
        for (;;) {
            git_reference* raw = nullptr;
            const int outcome = git_reference_next(&raw, iterator.get());
            const ReferenceHandle reference(raw);
            if (outcome == GIT_ITEROVER)
                break;
            if (outcome != 0)
                return Error{ErrorCode::Io,
                             tr("The tags and branches of the repository cannot be read; `git fsck` says more."),
                             lastGitError()};
            add(reference.get());
        }
        addDetachedHead();
        std::sort(m_read.refs.begin(), m_read.refs.end(), [](const GitRef& left, const GitRef& right) {
            return std::tuple(!left.isTag, std::cref(left.name)) < std::tuple(!right.isTag, std::cref(right.name));
        });
        markDefaultBranch();
        sayWhatIsMissing();
        return std::move(m_read);
    }

private:
    static QString tr(const char* text) { return QCoreApplication::translate("Git", text); }

    /// Refs in files of their own that hold no ref: an iterator passes them by in silence, or gives an older packed
    /// one.
    void findDamaged()
    {
        const QDir folder(QFile::decodeName(git_repository_commondir(m_repository)));
        for (const QLatin1String kind : {kTags, kHeads, kRemotes}) {
            QDirIterator files(folder.filePath(kind), QDir::Files,
                               QDirIterator::Subdirectories); // hidden ones are no refs
            while (files.hasNext()) {
                const QString name = folder.relativeFilePath(files.next());
                if (name.endsWith(QLatin1String(".lock")))
                    continue;
                if (!fetched<ReferenceHandle>(git_reference_lookup, m_repository, QFile::encodeName(name).constData()))
                    m_damaged.append(name);
            }
        }
    }

    void add(git_reference* reference)
    {
        const QString full = QString::fromUtf8(git_reference_name(reference));
        if (m_damaged.contains(full))
            return;
        GitRef ref;
        ref.isTag = full.startsWith(kTags);
        if (ref.isTag)
            ref.name = full.mid(kTags.size());
        else if (full.startsWith(kHeads))
            ref.name = full.mid(kHeads.size());
        else if (full.startsWith(kRemotes) && git_reference_type(reference) == GIT_REFERENCE_DIRECT)
            ref.name = full.mid(kRemotes.size());
        else
            return;
        const auto direct = fetched<ReferenceHandle>(git_reference_resolve, reference);
        const git_oid* target = direct ? git_reference_target(direct.get()) : nullptr;
        switch (target ? follow(m_repository, *target, ref) : Leads::Nowhere) {
        case Leads::ToCommit:
            m_read.refs.append(ref);
            break;
        case Leads::Nowhere:
            (ref.isTag ? m_lostTags : m_lostBranches).append(ref.name);
            break;
        case Leads::Elsewhere:
            m_otherTags.append(ref.name);
            break;
        }
    }

    void addDetachedHead()
    {
        git_oid oid;
        GitRef head;
        if (git_repository_head_detached(m_repository) == 1 &&
            git_reference_name_to_id(&oid, m_repository, "HEAD") == 0 &&
            follow(m_repository, oid, head) == Leads::ToCommit) {
            head.name = QStringLiteral("HEAD");
            m_read.refs.append(head);
        }
    }

    /// What the symbolic ref points to, without the prefix; empty when there is none.
    QString symbolicTarget(const char* name, QLatin1String prefix) const
    {
        const auto reference = fetched<ReferenceHandle>(git_reference_lookup, m_repository, name);
        const char* target = reference ? git_reference_symbolic_target(reference.get()) : nullptr;
        const QString full = QString::fromUtf8(target);
        return full.startsWith(prefix) ? full.mid(prefix.size()) : QString();
    }

    GitRef* branch(const QString& name)
    {
        for (GitRef& ref : m_read.refs) {
            if (!ref.isTag && ref.name == name)
                return &ref;
        }
        return nullptr;
    }

    /// The branch that the remote calls its own, otherwise the one that is checked out, otherwise the usual names.
    void markDefaultBranch()
    {
        const QString remote = symbolicTarget(kOriginHead.data(), kRemotes); // "origin/main"
        GitRef* chosen = branch(remote);
        if (GitRef* local = branch(remote.section(u'/', 1)); chosen && local) {
            // The local branch of that name, when it has all that the remote one has.
            const git_oid ours = toGit(local->commit), theirs = toGit(chosen->commit);
            if (local->commit == chosen->commit || git_graph_descendant_of(m_repository, &ours, &theirs) == 1)
                chosen = local;
        }
        if (!chosen)
            chosen = branch(symbolicTarget("HEAD", kHeads));
        for (const char* usual : {"main", "master", "trunk", "develop", "origin/main", "origin/master", "HEAD"}) {
            if (!chosen)
                chosen = branch(QString::fromLatin1(usual));
        }
        const auto first =
            std::find_if(m_read.refs.begin(), m_read.refs.end(), [](const GitRef& ref) { return !ref.isTag; });
        if (!chosen && first != m_read.refs.end())
            chosen = &*first;
        if (chosen)
            chosen->isDefaultBranch = true;
    }

    void sayWhatIsMissing()
    {
        for (QStringList* names : {&m_lostTags, &m_lostBranches, &m_otherTags, &m_damaged})
            names->sort();
        warn(m_read.warnings,
             QT_TRANSLATE_N_NOOP("Git", "%n tag(s) left out that point to an object that is not there: %1"),
             m_lostTags);
        warn(m_read.warnings,
             QT_TRANSLATE_N_NOOP("Git", "%n branch(es) left out that point to an object that is not there: %1"),
             m_lostBranches);
        warn(m_read.warnings,
             QT_TRANSLATE_N_NOOP("Git", "%n tag(s) left out that name a file or a folder, not a commit: %1"),
             m_otherTags);
        warn(m_read.warnings,
             QT_TRANSLATE_N_NOOP("Git", "%n tag(s) or branch(es) left out whose files hold no commit's name: %1"),
             m_damaged);
    }

    git_repository* m_repository;
    GitRefs m_read;
    QStringList m_lostTags, m_lostBranches, m_otherTags, m_damaged;
};

} // namespace

Result<GitRefs> readRefs(git_repository* repository)
{
    return RefReader(repository).read();
}

QSet<model::GitOid> shallowBoundary(git_repository* repository)
{
    QSet<model::GitOid> boundary;
    QFile file(QFile::decodeName(git_repository_commondir(repository)) + QLatin1String("shallow"));
    if (!file.open(QIODevice::ReadOnly))
        return boundary;
    while (!file.atEnd()) {
        const QByteArray raw = QByteArray::fromHex(file.readLine(64).trimmed());
        if (raw.size() == 20)
            boundary.insert(model::GitOid::fromBytes(raw));
    }
    return boundary;
}

} // namespace atalaya::ingest
