<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
    <context>
        <name>Delivery</name>
        <message numerus="yes">
            <source>%n deployment(s) in %1 days.</source>
            <translation>
                <numerusform>%n deployment in %1 days.</numerusform>
                <numerusform>%n deployments in %1 days.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Half of %n change(s) took at most %1 h from the author date to production.</source>
            <translation>
                <numerusform>The one change took %1 h from the author date to production.</numerusform>
                <numerusform>Half of %n changes took at most %1 h from the author date to production.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %n judgeable deployment(s) have a cause edge.</source>
            <translation>
                <numerusform>%1 of %n judgeable deployment has a cause edge.</numerusform>
                <numerusform>%1 of %n judgeable deployments have a cause edge.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Half of %n failed deployment(s) were repaired within %1 h; %2 are open.</source>
            <translation>
                <numerusform>The one failed deployment was repaired within %1 h; %2 are open.</numerusform>
                <numerusform>Half of %n failed deployments were repaired within %1 h; %2 are open.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %n deployment(s) repair an earlier one.</source>
            <translation>
                <numerusform>%1 of %n deployment repairs an earlier one.</numerusform>
                <numerusform>%1 of %n deployments repair an earlier one.</numerusform>
            </translation>
        </message>
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
    </context>
    <context>
        <name>Git</name>
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
            <source>%1: nothing was imported, since %n row(s) are bad: %2</source>
            <translation>
                <numerusform>%1: nothing was imported, since %n row are bad: %2</numerusform>
                <numerusform>%1: nothing was imported, since %n rows are bad: %2</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::DeploymentsView</name>
        <message numerus="yes">
            <source>%n deployment(s)</source>
            <translation>
                <numerusform>%n deployment</numerusform>
                <numerusform>%n deployments</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::ExportJob</name>
        <message numerus="yes">
            <source>Wrote %n deployment(s) to %1.</source>
            <translation>
                <numerusform>Wrote %n deployment to %1.</numerusform>
                <numerusform>Wrote %n deployments to %1.</numerusform>
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
        <name>atalaya::widgets::ImportJob</name>
        <message numerus="yes">
            <source>%n new commit(s)</source>
            <translation>
                <numerusform>%n new commit</numerusform>
                <numerusform>%n new commits</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Read %1: %2, %n deployment(s).</source>
            <translation>
                <numerusform>Read %1: %2, %n deployment.</numerusform>
                <numerusform>Read %1: %2, %n deployments.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Read %1: %2 of %n row(s) are new.</source>
            <translation>
                <numerusform>Read %1: %2 of %n row is new.</numerusform>
                <numerusform>Read %1: %2 of %n rows are new.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n row(s) could not be read and were left out.</source>
            <translation>
                <numerusform>%n row could not be read and was left out.</numerusform>
                <numerusform>%n rows could not be read and were left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Loaded the demo: %n record(s), marked “demo-”.</source>
            <translation>
                <numerusform>Loaded the demo: %n record, marked “demo-”.</numerusform>
                <numerusform>Loaded the demo: %n records, marked “demo-”.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::MetricPage</name>
        <message numerus="yes">
            <source>%n in all</source>
            <translation>
                <numerusform>%n in all</numerusform>
                <numerusform>%n in all</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>One service at a time tells more than an average of %n.</source>
            <translation>
                <numerusform>One service at a time tells more than an average of %n.</numerusform>
                <numerusform>One service at a time tells more than an average of %n.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n are younger than %1 days and not judged.</source>
            <translation>
                <numerusform>%n is younger than %1 days and not judged.</numerusform>
                <numerusform>%n are younger than %1 days and not judged.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>atalaya::widgets::OverviewView</name>
        <message numerus="yes">
            <source>None of the %n deployment(s) in the store match: %1.</source>
            <translation>
                <numerusform>The one deployment in the store does not match: %1.</numerusform>
                <numerusform>None of the %n deployments in the store match: %1.</numerusform>
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
</TS>
