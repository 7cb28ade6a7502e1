<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
    <context>
        <name>CommandLine</name>
        <message numerus="yes">
            <source>%1 new commit(s) of %2</source>
            <translation>
                <numerusform>%1 new commit of %2</numerusform>
                <numerusform>%1 new commits of %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 deployment(s)</source>
            <translation>
                <numerusform>%1 deployment</numerusform>
                <numerusform>%1 deployments</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 row(s) read</source>
            <translation>
                <numerusform>%1 row read</numerusform>
                <numerusform>%1 rows read</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %1 more problem(s)</source>
            <translation>
                <numerusform>and %1 more problem</numerusform>
                <numerusform>and %1 more problems</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Delivery</name>
        <message numerus="yes">
            <source>reverts %1 and %n more, shipped in %2</source>
            <translation>
                <numerusform>reverts %1 and %n more, shipped in %2</numerusform>
                <numerusform>reverts %1 and %n more, shipped in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n change(s) were authored after they were deployed and are left out of the lead time.</source>
            <translation>
                <numerusform>%n change was authored after it was deployed and is left out of the lead time.</numerusform>
                <numerusform>%n changes were authored after they were deployed and are left out of the lead time.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n failure(s) were resolved before they were deployed and are left out of the recovery time.</source>
            <translation>
                <numerusform>%n failure was resolved before it was deployed and is left out of the recovery time.</numerusform>
                <numerusform>%n failures were resolved before they were deployed and are left out of the recovery time.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Half of %1 change(s) took at most %2 from the author date to production.</source>
            <translation>
                <numerusform>%1 change took %2 from the author date to production.</numerusform>
                <numerusform>Half of the %1 changes took at most %2 from the author date to production.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Half of %1 failed deployment(s) recovered within %2.</source>
            <translation>
                <numerusform>%1 failed deployment recovered, within %2.</numerusform>
                <numerusform>Half of the %1 failed deployments that recovered did so within %2.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 deployment(s) in %2 days.</source>
            <translation>
                <numerusform>%1 deployment in %2 days.</numerusform>
                <numerusform>%1 deployments in %2 days.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %2 judged deployment(s) failed: a later repair, rollback or incident points back to them.</source>
            <translation>
                <numerusform>%1 of %2 judged deployment failed: a later repair, rollback or incident points back to them.</numerusform>
                <numerusform>%1 of %2 judged deployments failed: a later repair, rollback or incident points back to them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>An earlier deployment is repaired by %1 of %2 deployment(s).</source>
            <translation>
                <numerusform>An earlier deployment is repaired by %1 of %2 deployment.</numerusform>
                <numerusform>An earlier deployment is repaired by %1 of %2 deployments.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Git</name>
        <message numerus="yes">
            <source>%n tag(s) left out that point to an object that is not there: %1</source>
            <translation>
                <numerusform>%n tag left out that points to an object that is not there: %1</numerusform>
                <numerusform>%n tags left out that point to an object that is not there: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n branch(es) left out that point to an object that is not there: %1</source>
            <translation>
                <numerusform>%n branch left out that points to an object that is not there: %1</numerusform>
                <numerusform>%n branches left out that point to an object that is not there: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n tag(s) left out that name a file or a folder, not a commit: %1</source>
            <translation>
                <numerusform>%n tag left out that names a file or a folder, not a commit: %1</numerusform>
                <numerusform>%n tags left out that name a file or a folder, not a commit: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n tag(s) or branch(es) left out whose files hold no commit's name: %1</source>
            <translation>
                <numerusform>%n tag or branch left out whose file holds no commit's name: %1</numerusform>
                <numerusform>%n tags or branches left out whose files hold no commit's name: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 and %n more</source>
            <translation>
                <numerusform>%1 and %n more</numerusform>
                <numerusform>%1 and %n more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The contents of %n commit(s) are not all there (a partial clone?), so their line counts are too low.</source>
            <translation>
                <numerusform>The contents of %n commit are not all there (a partial clone?), so its line count is too low.</numerusform>
                <numerusform>The contents of %n commits are not all there (a partial clone?), so their line counts are too low.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Import</name>
        <message numerus="yes">
            <source>; and %n more problem(s)</source>
            <translation>
                <numerusform>; and %n more problem</numerusform>
                <numerusform>; and %n more problems</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1: nothing was imported, since %n row(s) are bad: %2</source>
            <translation>
                <numerusform>%1: nothing was imported, since %n row is bad: %2</numerusform>
                <numerusform>%1: nothing was imported, since %n rows are bad: %2</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::ExportJob</name>
        <message numerus="yes">
            <source>Wrote %1 deployment(s) to %2.</source>
            <translation>
                <numerusform>Wrote %1 deployment to %2.</numerusform>
                <numerusform>Wrote %1 deployments to %2.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::Filters</name>
        <message numerus="yes">
            <source>last %n day(s)</source>
            <translation>
                <numerusform>last day</numerusform>
                <numerusform>last %n days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>last %n month(s)</source>
            <translation>
                <numerusform>last month</numerusform>
                <numerusform>last %n months</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n service(s)</source>
            <translation>
                <numerusform>%n service</numerusform>
                <numerusform>%n services</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::Format</name>
        <message numerus="yes">
            <source>%1 deployment(s)</source>
            <translation>
                <numerusform>%1 deployment</numerusform>
                <numerusform>%1 deployments</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 deployment(s), %2 of them not successful</source>
            <translation>
                <numerusform>%1 deployment, %2 of them not successful</numerusform>
                <numerusform>%1 deployments, %2 of them not successful</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::ImportJob</name>
        <message numerus="yes">
            <source>%1 new commit(s)</source>
            <translation>
                <numerusform>%1 new commit</numerusform>
                <numerusform>%1 new commits</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Read %1: %2, %3 deployment(s).</source>
            <translation>
                <numerusform>Read %1: %2, %3 deployment.</numerusform>
                <numerusform>Read %1: %2, %3 deployments.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Read %1: %2 new of %3 row(s).</source>
            <translation>
                <numerusform>Read %1: %2 new of %3 row.</numerusform>
                <numerusform>Read %1: %2 new of %3 rows.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 row(s) could not be read and were left out.</source>
            <translation>
                <numerusform>%1 row could not be read and was left out.</numerusform>
                <numerusform>%1 rows could not be read and were left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Loaded the demo: %1 record(s), marked “demo-”.</source>
            <translation>
                <numerusform>Loaded the demo: %1 record, marked “demo-”.</numerusform>
                <numerusform>Loaded the demo: %1 records, marked “demo-”.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::MetricPage</name>
        <message numerus="yes">
            <source>There was one on %1 day(s) of a full week.</source>
            <translation>
                <numerusform>There was one on %1 day of a full week.</numerusform>
                <numerusform>There was one on %1 days of a full week.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 are younger than %2 days and not judged.</source>
            <translation>
                <numerusform>%1 is younger than %2 days and not judged.</numerusform>
                <numerusform>%1 are younger than %2 days and not judged.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::Metrics</name>
        <message numerus="yes">
            <source>%1 deployment(s)</source>
            <translation>
                <numerusform>%1 deployment</numerusform>
                <numerusform>%1 deployments</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::Missing</name>
        <message numerus="yes">
            <source>%1 deployment(s) too new to judge</source>
            <translation>
                <numerusform>%1 deployment too new to judge</numerusform>
                <numerusform>%1 deployments too new to judge</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 deployment(s) too new to judge; the first on %2</source>
            <translation>
                <numerusform>%1 deployment too new to judge until %2</numerusform>
                <numerusform>%1 deployments too new to judge; the first on %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 failed deployment(s), none recovered yet</source>
            <translation>
                <numerusform>%1 failed deployment, not recovered yet</numerusform>
                <numerusform>%1 failed deployments, none recovered yet</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::StatusBar</name>
        <message numerus="yes">
            <source>API %1 · %n client(s)</source>
            <translation>
                <numerusform>API %1 · %n client</numerusform>
                <numerusform>API %1 · %n clients</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::ActivityView</name>
        <message numerus="yes">
            <source>%1 request(s)</source>
            <translation>
                <numerusform>%1 request</numerusform>
                <numerusform>%1 requests</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n connection(s) open now</source>
            <translation>
                <numerusform>%n connection open now</numerusform>
                <numerusform>%n connections open now</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 newer</source>
            <translation>
                <numerusform>%1 newer</numerusform>
                <numerusform>%1 newer</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>· paused, %1 more since</source>
            <translation>
                <numerusform>· paused, %1 more since</numerusform>
                <numerusform>· paused, %1 more since</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::AnswerExport</name>
        <message numerus="yes">
            <source>Wrote %1 row(s) to %2.</source>
            <translation>
                <numerusform>Wrote %1 row to %2.</numerusform>
                <numerusform>Wrote %1 rows to %2.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::AnswerTable</name>
        <message numerus="yes">
            <source>%1 row(s), all there are</source>
            <translation>
                <numerusform>%1 row, all there is</numerusform>
                <numerusform>%1 rows, all there are</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::CatalogueView</name>
        <message numerus="yes">
            <source>%1 row(s)</source>
            <translation>
                <numerusform>%1 row</numerusform>
                <numerusform>%1 rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::ConnectionTest</name>
        <message numerus="yes">
            <source>HTTP answers: %1 deployment event(s) in the last 30 days, in %2 ms.</source>
            <translation>
                <numerusform>HTTP answers: %1 deployment event in the last 30 days, in %2 ms.</numerusform>
                <numerusform>HTTP answers: %1 deployment events in the last 30 days, in %2 ms.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>MCP answers: %n tool(s), revision %1.</source>
            <translation>
                <numerusform>MCP answers: %n tool, revision %1.</numerusform>
                <numerusform>MCP answers: %n tools, revision %1.</numerusform>
            </translation>
        </message>
    </context>
</TS>
