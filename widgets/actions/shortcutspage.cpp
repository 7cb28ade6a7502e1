// SPDX-License-Identifier: GPL-3.0-or-later
#include "shortcutspage.h"

#include "widgets/actions/commandregistry.h"

#include <QDialogButtonBox>
#include <QTextBrowser>

namespace atalaya::widgets {

QString shortcutsHtml(const CommandRegistry& registry)
{
    QStringList groups;
    QMap<QString, QString> rows;
    for (const Command& command : registry.commands()) {
        if (command.shortcuts.isEmpty())
            continue;
        if (!groups.contains(command.group))
            groups.append(command.group);
        QStringList keys;
        for (const QKeySequence& shortcut : command.shortcuts)
            keys.append(shortcut.toString(QKeySequence::NativeText).toHtmlEscaped());
        rows[command.group] += QStringLiteral("<tr><td width='180'><code>%1</code></td><td>%2</td></tr>")
                                   .arg(keys.join(QStringLiteral(", ")), command.text.toHtmlEscaped());
    }
    QString html;
    for (const QString& group : std::as_const(groups))
        html += QStringLiteral("<h3>%1</h3><table cellpadding='4'>%2</table>").arg(group.toHtmlEscaped(), rows.value(group));
    return html;
}

ShortcutsPage::ShortcutsPage(const CommandRegistry& registry, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text = new QTextBrowser(this);
    text->setAccessibleName(windowTitle());
    text->setHtml(shortcutsHtml(registry));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    resize(520, 560);
}

} // namespace atalaya::widgets
