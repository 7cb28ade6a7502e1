// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterfield.h"

#include "catalog/querytext.h"
#include "widgets/common/language.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"
#include "widgets/views/catalogue/filtercompletion.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

namespace atalaya::widgets {

namespace {
constexpr int kPauseMs = 500;
} // namespace

FilterField::FilterField(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_error(new QLabel(this)), m_words(new QStringListModel(this)),
      m_completer(new QCompleter(m_words, this)), m_pause(new QTimer(this))
{
    m_edit->setFont(monospaceFont());
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaxLength(10'000);
    m_edit->installEventFilter(this);
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setLook(m_error, QStringLiteral("bad"));
    m_error->hide();
    m_completer->setWidget(m_edit);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    setLook(m_completer->popup(), QStringLiteral("raised"));
    m_pause->setSingleShot(true);
    m_pause->setInterval(kPauseMs);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit);
    layout->addWidget(m_error);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString& text) {
        showError({});
        m_pause->start();
        Q_EMIT edited(text);
        offer(false);
    });
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) {
            showError({});
            Q_EMIT edited(text); // the button that clears it edits nothing
        }
    });
    connect(m_pause, &QTimer::timeout, this, &FilterField::check);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterField::take);
    sayInLanguage(this, [this] {
        m_edit->setPlaceholderText(tr("Filter: phase_name = deployment AND duration_seconds >= 60"));
        m_edit->setAccessibleName(tr("Filter of the query; Ctrl+Space completes"));
    });
}

void FilterField::setFields(const QList<model::FieldShape>& fields)
{
    m_fields = fields;
}

QString FilterField::text() const
{
    return m_edit->text();
}

void FilterField::setText(const QString& text)
{
    m_edit->setText(text);
    check();
}

bool FilterField::check()
{
    m_pause->stop();
    const QString text = m_edit->text();
    if (text.trimmed().isEmpty()) {
        showError({});
        return true;
    }
    // Only whether it can be read is asked, so any moment does for what counts from now.
    const auto read = catalog::parseFilter(text, m_fields, QStringLiteral("/filter"), instantFromMs(QDateTime::currentMSecsSinceEpoch()));
    const auto* problem = std::get_if<catalog::QueryProblem>(&read);
    showError(problem ? problem->detail : QString());
    return !problem;
}

void FilterField::showError(const QString& words)
{
    m_error->setText(words);
    m_error->setVisible(!words.isEmpty());
    m_edit->setAccessibleDescription(words);
}

QString FilterField::error() const
{
    return m_error->text();
}

void FilterField::offer(bool always)
{
    const Completion completion = completionAt(m_edit->text(), m_edit->cursorPosition(), m_fields);
    const QStringView typed = QStringView(m_edit->text()).mid(completion.from, m_edit->cursorPosition() - completion.from);
    const bool isDone = completion.words.size() == 1 && completion.words.first() == typed;
    if (completion.words.isEmpty() || isDone || (typed.isEmpty() && !always)) {
        m_completer->popup()->hide();
        return;
    }
    m_words->setStringList(completion.words);
    const int left = m_edit->fontMetrics().horizontalAdvance(m_edit->text().left(completion.from));
    QRect below = m_edit->rect();
    below.setLeft(std::min(left + 8, std::max(8, below.width() - 260)));
    below.setWidth(Scaled{260});
    m_completer->complete(below);
    m_completer->popup()->setCurrentIndex(m_words->index(0));
}

void FilterField::take(const QString& word)
{
    const qsizetype cursor = m_edit->cursorPosition();
    const qsizetype from = completionAt(m_edit->text(), cursor, m_fields).from;
    const QString space = word.endsWith(u'(') ? QString() : QStringLiteral(" ");
    m_edit->setSelection(int(from), int(cursor - from));
    m_edit->insert(word + space);
    m_pause->start();
    Q_EMIT edited(m_edit->text());
}

bool FilterField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) || key->key() == Qt::Key_Down) {
            offer(true);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace atalaya::widgets
