// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindowparts.h"

#include "widgets/shell/datawatch.h"
#include "widgets/shell/exportjob.h"
#include "widgets/shell/importjob.h"
#include "widgets/shell/noticebar.h"
#include "widgets/shell/statusbar.h"

#include <QFileDialog>

namespace atalaya::widgets {

void MainWindow::Parts::connectJobs()
{
    connectImport();
    connectExport();
}

void MainWindow::Parts::connectImport()
{
    connect(import, &ImportJob::started, &window, [this](const QString& title) {
        status->startJob(title);
        sayImport(QString(title + u'…'), {});
    });
    connect(import, &ImportJob::progressed, &window, [this](const ProgressUpdate& update) {
        status->setProgress(update);
        sayImport(status->jobText(), update);
    });
    connect(status, &StatusBar::cancelRequested, &window, [this] {
        waiting.clear();
        import->cancel();
        exporter->cancel();
    });
    connect(import, &ImportJob::finished, &window, [this](const ImportOutcome& outcome) {
        const bool clean = outcome.warnings.isEmpty();
        QString text = outcome.text;
        if (!clean)
            text += u' ' + outcome.warnings.first();
        notice->showNotice(clean ? NoticeBar::Kind::Good : NoticeBar::Kind::Warning, text, {},
                           outcome.warnings.size() > 1 ? outcome.warnings.join(u'\n') : QString());
        if (!outcome.service.isEmpty() && !imported.contains(outcome.service))
            imported.append(outcome.service);
        importNext();
    });
    connect(import, &ImportJob::failed, &window, [this](const Error& error, bool canSkip) {
        showFailedImport(error, canSkip);
        importNext();
    });
    connect(import, &ImportJob::cancelled, &window, [this] {
        notice->showNotice(NoticeBar::Kind::Warning, tr("Stopped. Nothing that was committed is lost; importing again goes on from there."));
        importNext();
    });
}

void MainWindow::Parts::connectExport()
{
    connect(exporter, &ExportJob::started, status, &StatusBar::startJob);
    connect(exporter, &ExportJob::progressed, status, &StatusBar::setProgress);
    const auto exportEnded = [this](NoticeBar::Kind kind, const QString& text) {
        status->endJob();
        notice->showNotice(kind, text);
        noteSettling();
    };
    connect(exporter, &ExportJob::finished, &window, [exportEnded](const QString& text) { exportEnded(NoticeBar::Kind::Good, text); });
    connect(exporter, &ExportJob::failed, &window,
            [exportEnded](const Error& error) { exportEnded(NoticeBar::Kind::Bad, error.userText); });
    connect(exporter, &ExportJob::cancelled, &window,
            [exportEnded] { exportEnded(NoticeBar::Kind::Warning, tr("Stopped. No file was changed.")); });
}

void MainWindow::Parts::askForFolder()
{
    auto* dialog = new QFileDialog(&window, tr("Import a git repository"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, &window, [this](const QString& path) { window.importPath(path); });
    dialog->open();
}

void MainWindow::Parts::askForFile()
{
    auto* dialog = new QFileDialog(&window, tr("Import a CSV or JSONL file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Phase events (*.csv *.jsonl *.ndjson)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, &window, [this](const QString& path) { window.importPath(path); });
    dialog->open();
}

void MainWindow::Parts::askWhereTo(const QString& suggestion, const QString& filter,
                                   const std::function<void(const QString&)>& then)
{
    auto* dialog = new QFileDialog(&window, tr("Export"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suggestion.section(u'.', -1));
    dialog->selectFile(suggestion);
    connect(dialog, &QFileDialog::fileSelected, &window, then);
    dialog->open();
}

void MainWindow::Parts::importNext()
{
    status->endJob();
    watch->look();
    if (waiting.isEmpty())
        showImported();
    else
        import->importPath(waiting.takeFirst());
    noteSettling();
}

void MainWindow::Parts::showFailedImport(const Error& error, bool canSkipBadRows)
{
    QList<QAction*> actions;
    const QString path = import->path();
    if (canSkipBadRows) {
        auto* action = new QAction(tr("Import the rows that can be read"), &window);
        connect(action, &QAction::triggered, &window, [this, path] { import->importPath(path, true); });
        actions.append(action);
    }
    notice->showNotice(NoticeBar::Kind::Bad, tr("%1 Nothing of it was imported.").arg(error.userText), actions, error.detail);
}

} // namespace atalaya::widgets
