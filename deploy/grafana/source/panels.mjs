// What panels are made of: dashboard JSON v1 as Grafana 11 to 13 read it. A board is rows of panels; places and ids follow from their order.

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
export const toRun = () => ({ title: 'Run en détail', url: `/d/cvn-run?var-dag=\${__data.fields.dag_id:percentencode}&var-run=\${__data.fields.run_id:percentencode}&${here}` });
export const toBoard = (uid, title) => ({ title, url: `/d/${uid}?${here}` });

// One field's own settings: names are those of the query, `title` is what the operator reads.
export function field(name, { title, unit, decimals, mappings, links, width, color, chip, wrap, ...custom } = {}) {
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
    put('custom.cellOptions', chip ? { type: 'color-background', mode: 'basic' } : undefined);
    put('custom.wrapText', wrap);
    for (const [key, value] of Object.entries(custom))
        put(`custom.${key}`, value);
    return { matcher: { id: 'byName', options: name }, properties };
}

// rule: what is shown and by which rule; manual: its section; empty: what no data means; nothing: the words shown then.
function panel(type, spec, options, defaults, custom) {
    const { key, title, w, rule, manual, empty, nothing, unit, decimals, queries, fields = [], links, mappings, color, min, max } = spec;
    const config = { unit, noValue: nothing ?? 'aucune donnée', color: color ?? { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps: [{ color: 'text', value: null }] }, mappings: mappings ?? [], ...defaults };
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

export function stat(spec) {
    return panel('stat', spec, {
        reduceOptions: { calcs: ['last'], fields: spec.shown ?? '', values: false }, colorMode: spec.solid ? 'background_solid' : 'value', graphMode: spec.spark ? 'area' : 'none',
        justifyMode: 'auto', orientation: 'auto', textMode: 'value', wideLayout: true, showPercentChange: false, percentChangeColorMode: 'standard',
    });
}

export function table(spec) {
    return panel('table', spec, { cellHeight: 'sm', frameIndex: 0, showHeader: true, sortBy: spec.sortBy ?? [] }, {},
        { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: spec.filterable ?? false });
}

export function timeline(spec) {
    return panel('state-timeline', spec, { mergeValues: true, showValue: 'never', alignValue: 'left', rowHeight: 0.9, legend: legend(), tooltip: tooltip('single') },
        { color: { mode: 'fixed' } }, { fillOpacity: 80, lineWidth: 0, ...hidden });
}

export function history(spec) {
    return panel('status-history', spec, { showValue: 'never', rowHeight: 0.9, colWidth: 0.95, legend: legend(), tooltip: tooltip('single') },
        { color: { mode: 'fixed' } }, { fillOpacity: 80, lineWidth: 1, ...hidden });
}

export function curves(spec) {
    return panel('timeseries', spec, { legend: legend(), tooltip: tooltip() }, { color: spec.color ?? { mode: 'palette-classic' } }, {
        drawStyle: spec.bars ? 'bars' : 'line', lineInterpolation: 'linear', lineWidth: 2, fillOpacity: spec.bars ? 70 : 5, gradientMode: 'none', showPoints: spec.bars ? 'never' : 'auto', pointSize: 5,
        spanNulls: false, axisPlacement: 'auto', axisLabel: '', axisCenteredZero: false, scaleDistribution: { type: 'linear' }, thresholdsStyle: { mode: 'off' },
        stacking: { mode: spec.stacked ?? 'none', group: 'A' }, ...hidden,
    });
}

export function bars(spec) {
    return panel('barchart', spec, {
        orientation: 'horizontal', xField: spec.x, xTickLabelRotation: 0, xTickLabelMaxLength: 0, showValue: spec.showValue ?? 'auto', stacking: spec.stacked ?? 'normal', groupWidth: 0.8, barWidth: 0.9,
        barRadius: 0, fullHighlight: false, legend: legend(), tooltip: tooltip(),
    }, { color: { mode: 'fixed', fixedColor: 'text' } }, { fillOpacity: 80, lineWidth: 0, gradientMode: 'none', axisPlacement: 'auto', axisLabel: '', axisCenteredZero: false, thresholdsStyle: { mode: 'off' }, ...hidden });
}

// A line of a chart: a dashed grey one is a baseline or a limit, never a measure.
export const line = (name, title, color) => field(name, { title, color });
export const dashed = (name, title, color = 'gray') => field(name, { title, color, lineStyle: { fill: 'dash', dash: [8, 6] }, lineWidth: 1, fillOpacity: 0, showPoints: 'never', spanNulls: true });

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
        target: query('SELECT time, timeend, text, tags FROM dagsieve.board_annotation WHERE $__timeFilter(time) ORDER BY time DESC LIMIT 200', 'table', 'Anno'),
    },
];

// rows: arrays of panels of one height (h), or { title, rows } that is collapsed.
function place(rows, start, next) {
    const out = [];
    let y = start;
    for (const { h, panels, title, rows: inner } of rows) {
        if (inner) {
            const id = next();
            const [children] = place(inner, y + 1, next);
            out.push({ id, type: 'row', title, collapsed: true, gridPos: { x: 0, y, w: 24, h: 1 }, panels: children });
            y += 1;
            continue;
        }
        let x = 0;
        for (const { key, w, body } of panels) {
            const { type, title: heading, description, ...rest } = body;
            out.push(Object.defineProperty({ id: next(), type, title: heading, description, gridPos: { x, y, w, h }, ...rest }, 'key', { value: key }));
            x += w;
        }
        y += h;
    }
    return [out, y];
}

export function board({ uid, title, description, from = 'now-45d', refresh = '5m', variables = [], rows }) {
    let id = 0;
    const [panels] = place(rows, 0, () => ++id);
    return {
        uid, title, description, tags: ['cvntrade'], schemaVersion: SCHEMA_VERSION, version: 1, editable: false, graphTooltip: 1, preload: false, fiscalYearStartMonth: 0, weekStart: '', timezone: 'browser',
        refresh, time: { from, to: 'now' }, timepicker: { refresh_intervals: ['1m', '5m', '15m', '1h'] },
        links: [{ ...LINK, type: 'dashboards', title: 'CVNTrade', tags: ['cvntrade'], asDropdown: true, keepTime: true }],
        annotations: { list: annotations }, templating: { list: [datasource, ...variables] }, panels,
    };
}
