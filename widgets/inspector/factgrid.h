// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace atalaya::widgets {

/// One fact of a list: "Finished | 25 Nov 09:12".
struct Fact {
    QString name;
    QString value;
    bool monospace = false;
    QString toolTip = {};
};

/// Name and value in rows parted by thin lines, the value at the right; values can be selected and copied.
class FactGrid : public QWidget
{
    Q_OBJECT

public:
    explicit FactGrid(QWidget* parent = nullptr);
    void setFacts(const QList<Fact>& facts);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        QLabel* name;
        QLabel* value;
    };
    void addRow();

    QGridLayout* m_grid;
    QList<Row> m_rows;      ///< some may wait for a longer list
    qsizetype m_shown = 0;
};

} // namespace atalaya::widgets
