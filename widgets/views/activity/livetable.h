// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace atalaya::widgets {

/// A table whose new rows come in at the top. It follows them until a person looks at something: while the mouse is over it, a row is
/// chosen, or it was scrolled, what is shown stays where it is, and held() says how many rows have come in above.
class LiveTable : public QTableView
{
    Q_OBJECT

public:
    explicit LiveTable(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    int held() const { return m_held; }
    /// Back to the newest row.
    void follow();

Q_SIGNALS:
    void heldChanged(int rows);

protected:
    bool viewportEvent(QEvent* event) override;

private:
    void rowsCameIn(int first, int last);
    void scrolled(int value);
    bool isLookedAt() const;
    void setHeld(int rows);

    int m_held = 0;
    bool m_follows = true;   ///< nobody scrolled away from the newest row
    bool m_adjusting = false;
};

} // namespace atalaya::widgets
