// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/dataset.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace atalaya::widgets {

class FieldsModel;

/// The fields of a dataset in a table; below it the chosen one in full, since a line has no room for it.
class SchemaPage : public QWidget
{
    Q_OBJECT

public:
    explicit SchemaPage(QWidget* parent = nullptr);

    void setDataset(const catalog::Dataset& dataset);
    /// Emits nothing; empty: none is chosen.
    void select(const QString& field);
    FieldsModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    QString details() const;

Q_SIGNALS:
    void fieldSelected(const QString& field);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void say();
    void fit();

    catalog::Dataset m_dataset;
    QString m_field;
    FieldsModel* m_model;
    QTableView* m_table;
    QLabel* m_name;
    QLabel* m_details;
    bool m_syncing = false;
};

} // namespace atalaya::widgets
