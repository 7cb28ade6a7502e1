// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shell/consolecontext.h"
#include "widgets/theme/theme.h"

#include <QMainWindow>

#include <memory>

namespace atalaya::delivery {
struct Query;
}

namespace atalaya::widgets {

struct ApiStatus;
struct Filters;

/// The console: navigation, filters, views, inspector and status bar. It never waits: everything is read on the pool.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const ConsoleContext& context, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Whether the API listens, for the status bar and for what is told to clients.
    void setApiStatus(const ApiStatus& api);
    /// Imports a git repository (a folder) or a CSV or JSONL file, with progress and Cancel in the status bar.
    void importPath(const QString& path);
    /// One of viewIds(): a view, a view in a certain state ("overview-why", "catalogue-query"), or "connect", the dialog.
    void showView(const QString& id);
    static QStringList viewIds();
    /// Changes the look of the whole program at once, and remembers it.
    void setTheme(ThemeMode mode);
    /// Replaces the filters and reloads.
    void setFilters(const Filters& filters);
    Filters filters() const;

    /// Nothing is being read, drawn or imported.
    bool isSettled() const;

Q_SIGNALS:
    /// Everything that the view shows has arrived.
    void settled();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace atalaya::widgets
