// What panels are made of: dashboard JSON v1 as Grafana 11 to 13 read it. A board is rows of panels; places and ids follow from their order.
import { UNKNOWN } from './words.mjs';

export const DATASOURCE_UID = 'cvntrade-postgres';
export const DATASOURCE = { type: 'grafana-postgresql-datasource', uid: '${datasource}' };
const PLUGIN_VERSION = '11.0.0';
const SCHEMA_VERSION = 41;
// All that Grafana's type wants of the link of a panel or board.
const LINK = { type: 'link', icon: 'external link', tooltip: '', url: '', tags: [], asDropdown: false, includeVars: false, keepTime: false, targetBlank: false };

export function query(rawSql, format = 'table', refId = 'A') {
    return { refId, datasource: DATASOURCE, editorMode: 'code', format, rawQuery: true, rawSql: rawSql.trim().replace(/\n\s+/g, '\n') };
}

export const series = (rawSql, refId) => query(rawSql, 'time_series', refId);

// The link that a click on a cell follows; values are percent-encoded, because ids of runs have + and : in them.
const here = '${__url_time_range}&${datasource:queryparam}';
export const toCrypto = (field = 'crypto') => ({ title: 'Crypto en détail', url: `/d/cvn-crypto?var-crypto=\${__data.fields.${field}:percentencode}&${here}` });
export const toRun = (board = 'cvn-run') => ({ title: 'Run en détail', url: `/d/${board}?var-dag=\${__data.fields.dag_id:percentencode}&var-run=\${__data.fields.run_id:percentencode}&${here}` });
// Where a row leads is a column of the query, `board`: a link always has a target.
export const WHERE = '${__data.fields.board:percentencode}';
const its = (...names) => names.map((name) => `var-${name.replace('_id', '')}=\${__data.fields.${name}:percentencode}`).join('&');
export const toWhere = (...more) => ({ title: 'En détail', url: `/d/${WHERE}?${its('crypto', ...more)}&${here}` });

// One field's own settings: names are those of the query, `title` is what the operator reads.
// chip: the cell has the colour of its word, one without a colour has none; gauge: a bar beneath the number, from min to max.
export function field(name, { title, unit, decimals, mappings, links, width, color, chip, gauge, min, max, nothing, ...custom } = {}) {
    const properties = [];
    const put = (id, value) => value !== undefined && properties.push({ id, value });
    put('displayName', title);
    put('unit', unit);
    put('decimals', decimals);
    put('mappings', mappings);
    put('links', links);
    put('color', color && { mode: 'fixed', fixedColor: color });
    put('custom.width', width);
    put('custom.align', mappings || chip ? 'left' : undefined);
    put('custom.cellOptions', chip ? { type: 'color-background', mode: 'basic' } : gauge ? { type: 'gauge', mode: 'basic', valueDisplayMode: 'hidden' } : undefined);
    put('thresholds', chip ? { mode: 'absolute', steps: [{ color: 'transparent', value: null }] } : undefined);
    put('noValue', nothing);
    put('min', min);
    put('max', max);
    for (const [key, value] of Object.entries(custom))
        put(`custom.${key}`, value);
    return { matcher: { id: 'byName', options: name }, properties };
}

// What stands where nothing is to be read: no dash, no link to see.
export const BLANK = '\u200b';

// A number of a table as text, because Grafana's has the point of English: a column of numeric to so many decimals, and how it is shown.
export const written = (column, decimals = 3, pattern = '{}') => `dagsieve.written('${pattern}', round(${column}::numeric, ${decimals})) AS ${column}`;
// Of a signal, whose level or limit stands beside it: as its tile has it.
export const figured = (column, signal) => `dagsieve.figure_written('${signal}', '{}', ${column}::numeric) AS ${column}`;
export const number = (name, title, width) => long(name, title, { width, unit: 'string', align: 'right' });

// A date as it is read in French, in the browser's time zone; a long text, which a cell may cut: the eye on it shows it whole, to be copied; file:line of a
// log, of which a cell shows the end and the eye all.
export const date = (name, title, more = {}) => field(name, { title, unit: 'time:DD/MM HH:mm', width: 112, ...more });
export const long = (name, title, more = {}) => field(name, { title, inspect: true, ...more });
const ends = (...shown) => shown.map(([pattern, text], index) => ({ type: 'regex', options: { pattern: `^(?=.*(?:/|:\\d+$)).*${pattern}$`, result: { index, text } } }));
const PADDING = 12, LETTER = 6.9, WIDE = 8.6; // px: of a cell, of a letter on average and of those of a long name at most
export function placed(name, title, more = {}) {
    const room = (more.width ?? more.minWidth) - PADDING, [most, least] = [LETTER, WIDE].map((one) => Math.floor(room / one));
    const last = [`(.{${least - 2}})`, '…$1'];
    return long(name, title, { mappings: room < 190 ? ends([`/(?=.{1,${most}}$)([^/]+)`, '$1'], last) : ends([`/(?=.{1,${most - 2}}$)([^/]+/[^/]+)`, '…/$1'], last), ...more });
}

// The first rows of a view by `order`, whose title is read whole: on as many lines as it needs in so many letters. Of `columns`, [name, what it is], each but the
// title stands on the first line alone; what links need (`each`) on every one.
export function inLines(letters, columns, each, view, where, order, most) {
    const shown = columns.map(([name, made = name]) => (name === 'title' ? 'said AS title' : `CASE coalesce(l.line, 1) WHEN 1 THEN ${made} END AS ${name}`));
    return query(`SELECT ${[...shown, ...each].join(', ')}
        FROM (SELECT * FROM dagsieve.${view} WHERE ${where} ORDER BY ${order.join(', ')} LIMIT ${most}) AS f
        LEFT JOIN LATERAL unnest(dagsieve.lines_within(title, ${letters})) WITH ORDINALITY AS l (said, line) ON true ORDER BY ${order.map((one) => `f.${one}`).join(', ')}, l.line`);
}

// Columns that only links and colours need: by Grafana 11's word and by its newest one's.
export const unseen = (...names) => names.map((name) => field(name, { hidden: true, hideFrom: { viz: true, legend: false, tooltip: false } }));

// rule: what is shown and by which rule; manual: its section; empty: what no data means; nothing: the words shown then. A tile that is all colour is
// grey where no word gives it one, other texts have Grafana's own.
function panel(type, spec, options, defaults, custom) {
    const { key, title, w, rule, manual, empty, nothing, unit, decimals, queries, fields = [], links, mappings, color, min, max } = spec;
    const config = { unit, noValue: nothing ?? 'aucune donnée', color: color ?? { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps: [{ color: spec.solid ? UNKNOWN : 'text', value: null }] }, mappings: mappings ?? [], ...defaults };
    if (decimals !== undefined) config.decimals = decimals;
    if (min !== undefined) config.min = min;
    if (max !== undefined) config.max = max;
    if (custom) config.custom = { ...custom, ...spec.custom };
    return {
        key, w,
        body: {
            type, title, description: `${rule}\n\nManuel §${manual}. Sans donnée : ${empty}.`, datasource: DATASOURCE, targets: queries, pluginVersion: PLUGIN_VERSION,
            fieldConfig: { defaults: config, overrides: fields }, options, ...(links ? { links: links.map((one) => ({ ...LINK, ...one })) } : {}),
        },
    };
}

const tooltip = (mode = 'multi') => ({ mode, sort: 'none' });
const legend = (shown = true) => ({ showLegend: shown, displayMode: 'list', placement: 'bottom', calcs: [] });
const hidden = { hideFrom: { legend: false, tooltip: false, viz: false } };

// list: one value above the other, its name over it (wide: before it), in the sizes [name, value]; else one value, of this size or as large as it fits.
export function stat(spec) {
    const list = spec.list && { orientation: 'horizontal', textMode: 'value_and_name', justifyMode: 'auto', text: { titleSize: spec.list[0], valueSize: spec.list[1] } };
    return panel('stat', spec, {
        reduceOptions: { calcs: ['last'], fields: spec.shown ?? '', values: Boolean(list) }, colorMode: spec.solid ? 'background_solid' : 'value', graphMode: 'none',
        justifyMode: 'auto', orientation: 'auto', textMode: 'value', wideLayout: !list || Boolean(spec.wide), showPercentChange: false, percentChangeColorMode: 'standard', ...(spec.size ? { text: { valueSize: spec.size } } : {}), ...list,
    });
}

// An empty table says what that means, and so that it is true where no query is answered and where no log has come; an empty cell is a dash.
const UNLESS = ', à moins d\'un triangle rouge (la base ne répond pas) ou qu\'aucun log n\'arrive';
const dash = { matcher: { id: 'byFrameRefID', options: 'A' }, properties: [{ id: 'noValue', value: '—' }] };

// rows: how high they are (sm 36 px, md 42 px), so that what the panel's end cuts is not a text.
export function table(spec) {
    return panel('table', { ...spec, nothing: `${spec.nothing ?? spec.empty}${UNLESS}`, fields: [dash, ...spec.fields] }, { cellHeight: spec.rows ?? 'sm', frameIndex: 0, showHeader: !spec.headless, sortBy: spec.sortBy ?? [] }, {},
        { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: false });
}

// A table as wide as the board, in a row of its own.
export const listing = (h, spec) => ({ h, panels: [table({ w: 24, unit: 'none', ...spec })] });

// The playbook's action for each code that `sql` gives with it: whole, as no cell among others has room for it.
export const toDo = (whose, sql) => listing(8, {
    key: 'actions', title: 'Que faire', manual: '9', rule: `L'action du playbook, entière, ${whose}.`, empty: 'aucun code déclenché', queries: [query(sql)],
    fields: [long('code', 'Code', { width: 280 }), long('action', 'Action (playbook)', { minWidth: 860 })],
});

// perPage: as many rows as can be read; the others are on pages of their own. merged: what stays the same is one segment, with its word where that has room.
export function timeline(spec) {
    return panel('state-timeline', spec, { mergeValues: spec.merged ?? false, showValue: spec.merged ? 'auto' : 'never', alignValue: 'center', rowHeight: 0.9, perPage: spec.perPage ?? 20, legend: legend(!spec.quiet), tooltip: tooltip('single') },
        { color: { mode: 'fixed' } }, { fillOpacity: 80, lineWidth: spec.merged ? 0 : 1, ...hidden });
}

export function curves(spec) {
    return panel('timeseries', spec, { legend: legend(), tooltip: tooltip() }, { color: spec.color ?? { mode: 'palette-classic' } }, {
        drawStyle: spec.bars ? 'bars' : 'line', lineInterpolation: 'linear', lineWidth: spec.bars ? 0 : 2, fillOpacity: spec.bars ? 70 : 5, gradientMode: 'none', showPoints: spec.bars ? 'never' : 'auto', pointSize: 5,
        spanNulls: false, axisPlacement: 'auto', axisLabel: '', axisCenteredZero: false, scaleDistribution: { type: 'linear' }, thresholdsStyle: { mode: 'off' },
        stacking: { mode: spec.stacked ?? 'none', group: 'A' }, ...(spec.bars ? { axisSoftMax: 1 } : {}), ...hidden, // nothing but zeros has an axis up to 1, not 100
    });
}

// How many in each span of time, by name: bars upon each other. Spans without one are zero, or a single bar would be as wide as the chart.
export const counts = (spec) => curves({ unit: 'none', decimals: 0, bars: true, stacked: 'normal', min: 0, ...spec });
export const inEach = (span) => `$__timeGroupAlias(time, '${span}', 0)`;

// A line of a chart: a dashed grey one is a baseline or a limit, never a measure.
export const line = (name, title, color) => field(name, { title, color });
export const dashed = (name, title, color = 'gray', showPoints = 'never') => field(name, { title, color, lineStyle: { fill: 'dash', dash: [8, 6] }, lineWidth: 1, fillOpacity: 0, showPoints, spanNulls: true });

export function variable(name, label, rawSql, more = {}) {
    return { type: 'query', name, label, datasource: DATASOURCE, query: rawSql, refresh: 2, sort: 0, hide: 0, multi: false, includeAll: false, regex: '', options: [], current: { text: '', value: '' }, ...more };
}

const datasource = {
    type: 'datasource', name: 'datasource', label: 'Source', query: 'grafana-postgresql-datasource', current: { text: 'CVNTrade', value: DATASOURCE_UID, selected: true }, refresh: 1, hide: 2, multi: false,
    includeAll: false, regex: '', options: [],
};

const annotations = [
    { builtIn: 1, datasource: { type: 'grafana', uid: '-- Grafana --' }, enable: true, hide: true, iconColor: 'rgba(0, 211, 255, 1)', name: 'Annotations & Alerts', type: 'dashboard' },
    {
        datasource: DATASOURCE, enable: true, hide: false, iconColor: 'purple', name: 'Promotions, incidents, ingestion muette',
        target: query('SELECT time, timeend, text, tags FROM dagsieve.board_annotation WHERE $__timeFilter(time) ORDER BY time DESC, text LIMIT 200', 'table', 'Anno'),
    },
];

// Rows of panels of one height (h), from left to right; { title, rows } is collapsed. A panel may be a column, { w, stack }: of panels or of { across },
// panels and columns side by side, each with a height of its own.
function place(rows, start, next) {
    const out = [];
    const put = ({ key, body: { type, title, description, ...rest } }, gridPos) => out.push(Object.defineProperty({ id: next(), type, title, description, gridPos, ...rest }, 'key', { value: key }));
    const across = (parts, x, y, h, w) => parts.reduce((beside, part) => {
        if (part.stack)
            column(part, beside, y);
        else
            put(part, { x: beside, y, w: part.w ?? w, h });
        return beside + (part.w ?? w);
    }, x);
    const column = ({ w, stack }, x, y) => stack.reduce((down, part) => {
        across(part.across ?? [part], x, down, part.h, w);
        return down + part.h;
    }, y);
    let y = start;
    for (const { h, panels, title, rows: inner } of rows) {
        if (inner) {
            const id = next(), [children] = place(inner, y + 1, next);
            out.push({ id, type: 'row', title, collapsed: true, gridPos: { x: 0, y, w: 24, h: 1 }, panels: children });
        } else
            across(panels, 0, y, h);
        y += inner ? 1 : h;
    }
    return [out, y];
}

// Marks of what happened are for curves: over the cells of a state timeline they hide the newest.
function marked(panels) {
    const cells = panels.flatMap((one) => one.panels ?? [one]).filter((one) => one.type === 'state-timeline').map((one) => one.id);
    return annotations.map((one) => (one.target && cells.length ? { ...one, filter: { exclude: true, ids: cells } } : one));
}

export function board({ uid, title, description, from = 'now-45d', refresh = '5m', variables = [], rows }) {
    let id = 0;
    const [panels] = place(rows, 0, () => ++id);
    return {
        uid, title, description, tags: ['cvntrade'], schemaVersion: SCHEMA_VERSION, version: 1, editable: false, graphTooltip: 1, preload: false, fiscalYearStartMonth: 0, weekStart: '', timezone: 'browser',
        refresh, time: { from, to: 'now' }, timepicker: { refresh_intervals: ['1m', '5m', '15m', '1h'] },
        links: [{ ...LINK, type: 'dashboards', title: 'CVNTrade', tags: ['cvntrade'], asDropdown: true, keepTime: true }],
        annotations: { list: marked(panels) }, templating: { list: [datasource, ...variables] }, panels,
    };
}
