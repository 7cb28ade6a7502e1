// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/dataset.h"
#include "catalog/parseconditions.h"
#include "catalog/querylimits.h"
#include "catalog/querytext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace atalaya;
using namespace atalaya::catalog;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

std::variant<model::Condition, QueryProblem> parsed(const QString& text, const char* dataset = "dora_metrics")
{
    return parseFilter(text, findDataset(QString::fromLatin1(dataset))->shape.fields, QStringLiteral("/filter"), kNow);
}

/// The condition as a client would write it in JSON; the fault where there is one.
QByteArray jsonOf(const QString& text, const char* dataset = "dora_metrics")
{
    const auto result = parsed(text, dataset);
    if (const auto* problem = std::get_if<QueryProblem>(&result))
        return problem->detail.toUtf8();
    return QJsonDocument(conditionsJson(std::get<model::Condition>(result))).toJson(QJsonDocument::Compact);
}

QString repeated(const QString& text, int times, const QString& between)
{
    return QStringList(times, text).join(between);
}

} // namespace

class ParseFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsMeanConditions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char* text, const char* json) { QTest::newRow(text) << QString::fromUtf8(text) << QByteArray(json); };
        row("", "[]");
        row("  \n\t ", "[]");
        row("phase_name IN (deployment, testing) AND duration_seconds >= 60",
            R"([{"field":"phase_name","op":"in","value":["deployment","testing"]},{"field":"duration_seconds","op":"ge","value":60}])");
        row("team = a", R"([{"field":"team","op":"eq","value":"a"}])");
        row("team == a", R"([{"field":"team","op":"eq","value":"a"}])");
        row("team <> 'a'", R"([{"field":"team","op":"ne","value":"a"}])");
        row("team != \"a\"", R"([{"field":"team","op":"ne","value":"a"}])");
        row("id<5", R"([{"field":"id","op":"lt","value":5}])");
        row("id<=5", R"([{"field":"id","op":"le","value":5}])");
        row("id>-5", R"([{"field":"id","op":"gt","value":-5}])");
        row("duration_seconds >= 1.5e3", R"([{"field":"duration_seconds","op":"ge","value":1500}])");
        row("id = 9007199254740993", R"([{"field":"id","op":"eq","value":9007199254740993}])");
        row("team = 42", R"([{"field":"team","op":"eq","value":"42"}])");
        row("team = true", R"([{"field":"team","op":"eq","value":"true"}])");
        row("cycle_id = 'it''s'", "[{\"field\":\"cycle_id\",\"op\":\"eq\",\"value\":\"it's\"}]");
        row("cycle_id = \"say \"\"hi\"\"\"", "[{\"field\":\"cycle_id\",\"op\":\"eq\",\"value\":\"say \\\"hi\\\"\"}]");
        row("cycle_id = ''", R"([{"field":"cycle_id","op":"eq","value":""}])");
        row("cycle_id = 'NULL'", R"([{"field":"cycle_id","op":"eq","value":"NULL"}])");
        row("cycle_id = rel/2.4@x+y:z_-", R"([{"field":"cycle_id","op":"eq","value":"rel/2.4@x+y:z_-"}])");
        row("cycle_id = größe", "[{\"field\":\"cycle_id\",\"op\":\"eq\",\"value\":\"größe\"}]");
        row("is_failure = TRUE", R"([{"field":"is_failure","op":"eq","value":true}])");
        row("team is null", R"([{"field":"team","op":"is_null"}])");
        row("team IS NOT NULL", R"([{"field":"team","op":"is_not_null"}])");
        row("metadata IS NULL", R"([{"field":"metadata","op":"is_null"}])");
        row("team NOT IN (a,b)", R"([{"field":"team","op":"not_in","value":["a","b"]}])");
        row("cycle_id contains rel", R"([{"field":"cycle_id","op":"contains","value":"rel"}])");
        row("cycle_id STARTS WITH rel", R"([{"field":"cycle_id","op":"starts_with","value":"rel"}])");
        row("cycle_id starts_with '%_'", R"([{"field":"cycle_id","op":"starts_with","value":"%_"}])");
        row("cycle_id NOT CONTAINS rel", R"([{"not":{"field":"cycle_id","op":"contains","value":"rel"}}])");
        row("phase_name CONTAINS deploy", R"([{"field":"phase_name","op":"contains","value":"deploy"}])");
        row("duration_seconds BETWEEN 1 AND 2 AND id = 3",
            R"([{"all":[{"field":"duration_seconds","op":"ge","value":1},{"field":"duration_seconds","op":"le","value":2}]},)"
            R"({"field":"id","op":"eq","value":3}])");
        row("NOT id = 1", R"([{"not":{"field":"id","op":"eq","value":1}}])");
        row("id = 1 OR id = 2 AND id = 3",
            R"([{"any":[{"field":"id","op":"eq","value":1},)"
            R"({"all":[{"field":"id","op":"eq","value":2},{"field":"id","op":"eq","value":3}]}]}])");
        row("(id = 1 OR id = 2) AND id = 3",
            R"([{"any":[{"field":"id","op":"eq","value":1},{"field":"id","op":"eq","value":2}]},{"field":"id","op":"eq","value":3}])");
        row("NOT (id = 1 OR id = 2)", R"([{"not":{"any":[{"field":"id","op":"eq","value":1},{"field":"id","op":"eq","value":2}]}}])");
        row("created_at >= 2026-01-31", R"([{"field":"created_at","op":"ge","value":"2026-01-31T00:00:00Z"}])");
        row("created_at >= 2026-01-31T10:00:00+02:00", R"([{"field":"created_at","op":"ge","value":"2026-01-31T08:00:00Z"}])");
        row("created_at >= now-7d", R"([{"field":"created_at","op":"ge","value":"2026-02-22T12:00:00Z"}])");
        row("created_at >= NOW-12h", R"([{"field":"created_at","op":"ge","value":"2026-03-01T00:00:00Z"}])");
        row("created_at >= 'now-90m'", R"([{"field":"created_at","op":"ge","value":"2026-03-01T10:30:00Z"}])");
        row("created_at < now-2w", R"([{"field":"created_at","op":"lt","value":"2026-02-15T12:00:00Z"}])");
        row("created_at <= now", R"([{"field":"created_at","op":"le","value":"2026-03-01T12:00:00Z"}])");
        row("cycle_id = now-7d", R"([{"field":"cycle_id","op":"eq","value":"now-7d"}])");
    }
    void textsMeanConditions()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, json);
        QCOMPARE(jsonOf(text), json);
    }

    void faultsNamePlaceAndWhatWasExpected_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("nearest");
        const auto row = [](const char* text, const char* detail, const char* nearest = "") {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(detail) << QString::fromLatin1(nearest);
        };
        row("phase = x", "names a field at position 1 that there is not: 'phase'; did you mean 'phase_name'?", "phase_name");
        row("id = 1 AND xyzzy = 2", "names a field at position 12 that there is not: 'xyzzy'");
        row("phase_name = deploymnt", "at position 14 for 'phase_name', which must be one of planning", "deployment");
        row("phase_name IN (testing, deploymnt)", "has 'deploymnt' at position 25", "deployment");
        row("id", "ends where a comparison");
        row("id =", "ends where a value is expected");
        row("id = 1 id = 2", "has 'id' at position 8 where AND, OR or the end is expected");
        row("id = 1)", "has ')' at position 7 where AND, OR or the end is expected");
        row("(id = 1", "ends where AND, OR or ')' is expected");
        row("id IN 1", "has '1' at position 7 where '(' is expected");
        row("id IN ()", "has ')' at position 8 where a value is expected");
        row("id IN (1 2)", "has '2' at position 10 where ',' or ')' is expected");
        row("id IN (1,", "ends where a value is expected");
        row("AND id = 1", "'AND'");
        row("id = 1 AND", "ends where a field is expected");
        row("NOT", "ends where a field is expected");
        row("id IS 1", "has '1' at position 7 where NULL is expected");
        row("cycle_id STARTS rel", "where WITH is expected");
        row("id BETWEEN 1", "ends where AND is expected");
        row("id => 1", "has '=>' at position 4 where =, <>, <, <=, > or >= is expected");
        row("cycle_id = 'open", "has a quote at position 12 that is never closed");
        row("id = 1; DROP TABLE phase_event", "has ';' at position 7");
        row("id = 1 -- x", "has '--' at position 8");
        row("cycle_id = 🎉", "has '🎉' at position 12");
        row("id = abc", "which must be a number");
        row("id = nan", "which must be a number");
        row("id = inf", "which must be a number");
        row("id = 0x10", "which must be a number");
        row("is_failure = yes", "which must be true or false");
        row("created_at > yesterday", "which must be a time such as");
        row("created_at > now-7y", "which must be a time such as");
        row("created_at > now-999999w", "which must be a time such as");
        row("team = NULL", "write IS NULL or IS NOT NULL");
        row("metadata = x", "is an object and cannot be compared");
        row("is_failure > false", "has no order");
        row("id CONTAINS 1", "only texts can be searched for a part");
        row("created_at STARTS WITH 2026", "only texts can be searched for a part");
        row("cycle_id CONTAINS ''", "must not be empty");
    }
    void faultsNamePlaceAndWhatWasExpected()
    {
        QFETCH(QString, text);
        QFETCH(QString, detail);
        QFETCH(QString, nearest);
        const auto result = parsed(text);
        const auto* problem = std::get_if<QueryProblem>(&result);
        QVERIFY(problem);
        QVERIFY2(problem->detail.contains(detail), qPrintable(problem->detail));
        QVERIFY2(problem->detail.startsWith(QLatin1String("The filter ")), qPrintable(problem->detail));
        QCOMPARE(problem->errors.size(), 1);
        QCOMPARE(problem->errors.first().pointer, QStringLiteral("/filter"));
        QCOMPARE(problem->nearest, nearest);
        QVERIFY(nearest.isEmpty() || problem->allowed.contains(nearest));
    }

    void idsAreHexadecimal()
    {
        QCOMPARE(jsonOf(QStringLiteral("id = 9e107d9d372bb682"), "deployments"),
                 QByteArray(R"([{"field":"id","op":"eq","value":"9e107d9d372bb682"}])"));
        for (const char* wrong : {"1", "9e107d9d372bb68g", "9e107d9d372bb6821", "'9e107d9d372bb682\n'"})
            QVERIFY2(jsonOf(QStringLiteral("id = ") + QString::fromLatin1(wrong), "deployments").contains("16 hexadecimal digits"), wrong);
    }

    void tooMuchIsAFault_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fault");
        const QString one = QStringLiteral("id=1");
        const auto nested = [&one](const QString& word, int levels) -> QString {
            return repeated(word, levels, QString()) + one + QString(word.count(u'('), u')').repeated(levels);
        };
        const auto row = [](const char* name, const QString& text, const char* fault) {
            QTest::newRow(name) << text << QString::fromLatin1(fault);
        };
        row("as many comparisons as may be", repeated(one, kMostComparisons, QStringLiteral(" OR ")), "");
        row("one more", repeated(one, kMostComparisons + 1, QStringLiteral(" OR ")), "has more than 500 comparisons");
        row("as many values as may be", QStringLiteral("id IN (%1)").arg(repeated(QStringLiteral("1"), 1000, QStringLiteral(","))), "");
        row("one more value", QStringLiteral("id IN (%1)").arg(repeated(QStringLiteral("1"), 1001, QStringLiteral(","))),
            "has a list of more than 1000 values");
        row("parentheses that change nothing", nested(QStringLiteral("("), 99), "");
        row("too many of them", nested(QStringLiteral("("), 101), "has more than 100 parentheses or NOTs within each other");
        row("as deep as may be", nested(QStringLiteral("NOT "), kDeepest), "");
        row("one deeper", nested(QStringLiteral("NOT "), kDeepest + 1), "is nested more than 20 levels deep");
        row("a filter of parentheses", QString(10'000, u'('), "parentheses");
        row("a filter of NOTs", QStringLiteral("NOT ").repeated(2500), "NOTs");
        row("too long", QString(10'001, u' '), "is longer than 10000 characters");
    }
    void tooMuchIsAFault()
    {
        QFETCH(QString, text);
        QFETCH(QString, fault);
        const auto result = parsed(text);
        const auto* problem = std::get_if<QueryProblem>(&result);
        QCOMPARE(problem == nullptr, fault.isEmpty());
        QVERIFY2(!problem || problem->detail.contains(fault), problem ? qPrintable(problem->detail) : "");
    }

    void longWordsAreShownShortened()
    {
        const auto result = parsed(QString(9'000, u'x') + QStringLiteral(" = 1"));
        QVERIFY(std::get<QueryProblem>(result).detail.size() < 200);
    }
};

QTEST_GUILESS_MAIN(ParseFilterTest)
#include "tst_parsefilter.moc"
