// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "model/phaseevent.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace atalaya;
using namespace atalaya::model;

namespace {

const Instant kNow = *parseInstant(u"2026-03-01T12:00:00Z");

QJsonObject complete()
{
    return {{QStringLiteral("cycle_id"), QStringLiteral("c-1")},
            {QStringLiteral("feature_id"), QStringLiteral("f-1")},
            {QStringLiteral("phase_name"), QStringLiteral("deployment")},
            {QStringLiteral("decision"), QStringLiteral("go")},
            {QStringLiteral("duration_seconds"), 90.5},
            {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("k"), 1}}},
            {QStringLiteral("created_at"), QStringLiteral("2026-02-01T10:00:00Z")},
            {QStringLiteral("project"), QStringLiteral("payments")},
            {QStringLiteral("team"), QStringLiteral("red")},
            {QStringLiteral("environment"), QStringLiteral("staging")}};
}

QJsonObject with(const char* name, const QJsonValue& value)
{
    QJsonObject object = complete();
    object.insert(QLatin1String(name), value);
    return object;
}

QStringList errorsOf(const QJsonObject& object)
{
    QStringList errors;
    for (const FieldError& error : phaseEventFromJson(object, kNow, "n").errors)
        errors.append(error.pointer + u' ' + error.detail);
    return errors;
}

QByteArray keyOf(const QJsonObject& object, const QByteArray& nonce = "n", Instant now = kNow)
{
    return phaseEventFromJson(object, now, nonce).event.dedupKey;
}

} // namespace

class PhaseEventTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField()
    {
        const ParsedPhaseEvent parsed = phaseEventFromJson(complete(), kNow, "n");
        QVERIFY(parsed.errors.isEmpty());
        const PhaseEvent& event = parsed.event;
        QCOMPARE(event.cycleId, QStringLiteral("c-1"));
        QCOMPARE(event.featureId, QStringLiteral("f-1"));
        QCOMPARE(event.phase, Phase::Deployment);
        QCOMPARE(event.decision, Decision::Go);
        QCOMPARE(event.durationSeconds, std::optional(90.5));
        QCOMPARE(event.metadata.value(QLatin1String("k")).toInt(), 1);
        QCOMPARE(toIso(event.createdAt), QStringLiteral("2026-02-01T10:00:00Z"));
        QCOMPARE(event.project, QStringLiteral("payments"));
        QCOMPARE(event.team, QStringLiteral("red"));
        QCOMPARE(event.environment, QStringLiteral("staging"));
        QCOMPARE(event.dedupKey.size(), 32);
    }

    void whatItReadsItWrites()
    {
        QJsonObject written = toJson(phaseEventFromJson(complete(), kNow, "n").event);
        QCOMPARE(written.take(QLatin1String("id")).toInt(), 0);
        QCOMPARE(written, complete());
    }

    void optionalFieldsAreNullWhenLeftOut()
    {
        QJsonObject object = complete();
        for (const char* name : {"metadata", "created_at", "project", "team", "environment"})
            object.remove(QLatin1String(name));
        const ParsedPhaseEvent parsed = phaseEventFromJson(object, kNow, "n");
        QVERIFY(parsed.errors.isEmpty());
        QCOMPARE(parsed.event.createdAt, kNow);
        const QJsonObject json = toJson(parsed.event);
        for (const char* name : {"project", "team", "environment"})
            QVERIFY(json.value(QLatin1String(name)).isNull());
        QCOMPARE(json.value(QLatin1String("metadata")), QJsonValue(QJsonObject()));
    }

    void everyWordOfTheContractIsKnown()
    {
        QCOMPARE(phaseNames().join(u' '),
                 QStringLiteral("planning development review testing deployment monitoring incident recovery maintenance"));
        QCOMPARE(decisionNames().join(u' '),
                 QStringLiteral("go approved success no-go rejected failed rollback resolved fixed pending"));
        QStringList success, failure, restored;
        for (const QString& name : decisionNames()) {
            const Decision decision = *decisionFromName(name);
            QCOMPARE(decisionName(decision), name);
            if (isSuccess(decision))
                success.append(name);
            if (isFailure(decision))
                failure.append(name);
            if (isRestored(decision))
                restored.append(name);
        }
        QCOMPARE(success.join(u' '), QStringLiteral("go approved success"));
        QCOMPARE(failure.join(u' '), QStringLiteral("no-go failed rollback"));
        QCOMPARE(restored.join(u' '), QStringLiteral("resolved fixed"));
        for (const QString& name : phaseNames())
            QCOMPARE(phaseName(*phaseFromName(name)), name);
        QVERIFY(!phaseFromName(u"Deployment"));
        QVERIFY(!decisionFromName(u""));
    }

    void namesTheFieldThatDoesNotFit_data()
    {
        QTest::addColumn<QJsonObject>("object");
        QTest::addColumn<QString>("error");
        const auto row = [](const QByteArray& name, const QJsonObject& object, const QByteArray& error) {
            QTest::newRow(name.constData()) << object << QString::fromLatin1(error);
        };
        for (const char* field : {"cycle_id", "feature_id"}) {
            const QByteArray pointer = QByteArray("/") + field;
            row(pointer + " null", with(field, QJsonValue()), pointer + " is required");
            row(pointer + " number", with(field, 7), pointer + " must be a string");
            row(pointer + " empty", with(field, QString()), pointer + " must not be empty");
            row(pointer + " blank", with(field, QStringLiteral(" \t")), pointer + " must not be empty");
            row(pointer + " long", with(field, QString(256, u'x')), pointer + " is longer than 255 characters");
            row(pointer + " NUL", with(field, QString(2, QChar(0))), pointer + " must not contain a NUL character");
            row(pointer + " half a pair", with(field, QString(QChar(0xD83D))),
                pointer + " must not contain half of a surrogate pair");
        }
        for (const char* field : {"project", "team", "environment"}) {
            const QByteArray pointer = QByteArray("/") + field;
            row(pointer + " object", with(field, QJsonObject()), pointer + " must be a string");
            row(pointer + " long", with(field, QString(256, u'x')), pointer + " is longer than 255 characters");
        }
        row("unknown phase", with("phase_name", QStringLiteral("lunch")), "/phase_name must be one of planning, development, "
            "review, testing, deployment, monitoring, incident, recovery, maintenance");
        row("phase null", with("phase_name", QJsonValue()), "/phase_name is required");
        row("phase array", with("phase_name", QJsonArray()), "/phase_name must be a string");
        row("unknown decision", with("decision", QStringLiteral("GO")), "/decision must be one of go, approved, success, no-go, "
            "rejected, failed, rollback, resolved, fixed, pending");
        row("no duration", with("duration_seconds", QJsonValue()), "/duration_seconds is required");
        row("duration text", with("duration_seconds", QStringLiteral("5")), "/duration_seconds must be a number of seconds");
        row("duration bool", with("duration_seconds", true), "/duration_seconds must be a number of seconds");
        row("negative", with("duration_seconds", -0.001), "/duration_seconds must not be negative");
        row("too long", with("duration_seconds", 315'576'001.0),
            "/duration_seconds is longer than ten years; durations are in seconds");
        row("metadata list", with("metadata", QJsonArray()), "/metadata must be an object");
        row("metadata large", with("metadata", QJsonObject{{QStringLiteral("k"), QString(65'536, u'x')}}),
            "/metadata is larger than 64 KiB");
        row("bad time", with("created_at", QStringLiteral("yesterday")),
            "/created_at must be an ISO 8601 time from 1970 to 9999, such as 2026-01-31T08:15:00Z");
        row("before 1970", with("created_at", QStringLiteral("1969-12-31T00:00:00Z")),
            "/created_at must be an ISO 8601 time from 1970 to 9999, such as 2026-01-31T08:15:00Z");
        row("time as number", with("created_at", 1), "/created_at must be a string");
        row("unknown field", with("colour", 1), "/colour is not a field of this record");
        row("id is not for the sender", with("id", 1), "/id is not a field of this record");
        row("pointer is escaped", with("a/b~c", 1), "/a~1b~0c is not a field of this record");
    }
    void namesTheFieldThatDoesNotFit()
    {
        QFETCH(QJsonObject, object);
        QFETCH(QString, error);
        QCOMPARE(errorsOf(object), QStringList{error});
    }

    void reportsEveryFieldAtOnce()
    {
        const QStringList errors = errorsOf({{QStringLiteral("x"), 1}, {QStringLiteral("metadata"), 2}});
        QStringList pointers;
        for (const QString& error : errors)
            pointers.append(error.section(u' ', 0, 0));
        pointers.sort();
        QCOMPARE(pointers.join(u' '), QStringLiteral("/cycle_id /decision /duration_seconds /feature_id /metadata /phase_name /x"));
    }

    void takesTheEdges()
    {
        QCOMPARE(errorsOf(with("duration_seconds", 0)), QStringList());
        QCOMPARE(errorsOf(with("duration_seconds", 315'576'000.0)), QStringList());
        QCOMPARE(errorsOf(with("cycle_id", QString(255, u'é'))), QStringList());
        QCOMPARE(errorsOf(with("metadata", QJsonValue())), QStringList());
        QCOMPARE(errorsOf(with("created_at", QStringLiteral("1970-01-01"))), QStringList());
        QCOMPARE(errorsOf(with("created_at", QStringLiteral("2100-01-01"))), QStringList());
    }

    void minusZeroIsZero()
    {
        QCOMPARE(keyOf(with("duration_seconds", -0.0)), keyOf(with("duration_seconds", 0)));
    }

    void theKeyIsOfEverythingThatWasSent()
    {
        const QByteArray key = keyOf(complete());
        QCOMPARE(keyOf(complete(), "another nonce", kNow + Milliseconds(5)), key);
        QCOMPARE(keyOf(with("created_at", QStringLiteral("2026-02-01T11:00:00+01:00"))), key);
        QSet<QByteArray> keys{key};
        for (const QJsonObject& other :
             {with("cycle_id", QStringLiteral("c-2")), with("feature_id", QStringLiteral("f-2")),
              with("phase_name", QStringLiteral("review")), with("decision", QStringLiteral("success")),
              with("duration_seconds", 90.6), with("metadata", QJsonObject()), with("created_at", QStringLiteral("2026-02-02")),
              with("project", QStringLiteral("other")), with("team", QStringLiteral("blue")), with("environment", QJsonValue())})
            keys.insert(keyOf(other));
        QCOMPARE(keys.size(), 11);
    }

    void withoutATimeTheNonceTellsEventsApart()
    {
        QJsonObject object = complete();
        object.remove(QLatin1String("created_at"));
        QCOMPARE(keyOf(object, "n"), keyOf(object, "n"));
        QVERIFY(keyOf(object, "n") != keyOf(object, "m"));
    }
};

QTEST_GUILESS_MAIN(PhaseEventTest)
#include "tst_phaseevent.moc"
