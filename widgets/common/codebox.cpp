// SPDX-License-Identifier: GPL-3.0-or-later
#include "codebox.h"

#include "widgets/common/language.h"
#include "widgets/theme/fonts.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>

namespace atalaya::widgets {

namespace {
constexpr int kThanksMs = 1500;
} // namespace

CodeBox::CodeBox(QWidget* parent)
    : QWidget(parent), m_edit(new QPlainTextEdit(this)), m_copy(new QPushButton(this)), m_thanks(new QTimer(this))
{
    m_edit->setReadOnly(true);
    m_edit->setTabChangesFocus(true);
    m_edit->setFont(monospaceFont());
    m_edit->document()->setDefaultFont(monospaceFont());
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_edit->document()->setDocumentMargin(8);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit);
    m_thanks->setSingleShot(true);
    m_thanks->setInterval(kThanksMs);
    connect(m_copy, &QPushButton::clicked, this, &CodeBox::copy);
    m_copy->setAutoDefault(false);
    const auto say = [this] { m_copy->setText(m_thanks->isActive() ? tr("Copied") : tr("Copy")); };
    connect(m_thanks, &QTimer::timeout, this, say);
    sayInLanguage(this, say);
}

void CodeBox::setName(const QString& name)
{
    m_edit->setAccessibleName(name);
    m_copy->setAccessibleName(tr("Copy: %1").arg(name));
    m_copy->setToolTip(m_copy->accessibleName());
}

void CodeBox::setText(const QString& text)
{
    if (text == m_edit->toPlainText())
        return;
    const int at = m_edit->verticalScrollBar()->value();
    m_edit->setPlainText(text);
    m_edit->verticalScrollBar()->setValue(at);
}

QString CodeBox::text() const
{
    return m_edit->toPlainText();
}

void CodeBox::setWrapping(bool wraps)
{
    m_edit->setLineWrapMode(wraps ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    m_edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
}

void CodeBox::setLines(int lines)
{
    setFixedHeight(lines * QFontMetrics(monospaceFont()).lineSpacing() + 22);
}

void CodeBox::copy()
{
    QGuiApplication::clipboard()->setText(text());
    m_thanks->start();
    m_copy->setText(tr("Copied"));
}

} // namespace atalaya::widgets
