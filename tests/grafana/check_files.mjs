// Levels 0, 1, 6 and 7: what can be said of the files alone. Each check returns what is wrong, a line a fault.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { panelsOf } from './files.mjs';
import { folder, load } from './modules.mjs';

const { colorManipulator, createTheme } = load('@grafana/data');

// What a unit's name makes Grafana write is English ("31.0 mins", "15 days ago", "40%", "MiB"); these are not. It puts a blank before a suffix itself; locale
// writes as the browser's language does.
const UNITS = /^(none|string|locale|suffix:\S+|time:DD\/MM HH:mm(:ss)?)$/;

const UID = /^[A-Za-z0-9_-]{3,40}$/;
const CONFIG_MAP_BYTES = 262144;

function duplicates(list) {
    return list.filter((one, i) => list.indexOf(one) !== i);
}

const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function everyLink(value, found = []) {
    if (typeof value === 'string' && value.startsWith('/d/'))
        found.push(value);
    else if (value && typeof value === 'object')
        Object.values(value).forEach((child) => everyLink(child, found));
    return found;
}

function everyDatasource(value, found = []) {
    if (value && typeof value === 'object') {
        if (value.datasource && value.datasource.type !== 'grafana')
            found.push(value.datasource.uid);
        Object.values(value).forEach((child) => everyDatasource(child, found));
    }
    return found;
}

// What made an operator read a wrong number, or none.
function misleading({ type, options, fieldConfig, targets }) {
    const wrong = [], own = fieldConfig.overrides.flatMap((one) => one.properties);
    if (type === 'barchart' && options.stacking !== 'none' && options.showValue !== 'never')
        wrong.push('a number of a stacked bar stands behind its end, on the next one');
    if (options.stacking === 'percent' || fieldConfig.defaults.custom?.stacking?.mode === 'percent')
        wrong.push('stacking by percent: the axis goes from 0 to 2 %');
    if (type === 'barchart' || type === 'status-history')
        wrong.push(`a ${type} tells in English that there are no data`);
    if (type === 'timeseries' && fieldConfig.defaults.custom.drawStyle === 'bars' && targets.some(({ rawSql }) => !/\$__timeGroupAlias\(\w+, '1[hd]', 0\)/.test(rawSql)))
        wrong.push('a bar that is alone is as wide as the chart: spans without rows want a zero');
    if (type === 'stat' && (options.reduceOptions.values || /\|/.test(options.reduceOptions.fields)) && !options.text?.valueSize)
        wrong.push('several values in one size that fits the longest');
    if (options.colorMode === 'background_solid' && fieldConfig.defaults.thresholds.steps[0].color === 'text')
        wrong.push('a tile without a word has the brightest colour');
    if (type === 'table' && !/^[^,]*[a-zé]{2}.*, à moins d'un triangle rouge \(la base ne répond pas\) ou qu'aucun log n'arrive$/.test(fieldConfig.defaults.noValue))
        wrong.push('an empty table does not say what that means, or says it also where the database does not answer');
    if (type === 'stat' && !/^(INCONNU|—)$/.test(fieldConfig.defaults.noValue))
        wrong.push('says something where the database does not answer');
    for (const unit of [fieldConfig.defaults.unit, ...own.filter(({ id }) => id === 'unit').map(({ value }) => value)].filter((one) => one && !UNITS.test(one)))
        wrong.push(`unit ${unit} is written in English`);
    for (const one of [fieldConfig.defaults, ...fieldConfig.overrides.map(({ properties }) => Object.fromEntries(properties.map(({ id, value }) => [id, value])))])
        if (one.decimals > 0 && (one.unit ?? fieldConfig.defaults.unit) !== 'locale')
            wrong.push('decimals behind a point');
    for (const { properties } of fieldConfig.overrides.filter(({ properties: all }) => all.some(({ id, value }) => id === 'custom.cellOptions' && value.type === 'color-background')))
        if (properties.find(({ id }) => id === 'thresholds')?.value.steps[0].color !== 'transparent')
            wrong.push('a cell without a word has the brightest colour');
    if (own.some(({ id, value }) => id === 'custom.wrapText' || value?.wrapText))
        wrong.push('wrapped text: Grafana 11 breaks it within words, or not at all');
    if (type === 'table' && (fieldConfig.defaults.custom.filterable || own.some(({ id, value }) => id === 'custom.filterable' && value)))
        wrong.push('the filter\'s icon covers the header');
    return wrong;
}

// How well a text can be read where Grafana 11.5 writes it: on a ground of the colour in white or black by its own rule (getTextColorForAlphaBackground), or in the
// colour on the panel's ground; a text of 20 px, which tiles have, wants less.
const themes = ['dark', 'light'].map((mode) => createTheme({ colors: { mode } }));
const SMALL = 4.5, LARGE = 3;
function contrast(theme, color, ground) {
    const [own, panel] = [theme.visualization.getColorByName(color), theme.colors.background.primary];
    const { r, g, b } = colorManipulator.decomposeColor(colorManipulator.asRgbString(own)).values.reduce((out, value, i) => ({ ...out, ['rgb'[i]]: value }), {});
    return colorManipulator.getContrastRatio(ground ? ((299 * r + 587 * g + 114 * b) / 1000 > 180 ? 'rgb(32, 34, 38)' : 'rgb(247, 248, 250)') : own, ground ? own : panel);
}

function pale({ type, options, fieldConfig }) {
    const wrong = [];
    for (const { properties, defaults } of [{ defaults: fieldConfig.defaults, properties: [] }, ...fieldConfig.overrides]) {
        const chip = properties.some(({ id, value }) => id === 'custom.cellOptions' && value.type === 'color-background'), ground = chip || options.colorMode === 'background_solid';
        if (type !== 'stat' && !chip)
            continue;
        const results = (defaults?.mappings ?? properties.find(({ id }) => id === 'mappings')?.value ?? []).flatMap((one) => (one.type === 'value' ? Object.values(one.options) : [one.options.result]));
        for (const color of new Set(results.map((one) => one.color).filter((one) => one && one !== 'transparent')))
            for (const theme of themes.filter((one) => contrast(one, color, ground) < (ground ? SMALL : LARGE)))
                wrong.push(`${color} ${ground ? 'beneath a text' : 'as a text'} has a contrast of ${contrast(theme, color, ground).toFixed(1)} in the ${theme.isDark ? 'dark' : 'light'} theme`);
    }
    return wrong;
}

// What tells the rows of a view apart: rows that are equal in what they are sorted by come as PostgreSQL pleases, and of those that a LIMIT cuts off another each time.
export const KEYS = {
    board_run: ['dag_id', 'run_id'], board_strategy: ['crypto', 'dag_id', 'run_id'], board_diagnosis: ['crypto', 'dag_id', 'run_id'], board_gate: ['crypto', 'dag_id', 'run_id'], board_figure: ['crypto', 'signal', 'time', 'value'],
    board_finding: ['dag_id', 'run_id', 'task', 'try_number', 'line', 'code', 'role', 'field', 'crypto', 'place'], board_attempt: ['dag_id', 'run_id', 'start_time', 'task', 'try_number', 'source'],
    board_event: ['dag_id', 'run_id', 'time', 'task', 'line', 'name', 'attrs'], board_reject: ['dag_id', 'run_id', 'task_id', 'line', 'code', 'text', 'place'],
    board_incident: ['time', 'dag_id', 'run_id', 'task', 'try_number', 'line', 'code'], board_load: ['load_id'], board_missing: ['time', 'dag_id', 'run_id', 'task_id', 'try_number', 'source', 'why'],
    board_annotation: ['time', 'text'], board_failure: ['failure'], board_sweep: ['crypto', 'dag_id', 'run_id'], board_unknown_key: ['key'], board_alarm_line: ['place', 'time', 'what', 'dag_id', 'run_id', 'line'], board_action: ['crypto'],
};

// A query that shows a part of its rows: sorted by all that tells them apart, but for what it asks of one value of, or by what it groups by.
export function unordered(sql) {
    const wrong = [];
    for (const [before, view, all] of sql.replace(/\s+/g, ' ').matchAll(/FROM dagsieve\.(\w+)(?:(?!FROM dagsieve).)* ORDER BY ((?:(?!ORDER BY).)*?) LIMIT \d+/g)) {
        const grouped = /GROUP BY ([\w, ]+?) ORDER BY/.exec(before)?.[1].split(', ');
        const sorted = all.split(/,(?![^(]*\))/).map((one) => one.trim().replace(/^\w+\./, '').split(' ')[0]);
        const fixed = [...sql.matchAll(/(\w+) = '?\$?\w+'?/g)].map(([, name]) => name).concat(/crypto = '\$crypto'/.test(sql) ? ['crypto'] : []);
        const missing = (grouped ?? KEYS[view] ?? ['a key of KEYS']).filter((name) => !sorted.includes(name) && !fixed.includes(name));
        if (missing.length)
            wrong.push(`${view} is not sorted by ${missing.join(', ')}`);
    }
    return wrong;
}

// L0: hygiene of each board.
export function hygiene(boards) {
    const wrong = [];
    const uids = Object.values(boards).map((board) => board.uid);
    for (const uid of duplicates(uids))
        wrong.push(`uid ${uid} twice`);
    for (const [file, board] of Object.entries(boards)) {
        const say = (text) => wrong.push(`${file}: ${text}`);
        const panels = panelsOf(board);
        if (!UID.test(board.uid) || `${board.uid}.json` !== file)
            say(`uid ${board.uid}`);
        for (const id of duplicates([...board.panels, ...panels].filter((p, i, all) => all.indexOf(p) === i).map((p) => p.id)))
            say(`panel id ${id} twice`);
        for (const group of [board.panels, ...board.panels.map((panel) => panel.panels ?? [])])
            group.forEach((a, i) => {
                if (a.gridPos.x + a.gridPos.w > 24)
                    say(`${a.title}: outside 24 columns`);
                group.slice(i + 1).filter((b) => overlap(a.gridPos, b.gridPos)).forEach((b) => say(`${a.title} lies over ${b.title}`));
            });
        for (const one of panels)
            [...misleading(one), ...pale(one), ...one.targets.flatMap((target) => unordered(target.rawSql))].forEach((text) => say(`${one.title}: ${text}`));
        for (const { name, target, query } of [...board.annotations.list, ...board.templating.list.filter((one) => one.type === 'query')])
            unordered(target?.rawSql ?? query ?? '').forEach((text) => say(`${name}: ${text}`));
        for (const { title, description, fieldConfig } of panels) {
            if (!title || !/Manuel §\d+/.test(description) || !/Sans donnée : \S/.test(description) || !fieldConfig.defaults.unit || !fieldConfig.defaults.noValue)
                say(`${title}: title, description (rule, manual's section, what no data means), unit, noValue`);
            if (fieldConfig.defaults.thresholds.steps.length > 1)
                say(`${title}: limits belong in table threshold`);
        }
        for (const uid of everyDatasource(board).filter((one) => one !== '${datasource}'))
            say(`datasource ${uid}`);
        for (const link of everyLink(board).filter((one) => !one.startsWith('/d/${__data.fields.board') && !uids.includes(/^\/d\/([\w-]+)/.exec(one)[1]))) // where a row says it, L3 looks
            say(`link to a board that is not shipped: ${link}`);
        if (board.__inputs || board.__requires || /https?:\/\//.test(JSON.stringify(board)))
            say('__inputs, __requires or a host');
        if (!/^([1-9]\d*m|\d+h)$/.test(board.refresh))
            say(`refresh ${board.refresh}`);
    }
    return wrong;
}

// Panels and their names in the two packages of Grafana's types: of 11.5, the floor, and of the newest.
const kinds = { stat: ['Stat'], table: ['Table', true], timeseries: ['TimeSeries', true], 'state-timeline': ['StateTimeline', true] };
const packages = {
    '@grafana/schema': (kind) => (kind ? `@grafana/schema/dist/esm/raw/composable/${kind.toLowerCase()}/panelcfg/x/${kind}PanelCfg_types.gen` : '@grafana/schema/dist/esm/raw/dashboard/x/dashboard_types.gen'),
    'grafana-schema-newest': (kind) => (kind ? `grafana-schema-newest/dist/types/raw/composable/${kind.toLowerCase()}/panelcfg/x/types.gen` : 'grafana-schema-newest/dist/types/raw/dashboard/x/types.gen'),
};

// One setting that has another name in either package: boards have both.
const renamed = { '@grafana/schema': 'hideFrom', 'grafana-schema-newest': 'hidden' };

// The JSON schemas of a dashboard and of each panel's options, from Grafana's own types.
async function schemasOf(name) {
    const Ajv = load('ajv');
    const { createGenerator } = await import(load.resolve('ts-json-schema-generator'));
    const from = packages[name], rows = [], heads = [`import type { Dashboard } from '${from()}';`];
    for (const [type, [kind, custom]] of Object.entries(kinds)) {
        heads.push(`import type * as ${kind} from '${from(kind)}';`);
        rows.push(`'${type}': ${kind}.Options;`, ...(custom ? [`'${type}.custom': ${kind}.FieldConfig;`] : []));
    }
    const path = join(folder, 'shapes.ts');
    writeFileSync(path, `${heads.join('\n')}\nexport interface Shapes { dashboard: Dashboard; ${rows.join('\n')} }\n`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'node', target: 'es2022', skipLibCheck: true, strict: true, types: [], paths: name === '@grafana/schema' ? {} : { '@grafana/schema': [`./node_modules/${name}/dist/types/index.d.ts`] } }, files: ['shapes.ts'] }));
    const schema = createGenerator({ path, tsconfig: join(folder, 'tsconfig.json'), type: 'Shapes', skipTypeCheck: true, additionalProperties: false, expose: 'none' }).createSchema('Shapes');
    const ajv = new Ajv({ strict: false, allErrors: true });
    return Object.fromEntries(Object.entries(schema.definitions.Shapes.properties).map(([key, one]) => {
        if (Object.keys(one).length === 0)
            throw new Error(`${key}: Grafana's types were not found, and an empty schema finds no fault`);
        return [key, ajv.compile(one)];
    }));
}

// From both packages, one after the other: they share a file.
export async function schemas() {
    const out = [];
    for (const name of Object.keys(packages))
        out.push({ valid: await schemasOf(name), without: renamed[name] });
    return out;
}

// L1: the shape of each board, of each panel's options and custom field settings.
export const shapes = (boards, all) => all.flatMap((one) => shapesOf(boards, one));

function shapesOf(boards, { valid, without }) {
    const wrong = [];
    const check = (where, name, value) => {
        if (!valid[name])
            wrong.push(`${where}: no schema for ${name}`);
        else if (!valid[name](value)) // an annotation's target is typed for Grafana's own source alone; of another source it is that source's query
            wrong.push(...valid[name].errors.filter((e) => !/^\/annotations\/list\/\d+\/target$/.test(e.instancePath)).slice(0, 3).map((e) => `${where}: ${name}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
    };
    for (const [file, board] of Object.entries(boards)) {
        check(file, 'dashboard', board);
        for (const panel of panelsOf(board)) {
            check(`${file}: ${panel.title}`, panel.type, panel.options);
            const { custom } = panel.fieldConfig.defaults;
            const overridden = Object.fromEntries(panel.fieldConfig.overrides.flatMap((o) => o.properties).filter((p) => p.id.startsWith('custom.') && !(panel.type === 'table' && p.id === `custom.${without}`)).map((p) => [p.id.slice(7), p.value]));
            if (custom)
                check(`${file}: ${panel.title}`, `${panel.type}.custom`, { ...custom, ...overridden });
        }
    }
    return wrong;
}

const allowed = {
    alerting: { apiVersion: 1, groups: [{ orgId: 1, name: 1, folder: 1, interval: 1, rules: [{
        uid: 1, title: 1, condition: 1, for: 1, noDataState: 1, execErrState: 1, dashboardUid: 1, panelId: 1, labels: { equipe: 1, severity: 1, domain: 1 }, annotations: { summary: 1, action: 1, manuel: 1, tableau: 1, run: 1 },
        data: [{ refId: 1, relativeTimeRange: { from: 1, to: 1 }, datasourceUid: 1, model: { refId: 1, editorMode: 1, format: 1, rawQuery: 1, rawSql: 1, intervalMs: 1, maxDataPoints: 1, type: 1, expression: 1, datasource: { type: 1, uid: 1 }, conditions: [{ evaluator: { type: 1, params: [1] } }] } }],
    }] }] },
    datasources: { apiVersion: 1, datasources: [{
        name: 1, uid: 1, type: 1, access: 1, orgId: 1, url: 1, user: 1, isDefault: 1, editable: 1, secureJsonData: { password: 1 },
        jsonData: { database: 1, sslmode: 1, postgresVersion: 1, timescaledb: 1, maxOpenConns: 1, maxIdleConns: 1, connMaxLifetime: 1, timeInterval: 1 },
    }] },
    providers: { apiVersion: 1, providers: [{ name: 1, orgId: 1, folder: 1, type: 1, disableDeletion: 1, updateIntervalSeconds: 1, allowUiUpdates: 1, options: { path: 1, foldersFromFilesStructure: 1 } }] },
};

function unknownKeys(value, shape, where) {
    if (Array.isArray(value))
        return Array.isArray(shape) ? value.flatMap((child, i) => unknownKeys(child, shape[0], `${where}[${i}]`)) : [`${where}: is a list`];
    if (value === null || typeof value !== 'object')
        return typeof shape === 'object' ? [`${where}: is no ${Array.isArray(shape) ? 'list' : 'mapping'}`] : [];
    if (typeof shape !== 'object' || Array.isArray(shape))
        return [`${where}: is a mapping`];
    return Object.entries(value).flatMap(([key, child]) => (key in shape ? unknownKeys(child, shape[key], `${where}.${key}`) : [`${where}.${key}: a key that Grafana would ignore`]));
}

// L6: no key that Grafana does not know, no value that it refuses, no dollar that it would eat.
export function strict(files, boards) {
    const wrong = Object.entries(files).flatMap(([name, value]) => unknownKeys(value, allowed[name], name));
    const rules = files.alerting.groups.flatMap((group) => {
        if (!/^\d+[sm]$/.test(group.interval) || Number.parseInt(group.interval, 10) * (group.interval.endsWith('m') ? 60 : 1) % 10)
            wrong.push(`${group.name}: interval ${group.interval}`);
        return group.rules;
    });
    const uid = files.datasources.datasources[0].uid;
    for (const one of duplicates(rules.map((rule) => rule.uid)))
        wrong.push(`rule ${one} twice`);
    for (const rule of rules) {
        const panel = Object.values(boards).filter((board) => board.uid === rule.dashboardUid).flatMap(panelsOf).find((one) => one.id === rule.panelId);
        if (!UID.test(rule.uid) || !rule.title || !panel || !rule.annotations.tableau.endsWith(` externalURL }}/d/${rule.dashboardUid}?viewPanel=${rule.panelId}`))
            wrong.push(`${rule.uid}: uid, title, panel`);
        if (!['NoData', 'Alerting', 'OK', 'KeepLast'].includes(rule.noDataState) || !['Alerting', 'Error', 'OK', 'KeepLast'].includes(rule.execErrState) || !rule.data.some((d) => d.refId === rule.condition))
            wrong.push(`${rule.uid}: noDataState, execErrState, condition`);
        if (JSON.stringify(rule.labels).includes('$') || rule.data.some((d) => ![uid, '__expr__'].includes(d.datasourceUid)))
            wrong.push(`${rule.uid}: labels, datasource`);
        if (!rule.annotations.action || !rule.annotations.summary)
            wrong.push(`${rule.uid}: annotations`);
        for (const name of ['severity', 'domain'])
            if (!/\{\{ else \}\}[A-Za-z0-9]+\{\{ end \}\}$/.test(rule.labels[name]))
                wrong.push(`${rule.uid}: no ${name} where the query did not answer`);
        for (const name of ['summary', 'action'])
            if ((rule.execErrState === 'Error' || rule.noDataState === 'Alerting') && !/^\{\{ if \.Labels\.\w+ \}\}.*\{\{ else \}\}PostgreSQL|^\{\{ if \.Labels\.\w+ \}\}.*\{\{ else \}\}vérifier que PostgreSQL/.test(rule.annotations[name]))
                wrong.push(`${rule.uid}: ${name} says nothing of a database that does not answer`);
    }
    const folders = [...files.alerting.groups.map((group) => group.folder), ...files.providers.providers.map((one) => one.folder)];
    if (new Set(folders).size !== 1 || files.providers.providers.some((one) => one.folderUid))
        wrong.push('two folders: boards and rules must name one by its title, without a uid');
    if (files.alerting.policies || !files.datasources.datasources[0].jsonData.database)
        wrong.push('policies, or no jsonData.database');
    return wrong;
}

// L7: each file fits into a ConfigMap of its own, with room for the name and labels.
export function sizes(texts) {
    return Object.entries(texts).filter(([, text]) => Buffer.byteLength(text) > CONFIG_MAP_BYTES - 2048).map(([name, text]) => `${name}: ${Buffer.byteLength(text)} bytes`);
}
