// SPDX-License-Identifier: GPL-3.0-or-later
#include "metricdata.h"
#include "widgets/charts/seriestable.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QTest>

using namespace atalaya;
using namespace atalaya::widgets;

/// The table twin of a plot, in little room.
class SeriesTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPartialIsSeenAtAnyWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {200, 280, 340, 420, 600, 1000})
            QTest::addRow("%d", width) << width;
    }
    void whatIsPartialIsSeenAtAnyWidth()
    {
        QFETCH(int, width);
        Theme theme;
        SeriesTable table;
        table.setSeries(test::weeks(delivery::Metric::ChangeFailRate, {0.12, 0.2, 0.3, 0.25}), QTimeZone::utc());
        table.resize(width, 200);
        table.show();
        QCoreApplication::sendPostedEvents();
        const QModelIndex last = table.model()->index(3, SeriesModel::Period);
        const QString shown = last.data().toString();
        // 16 px are the margins of a cell.
        QVERIFY2(table.columnWidth(SeriesModel::Period) >= QFontMetrics(uiFont()).horizontalAdvance(shown) + 16,
                 qPrintable(QStringLiteral("\"%1\" in %2 px").arg(shown).arg(table.columnWidth(SeriesModel::Period))));
        if (width >= 600)
            QCOMPARE(shown, QStringLiteral("23–29 Nov, partial"));
        if (width <= 280)
            QCOMPARE(shown, QStringLiteral("23–29 Nov *"));
        QCOMPARE(last.data(Qt::ToolTipRole).toString(), QStringLiteral("23–29 Nov, partial"));
        QCOMPARE(last.data(Qt::AccessibleTextRole).toString(), QStringLiteral("23–29 Nov, partial"));
        const QModelIndex first = table.model()->index(0, SeriesModel::Period);
        QCOMPARE(first.data().toString(), QStringLiteral("2–8 Nov"));
        QVERIFY(!first.data(Qt::ToolTipRole).isValid());
    }

    void theWordComesBackWithTheRoom()
    {
        SeriesTable table;
        table.setSeries(test::weeks(delivery::Metric::ChangeFailRate, {0.12, 0.2}), QTimeZone::utc());
        table.show();
        const auto shown = [&table] { return table.model()->index(1, SeriesModel::Period).data().toString(); };
        for (const auto& [width, ends] : {std::pair(260, u'*'), std::pair(700, u'l'), std::pair(260, u'*')}) {
            table.resize(width, 200);
            QTRY_VERIFY(shown().endsWith(ends));
        }
    }
};

QTEST_MAIN(SeriesTableTest)
#include "tst_seriestable.moc"
