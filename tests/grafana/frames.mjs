// Grafana's PostgreSQL data source, as far as its behaviour is documented (macros.go, sql_engine.go): variables, macros, types, long to wide.
import { load } from './modules.mjs';

const { Client } = load('pg');
const { FieldType, toDataFrame } = load('@grafana/data');

const NUMBERS = [20, 21, 23, 26, 700, 701, 1700];
const TIMES = [1082, 1114, 1184];
const TEXTS = [19, 25, 1042, 1043, 2950, 3802, 114, 1009, 1015];
const BOOLEAN = 16;
const LAST_BUILT_IN = 16383;
const raw = { getTypeParser: () => (text) => text };

export function connect(url) {
    const client = new Client({ ...url, types: raw });
    return client.connect().then(() => client);
}

const seconds = (interval) => Number.parseFloat(interval) * { s: 1, m: 60, h: 3600, d: 86400, w: 604800 }[interval.replace(/[\d.]/g, '')];
const stamp = (ms) => `'${new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z').replace(/:Z$/, ':00Z')}'`;

// The range as a browser asks for it: until now.
export function range(now, board) {
    const [, n, unit] = /^now-(\d+)([dh])$/.exec(board.time.from);
    return { from: now - n * (unit === 'd' ? 86400e3 : 3600e3), to: now };
}

const macros = {
    timeFilter: (r, column) => `${column} BETWEEN ${stamp(r.from)} AND ${stamp(r.to)}`,
    timeFrom: (r) => stamp(r.from),
    timeTo: (r) => stamp(r.to),
    timeGroupAlias: (r, column, interval) => `floor(extract(epoch from ${column})/${seconds(interval.replaceAll('\'', '').trim())})*${seconds(interval.replaceAll('\'', '').trim())} AS "time"`,
};

// Single-value variables: quotes doubled, nothing else (the board writes the quotes). Macro arguments end at the first `)`.
export function expand(sql, variables, r) {
    const text = sql.replace(/\$\{?([a-z]\w*)\}?/g, (whole, name) => (name in variables ? String(variables[name]).replaceAll('\'', '\'\'') : whole));
    const done = text.replace(/\$(\w+)\(([^)]*)\)/g, (whole, name, args) => {
        const macro = macros[name.replace(/^__/, '')];
        if (!macro || !name.startsWith('__'))
            throw new Error(`unknown macro $${name}(`);
        return macro(r, ...args.split(/,\s*/));
    });
    const left = /\$\{?\w+/.exec(done);
    if (left)
        throw new Error(`variable without a value: ${left[0]}`);
    return done;
}

function fieldOf({ name, dataTypeID: oid }, values) {
    if (oid > LAST_BUILT_IN)
        throw new Error(`column ${name}: a type of the user's own, which Grafana's driver does not know`);
    if (NUMBERS.includes(oid))
        return { name, type: FieldType.number, values: values.map((v) => (v === null || v === 'NaN' ? null : Number(v))), oid };
    if (TIMES.includes(oid))
        return { name, type: FieldType.time, values: values.map((v) => (v === null ? null : Date.parse(v.replace(' ', 'T').replace(/\+00$/, 'Z')))), oid };
    if (oid === BOOLEAN)
        return { name, type: FieldType.boolean, values: values.map((v) => (v === null ? null : v === 't')), oid };
    if (!TEXTS.includes(oid))
        throw new Error(`column ${name}: type ${oid} is none that boards use`);
    return { name, type: FieldType.string, values, oid };
}

// time_series: texts are labels, `metric` names the series; rows must come in order of time.
function wide(fields) {
    const time = fields.find((f) => f.name === 'time');
    if (!time)
        throw new Error('time_series without a column time');
    if (time.type === FieldType.number) {
        time.type = FieldType.time;
        time.values = time.values.map((v) => v * 1000);
    }
    if (time.values.some((v, i) => v === null || (i && v < time.values[i - 1])))
        throw new Error('time_series must be in order of time, without a null');
    const labels = fields.filter((f) => f.type === FieldType.string);
    const numbers = fields.filter((f) => f.type === FieldType.number);
    if (labels.length === 0)
        return [time, ...numbers];
    const times = [...new Set(time.values)];
    const columns = new Map();
    time.values.forEach((at, row) => {
        const named = Object.fromEntries(labels.map((f) => [f.name, f.values[row]]));
        for (const number of numbers) {
            const key = JSON.stringify([number.name, named]);
            if (!columns.has(key)) {
                const metric = labels.length === 1 && labels[0].name === 'metric';
                columns.set(key, { name: metric ? named.metric : number.name, labels: metric ? undefined : named, type: FieldType.number, values: new Array(times.length).fill(null) });
            }
            columns.get(key).values[times.indexOf(at)] = number.values[row];
        }
    });
    return [{ ...time, values: times }, ...columns.values()];
}

// $__timeGroup's third argument: a number for every span of the range that has no row.
function filled(fields, sql, r) {
    const [, interval, number] = /\$__timeGroup(?:Alias)?\(\w+,\s*'(\w+)',\s*(\d+)\)/.exec(sql) ?? [];
    if (!interval || !fields.length)
        return fields;
    const step = 1000 * seconds(interval), [time, ...others] = fields, times = [];
    for (let at = Math.floor(r.from / step) * step; at <= r.to; at += step)
        times.push(at);
    const place = new Map(time.values.map((at, i) => [at, i]));
    return [{ ...time, values: times }, ...others.map((field) => ({ ...field, values: times.map((at) => (place.has(at) ? field.values[place.get(at)] : Number(number))) }))];
}

// One target's answer as the browser gets it; without rows a frame has no fields.
export async function frame(client, target, variables, r) {
    const result = await client.query({ text: expand(target.rawSql, variables, r), rowMode: 'array' });
    const columns = result.fields.map((f, i) => fieldOf(f, result.rows.map((row) => row[i])));
    const fields = result.rows.length === 0 ? [] : target.format === 'time_series' ? filled(wide(columns), target.rawSql, r) : columns;
    const out = toDataFrame({ refId: target.refId, fields: fields.map(({ name, type, values, labels }) => ({ name, type, values, labels, config: {} })) });
    out.columns = columns.map((f) => f.name);
    out.rows = result.rows.length;
    return out;
}
