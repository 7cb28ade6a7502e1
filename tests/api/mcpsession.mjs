// SPDX-License-Identifier: GPL-3.0-or-later
// What an AI client does with the tools, by the protocol's own library, which checks every answer against its schema.
// Started by mcpsession.py.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { ATALAYA_URL, ATALAYA_BINARY, ATALAYA_DATA, ATALAYA_VIEWER, ATALAYA_OPERATOR, ATALAYA_CLIENTS } = process.env;
const load = createRequire(`${ATALAYA_CLIENTS}/package.json`);
const { Client } = load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = load("@modelcontextprotocol/sdk/client/stdio.js");
const { StreamableHTTPClientTransport } = load("@modelcontextprotocol/sdk/client/streamableHttp.js");

const overHttp = (token) => new StreamableHTTPClientTransport(new URL(ATALAYA_URL),
    { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
const overStdio = (role) => new StdioClientTransport(
    { command: ATALAYA_BINARY, args: ["--data-dir", ATALAYA_DATA, "mcp", "--role", role], stderr: "inherit" });

let checks = 0;
function check(name, isTrue) {
    assert.ok(isTrue, name);
    ++checks;
}

async function connected(transport) {
    const client = new Client({ name: "session", version: "1.0.0" });
    await client.connect(transport);
    return client;
}

/** The structured answer of a good call. The text beside it must say the same. */
async function ask(client, name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, `${name}: ${result.content[0].text}`);
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
    const { returned, total, truncated, omitted } = result.structuredContent;
    check(`${name} declares itself`, returned <= total && truncated === (omitted.length > 0));
    check(`${name} keeps its budget`, Buffer.byteLength(result.content[0].text) / 3.5 <= (args.max_tokens ?? 8000));
    return result.structuredContent;
}

async function failure(client, name, args) {
    const result = await client.callTool({ name, arguments: args });
    check(`${name} refuses ${JSON.stringify(args)}`, result.isError === true);
    return result.content[0].text;
}

/** Every row, by following next_cursor and what `omitted` says. */
async function everyRow(client, name, args, list) {
    const rows = [];
    let cursor, pages = 0, total;
    do {
        const page = cursor ? { ...args, cursor } : args;
        let answer = await ask(client, name, page);
        if (answer.returned === 0 && answer.omitted[0]?.needs_tokens)
            answer = await ask(client, name, { ...page, max_tokens: answer.omitted[0].needs_tokens });
        rows.push(...answer[list]);
        cursor = answer.next_cursor;
        total = answer.total;
        assert.ok(++pages < 5000, `${name} comes to no end`);
    } while (cursor);
    check(`${name} gives all ${total} rows in ${pages} pages`, rows.length === total);
    check(`${name} gives each row once`, new Set(rows.map((row) => JSON.stringify(row))).size === rows.length);
    return rows;
}

/** Says it wrong, and again as the answer proposes. */
async function recovered(client, name, args, key) {
    const text = await failure(client, name, args);
    const meant = text.match(/[Dd]id you mean '([^']+)'/)?.[1];
    check(`${name} proposes something instead of ${args[key]}: ${text}`, meant);
    return ask(client, name, { ...args, [key]: Array.isArray(args[key]) ? [meant] : meant });
}

async function askEveryTool(client) {
    const asked = new Set();
    const answer = (name, args) => { asked.add(name); return ask(client, name, args); };
    const { tools } = await client.listTools();
    check("there are tools", tools.length >= 10);
    check("the client is told where to begin", client.getInstructions().includes("delivery_metrics"));

    const { datasets } = await answer("list_datasets");
    const found = await answer("search_catalog", { query: "lead time of deployments" });
    check("the search finds something", found.results.length > 0);
    for (const { id } of datasets) {
        const described = await answer("describe_dataset", { dataset: id });
        for (const example of described.example_queries)
            await answer("query_dataset", { ...example.query, max_tokens: 2000 });
    }
    const all = await answer("delivery_metrics", { days: 90 });
    check("five figures", all.figures.length === 5);
    const each = await answer("delivery_metrics", { by: "service", days: 90 });
    check("four services", each.services.length === 4);
    for (const { metric } of all.figures) {
        await answer("explain_metric", { metric, days: 90 });
        await answer("delivery_series", { metric, days: 90 });
    }
    const failed = await answer("list_deployments", { outcome: "failed" });
    check("something failed", failed.deployments.length > 0);
    const one = await answer("explain_metric", { id: failed.deployments[0].id });
    check("an object is explained", one.counts_in.some((row) => row.figure === "change_fail_rate" && (row.numerator || row.reason)));
    const compared = await answer("compare_periods", { days: 30 });
    check("verdicts", compared.comparison.every((row) => ["better", "worse", "unclear", "unknown"].includes(row.verdict)));
    const health = await answer("get_health");
    check("the demo is healthy", health.status === "ok" && health.imported.length > 0);
    const event = { cycle_id: "session", feature_id: "f", phase_name: "testing", decision: "go", duration_seconds: 5,
                    idempotency_key: `session-${process.hrtime.bigint()}` };
    const stored = await answer("record_event", event);
    check("an event is stored once", (await answer("record_event", event)).id === stored.id);
    check("every tool was asked", tools.every((tool) => asked.has(tool.name)));
    return { service: each.services[0].service, failed: failed.deployments[0] };
}

async function followCursors(client) {
    const deployments = await everyRow(client, "list_deployments", { environment: "any", max_tokens: 3000, limit: 1000 }, "deployments");
    check("as many as the dataset has", deployments.length ===
        (await ask(client, "query_dataset", { dataset: "deployments", aggregate: [{ fn: "count", as: "n" }] })).rows[0][0]);
    await everyRow(client, "list_deployments", { max_tokens: 200, days: 10 }, "deployments");
    await everyRow(client, "query_dataset", { dataset: "changes", select: ["service", "sha"], max_tokens: 4000, limit: 1000 }, "rows");
    await everyRow(client, "query_dataset", { dataset: "dora_metrics", filter: "created_at >= now-20d", select: ["id"], max_tokens: 400 }, "rows");
    await everyRow(client, "delivery_series", { metric: "change_lead_time", bucket: "day", max_tokens: 700 }, "buckets");
    await everyRow(client, "list_datasets", { max_tokens: 300 }, "datasets");
    await everyRow(client, "delivery_metrics", { by: "service", max_tokens: 500 }, "services");
}

async function makeMistakes(client, service) {
    await recovered(client, "delivery_metrics", { service: `${service}x` }, "service");
    await recovered(client, "list_deployments", { service: [`${service}x`] }, "service");
    await recovered(client, "describe_dataset", { dataset: "deployment" }, "dataset");
    await recovered(client, "explain_metric", { metric: "change_failure_rate" }, "metric");
    await recovered(client, "query_dataset", { dataset: "deployments", select: ["servise"] }, "select");
    const text = await failure(client, "list_deployments", { services: service });
    check(`an argument that there is not: ${text}`, text.includes("'service'"));
    check("no window", (await failure(client, "compare_periods", {})).includes("'days'"));
    check("a bad cursor", (await failure(client, "list_deployments", { cursor: "abc" })).includes("begin again"));
    await assert.rejects(client.callTool({ name: "list_deployment", arguments: {} }), /list_deployments/);
    await assert.rejects(client.readResource({ uri: "atalaya://datasets/incident" }), /incidents/);
}

async function readEverything(client) {
    const read = async (uri) => JSON.parse((await client.readResource({ uri })).contents[0].text);
    const { resources } = await client.listResources();
    for (const { uri } of resources)
        check(uri, Object.keys(await read(uri)).length > 0);
    const { resourceTemplates } = await client.listResourceTemplates();
    for (const { uriTemplate } of resourceTemplates) {
        const variable = uriTemplate.match(/\{(\w+)\}/)[1];
        const { completion } = await client.complete({ ref: { type: "ref/resource", uri: uriTemplate }, argument: { name: variable, value: "" } });
        check(`${uriTemplate} is completed`, completion.values.length > 0);
        for (const value of completion.values)
            check(`${uriTemplate} of ${value}`, Object.keys(await read(uriTemplate.replace(`{${variable}}`, value))).length > 0);
    }
}

async function getPrompts(client) {
    const { prompts } = await client.listPrompts();
    check("there are prompts", prompts.length >= 4);
    for (const prompt of prompts) {
        const args = {};
        for (const argument of prompt.arguments) {
            const { completion } = await client.complete({ ref: { type: "ref/prompt", name: prompt.name }, argument: { name: argument.name, value: "" } });
            check(`${prompt.name} completes ${argument.name}`, completion.values.length > 0);
            args[argument.name] = completion.values[0];
        }
        const { messages } = await client.getPrompt({ name: prompt.name, arguments: args });
        check(`${prompt.name} says what to do`, messages[0].content.text.length > 100);
    }
}

const answers = [];
for (const [name, transport] of [["Streamable HTTP", overHttp(ATALAYA_OPERATOR)], ["stdio", overStdio("operator")]]) {
    checks = 0;
    const client = await connected(transport);
    const { service, failed } = await askEveryTool(client);
    await followCursors(client);
    await makeMistakes(client, service);
    await readEverything(client);
    await getPrompts(client);
    answers.push(await ask(client, "delivery_metrics", { as_of: failed.finished }));
    await client.close();
    console.log(`${name}: ${checks} checks pass`);
}
delete answers[0].data_version; // the second session recorded an event of its own
delete answers[1].data_version;
assert.deepEqual(answers[0], answers[1]);

for (const [name, transport] of [["Streamable HTTP", overHttp(ATALAYA_VIEWER)], ["stdio", overStdio("viewer")]]) {
    const client = await connected(transport);
    const { tools } = await client.listTools();
    assert.ok(!tools.some((tool) => tool.name === "record_event"), `a viewer may not write over ${name}`);
    await assert.rejects(client.callTool({ name: "record_event", arguments: {} }));
    await client.close();
}
console.log("a viewer reads only; both transports say the same");
