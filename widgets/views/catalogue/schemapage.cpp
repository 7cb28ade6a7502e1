// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemapage.h"

#include "widgets/common/language.h"
#include "widgets/common/rowdelegate.h"
#include "widgets/models/fieldsmodel.h"
#include "widgets/theme/colors.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/stylesheet.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableView>

#include <algorithm>

namespace atalaya::widgets {

namespace {

/// The ground on which the chosen field is explained.
class Strip : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorsOf(palette())[Role::Background]);
        painter.drawRoundedRect(rect(), 6, 6);
    }
};

constexpr int kLines = 3; ///< of the explanation, whatever it says: the table above stays where it is

} // namespace

SchemaPage::SchemaPage(QWidget* parent)
    : QWidget(parent), m_model(new FieldsModel(this)), m_table(new QTableView(this)), m_name(new QLabel(this)), m_details(new QLabel(this))
{
    m_table->setModel(m_model);
    dressTable(m_table);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    setLook(m_name, QStringLiteral("heading"));
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_details->setMinimumHeight(kLines * QFontMetrics(uiFont()).lineSpacing() + 2);
    auto* strip = new Strip(this);
    auto* column = new QVBoxLayout(strip);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(2);
    column->addWidget(m_name);
    column->addWidget(m_details);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_table, 1);
    layout->addWidget(strip);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (m_syncing || !current.isValid())
            return;
        m_field = m_model->field(current.row()).shape.name;
        say();
        Q_EMIT fieldSelected(m_field);
    });
    sayInLanguage(this, [this] {
        m_table->setAccessibleName(tr("Fields of the dataset"));
        say();
    });
}

void SchemaPage::setDataset(const catalog::Dataset& dataset)
{
    m_dataset = dataset;
    m_field.clear();
    m_syncing = true;
    m_model->setFields(dataset.fields);
    m_syncing = false;
    fit();
    say();
}

void SchemaPage::select(const QString& field)
{
    m_field = field;
    m_syncing = true;
    const int row = m_model->rowOf(field);
    if (row < 0)
        m_table->clearSelection();
    else
        m_table->selectRow(row);
    m_syncing = false;
    say();
}

QString SchemaPage::details() const
{
    return m_details->text();
}

void SchemaPage::say()
{
    const catalog::Field* field = m_dataset.field(m_field);
    if (!field) {
        m_name->setText(m_dataset.name);
        m_details->setText(tr("%1 A row is named by %2.").arg(m_dataset.description, m_dataset.shape.key.join(QStringLiteral(", "))));
        return;
    }
    m_name->setText(field->shape.name);
    QStringList facts{field->description};
    if (!field->shape.choices.isEmpty())
        facts << tr("Values: %1.").arg(field->shape.choices.join(QStringLiteral(", ")));
    else if (field->minimum || field->maximum)
        facts << tr("Values: %1.").arg(m_model->index(m_model->rowOf(m_field), FieldsModel::Range).data().toString());
    if (const QString example = plainText(field->example); !example.isEmpty())
        facts << tr("For example %1.").arg(example);
    if (field->isPersonal)
        facts << tr("May name a person.");
    if (m_dataset.shape.key.contains(m_field))
        facts << (m_dataset.shape.key.size() == 1 ? tr("Names a row.") : tr("Names a row, together with %1.").arg([this] {
            QStringList others = m_dataset.shape.key;
            others.removeOne(m_field);
            return others.join(QStringLiteral(", "));
        }()));
    if (field->shape.isIndexed)
        facts << tr("Indexed: filters and orders by it are quick.");
    m_details->setText(facts.join(u' '));
}

void SchemaPage::fit()
{
    fitColumns(m_table, FieldsModel::Description);
    QHeaderView* header = m_table->horizontalHeader();
    const auto most = [header](int column, int width) {
        header->resizeSection(column, std::min<int>(header->sectionSize(column), Scaled{width}));
    };
    const int width = m_table->viewport()->width();
    // What a field means comes first; the strip has the rest.
    m_table->setColumnHidden(FieldsModel::Example, width < Scaled{1150});
    m_table->setColumnHidden(FieldsModel::Range, width < Scaled{760});
    most(FieldsModel::Name, 190);
    most(FieldsModel::Range, width < Scaled{900} ? 140 : 220);
    most(FieldsModel::Example, 190);
}

bool SchemaPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        fit();
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_model->tsv(m_table->selectionModel()->selectedRows()));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace atalaya::widgets
