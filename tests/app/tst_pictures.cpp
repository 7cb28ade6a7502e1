// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QDir>
#include <QImage>
#include <QSet>
#include <QTest>

using namespace atalaya::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

/// How many colours a coarse grid of pixels has; a blank picture has one or two.
qsizetype coloursOf(const QImage& image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    return colours.size();
}

double lightnessOf(const QImage& image)
{
    return qGray(image.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixel(0, 0)) / 255.0;
}

} // namespace

class PicturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyViewIsDrawnInBothThemes()
    {
        Program program;
        QCOMPARE(program.run(words("demo --days 60 --projects 3")).code, 0);
        const QStringList views =
            QString::fromUtf8(program.run(words("render --list")).out).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(views.contains(QLatin1String("overview")));
        for (const QString& view : views) {
            double lightness[2] = {};
            for (const QString& theme : {QStringLiteral("light"), QStringLiteral("dark")}) {
                const QString file = program.path(view + theme + QStringLiteral(".png"));
                const Outcome outcome = program.run({QStringLiteral("render"), view, QStringLiteral("--out"), file,
                                                     QStringLiteral("--size"), QStringLiteral("1200x800"),
                                                     QStringLiteral("--theme"), theme});
                QVERIFY2(outcome.code == 0, outcome.err.constData());
                const QImage image(file);
                QCOMPARE(image.size(), QSize(1200, 800));
                QVERIFY2(coloursOf(image) > 40, qPrintable(view + u' ' + theme));
                lightness[theme == QLatin1String("dark")] = lightnessOf(image);
            }
            QVERIFY(lightness[0] > 0.8);
            QVERIFY(lightness[1] < 0.3);
        }
        // Whoever opens the window afterwards finds it as it was.
        QVERIFY(!QDir(program.path(QStringLiteral("config"))).exists() ||
                QDir(program.path(QStringLiteral("config"))).isEmpty());
    }

    void filtersChangeThePicture()
    {
        Program program;
        QCOMPARE(program.run(words("demo --days 60 --projects 3")).code, 0);
        const QString all = program.path(QStringLiteral("all.png")), part = program.path(QStringLiteral("part.png"));
        QCOMPARE(program.run({QStringLiteral("render"), QStringLiteral("overview"), QStringLiteral("--out"), all}).code,
                 0);
        const Outcome outcome =
            program.run({QStringLiteral("render"), QStringLiteral("overview"), QStringLiteral("--out"), part,
                         QStringLiteral("--days"), QStringLiteral("7")});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(QImage(part).size(), QSize(1600, 1000));
        QVERIFY(QImage(all) != QImage(part));
    }

    void anEmptyStoreHasAPictureToo()
    {
        Program program;
        const QString file = program.path(QStringLiteral("empty.png"));
        const Outcome outcome =
            program.run({QStringLiteral("render"), QStringLiteral("overview"), QStringLiteral("--out"), file});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY(coloursOf(QImage(file)) > 5);
    }

    void aPictureThatCannotBeWrittenIsAFailure()
    {
        Program program;
        const Outcome outcome = program.run({QStringLiteral("render"), QStringLiteral("overview"),
                                             QStringLiteral("--out"), QStringLiteral("/no/such/folder/a.png")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.saysOneLine(), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(PicturesTest)
#include "tst_pictures.moc"
