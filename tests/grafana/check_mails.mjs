// Level 9: what an alert says in a mail, where nobody sees a board: its labels and annotations with what the query gave, and where the query did not
// answer. Rendered here, and by Prometheus itself where promtool is: Grafana's templates are Prometheus's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const golden = fileURLToPath(new URL('golden', import.meta.url));
const GRAFANA = 'https://grafana.example.org/mlops/';
const rulesOf = (files) => files.alerting.groups.flatMap((group) => group.rules);

const NUMBER = '$values.A.Value', HOW_OFTEN = `printf "%.0f" ${NUMBER}`, COUNT = Symbol('the number that the query gave');

// A value of Go's templates, of those that alerts use: a label (missing: no value), the query's number, the dot, the address, a replacement.
function value(text, labels, dot) {
    if (text === HOW_OFTEN)
        return String(labels[COUNT] ?? 0);
    const name = /^(?:\$labels|\.Labels)\.(\w+)$/.exec(text)?.[1];
    if (name)
        return labels[name];
    if (text === '.')
        return dot;
    if (text.startsWith('urlquery '))
        return encodeURIComponent(value(text.slice('urlquery '.length), labels, dot)).replaceAll('%20', '+').replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    if (/^reReplaceAll "\/\+\\\\z" "" externalURL$/.test(text))
        return GRAFANA.replace(/\/+$/, '');
    throw new Error(`a template that is not known here: ${text}`);
}

// Parts of a template up to the end of its block.
function rendered(parts, labels, dot, shown = true) {
    let out = '';
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
        const [, word, rest] = /^\{\{ (if|with|else|end)? ?(.*?) ?\}\}$/.exec(part) ?? [];
        if (word === 'end' || word === 'else')
            return [out, word];
        if (word) {
            const found = value(rest, labels, dot);
            const [yes, then] = rendered(parts, labels, word === 'with' ? found : dot, shown && Boolean(found));
            const no = then === 'else' ? rendered(parts, labels, dot, shown && !found)[0] : '';
            out += found ? yes : no;
        } else
            out += part.startsWith('{{') ? (shown ? value(rest, labels, dot) ?? '<no value>' : '') : part;
    }
    return [out];
}

export const render = (text, labels) => rendered(text.split(/(\{\{.*?\}\})/).filter(Boolean), labels)[0];

// What the golden files say fired.
function fired() {
    const lines = readdirSync(golden).filter((name) => name !== 'mails.txt').flatMap((name) => readFileSync(join(golden, name), 'utf8').split('\n'));
    return [...new Set(lines.filter((line) => line.startsWith('alerte ')))].sort().map((line) => /^alerte (\S+) (.*) x (\d+)$/.exec(line)).map(([, uid, labels, times]) => ({ uid, labels: { ...JSON.parse(labels), [COUNT]: Number(times) } }));
}

// Every case of a rule: what fired; a row that has all its columns; the query that failed or gave nothing, in Grafana's labels.
function cases(rule, known) {
    const columns = /^SELECT (.*), fires FROM/.exec(rule.data[0].model.rawSql)?.[1].split(', ') ?? [];
    const row = Object.fromEntries(columns.map((name) => [name, { severity: 'P1', domain: 'ml', code: /code = '(\w+)'/.exec(rule.data[0].model.rawSql)?.[1] ?? 'TOO_HOT' }[name] ?? `${name} "1"`]));
    row[COUNT] = 2;
    const answer = { datasource_uid: rule.data[0].datasourceUid, ref_id: 'A' };
    return [
        ...known.filter((one) => one.uid === rule.uid).map(({ labels }) => ({ what: 'firing', labels })), { what: 'firing', labels: row, made: true },
        ...(rule.execErrState === 'Error' ? [{ what: 'DatasourceError', labels: { ...answer, alertname: 'DatasourceError', rulename: rule.title } }] : []),
        ...(rule.noDataState === 'Alerting' ? [{ what: 'NoData', labels: answer }] : []),
    ];
}

const every = (texts, labels) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, render(text, labels)]));

// uid, what, labels of the query; labels and annotations as sent.
export function mails(files) {
    const known = fired();
    return rulesOf(files).flatMap((rule) => cases(rule, known).map((one) => ({ uid: rule.uid, rule, ...one, sent: { labels: every(rule.labels, one.labels), annotations: every(rule.annotations, one.labels) } })));
}

function faults({ rule, what, made, labels, sent }) {
    const wrong = [], { summary, action, tableau, run } = sent.annotations;
    for (const [name, text] of Object.entries({ ...sent.labels, ...sent.annotations }))
        if (!text || /<no value>|\{\{|\}\}|  |^[ :,·]|[ :,·]$/.test(text))
            wrong.push(`${name} "${text}"`);
    if (!/^P[0-3]$/.test(sent.labels.severity) || !/^(plateforme|pipeline|infra|ml|trading)$/.test(sent.labels.domain))
        wrong.push(`severity ${sent.labels.severity}, domain ${sent.labels.domain}`);
    for (const url of [tableau, run].filter(Boolean))
        if (!url.startsWith(`${GRAFANA}d/cvn-`) || /[ "]/.test(url))
            wrong.push(`link ${url}`);
    for (const name of ['crypto', 'dag_id', 'run_id', 'task', 'place', 'title', 'state', 'rule', 'watched'].filter((one) => what === 'firing' && !made && labels[one] && !summary.includes(labels[one])))
        wrong.push(`the summary does not tell its ${name}: ${summary}`);
    if (what === 'firing' ? /PostgreSQL ne répond pas/.test(summary) : !/^PostgreSQL ne répond pas/.test(summary) || !/PostgreSQL tourne/.test(action))
        wrong.push(`does not fit: ${summary}`);
    return wrong.map((text) => `${rule.uid} ${what}: ${text}`);
}

// L9. lines: of the golden file.
export const unclear = (files) => mails(files).flatMap(faults);
export const written = (files) => mails(files).map(({ uid, what, sent: { labels, annotations } }) => `${uid} ${what}: ${labels.severity} ${labels.domain} | ${annotations.summary} | ${annotations.action} | ${annotations.tableau}${annotations.run ? ` | ${annotations.run}` : ''}`);

// Whether Prometheus gives the same texts; null where it is not there.
export function confirmed(files) {
    try {
        execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    } catch {
        return null;
    }
    const folder = mkdtempSync(join(tmpdir(), 'dagsieve-mails.')), all = mails(files).map((one, i) => ({ ...one, name: `case_${i}` }));
    const quoted = (labels) => Object.entries(labels).filter(([name]) => name !== 'alertname').map(([name, text]) => `${name}=${JSON.stringify(text)}`).join(', ');
    writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'all', rules: all.map(({ rule, name }) => ({ alert: name, expr: `${name} > 0`, labels: rule.labels, annotations: JSON.parse(JSON.stringify(rule.annotations).replaceAll(' externalURL }}', ` \\"${GRAFANA}\\" }}`).replaceAll(NUMBER, '$value')) })) }] })); // a test of promtool's has no address
    writeFileSync(join(folder, 'test.yaml'), JSON.stringify({
        rule_files: ['rules.yaml'], evaluation_interval: '1m',
        tests: [{
            interval: '1m', input_series: all.map(({ name, labels }) => ({ series: `${name}{${quoted(labels)}}`, values: `${labels[COUNT] ?? 1} ${labels[COUNT] ?? 1}` })),
            alert_rule_test: all.map(({ name, labels: { alertname, ...labels }, sent }) => ({ eval_time: '1m', alertname: name, exp_alerts: [{ exp_labels: { ...labels, ...sent.labels }, exp_annotations: sent.annotations }] })),
        }],
    }));
    try {
        execFileSync('promtool', ['test', 'rules', 'test.yaml'], { cwd: folder, stdio: 'pipe' });
        return [];
    } catch (error) {
        return String(error.stdout).split('\n').concat(String(error.stderr).split('\n')).filter(Boolean).slice(0, 20);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
