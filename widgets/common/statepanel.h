// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QTimer;
class QVBoxLayout;

namespace atalaya {
struct Error;
}

namespace atalaya::widgets {

/// What a person is told when something failed.
struct Trouble {
    QString whatHappened; ///< one sentence
    QString whatIsSafe;   ///< "Nothing was changed." Empty: not said
    QString whatToDo;     ///< empty: not said
    QString details;      ///< behind "Copy details"; empty: no such button
};
/// The error's own words; what is safe is for the caller to say.
Trouble troubleOf(const Error& error, const QString& whatIsSafe = {}, const QString& whatToDo = {});

/// Shows one of four states: empty, loading, error, or its content. While something new is being loaded the content that
/// was there stays, so that nothing flickers; the words for it appear only when it takes more than 300 ms.
class StatePanel : public QWidget
{
    Q_OBJECT

public:
    enum class State { Empty, Loading, Error, Ready };

    explicit StatePanel(QWidget* parent = nullptr);

    /// Takes the widget that is shown when ready; once.
    void setContent(QWidget* content);
    QWidget* content() const { return m_content; }
    State state() const { return m_state; }
    /// Whether the content can be seen: ready, or older content while loading.
    bool showsContent() const;

    /// One sentence why, and a button for each action; the first is the one to take. Actions stay the caller's.
    void showEmpty(const QString& sentence, const QList<QAction*>& actions = {});
    /// What is being done: "Counting 1 000 000 deployments…"
    void showLoading(const QString& words);
    /// How far the loading is, 0 of 0 when that is not known.
    void setProgress(qint64 done, qint64 total);
    void showError(const Trouble& trouble, const QList<QAction*>& actions = {});
    void showReady();

Q_SIGNALS:
    void stateChanged(atalaya::widgets::StatePanel::State state);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class LoadingLine;

    void enter(State state);
    void showWords();
    void placeWords();
    QWidget* messagePage(const QString& heading, const QStringList& sentences, const QList<QAction*>& actions,
                         const QString& details);
    void showPage(QWidget* page);

    State m_state = State::Ready;
    bool m_everReady = false;
    QWidget* m_content = nullptr;
    QWidget* m_page = nullptr; ///< of the state, when it is not the content
    LoadingLine* m_loading = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QTimer* m_patience = nullptr;
};

} // namespace atalaya::widgets
