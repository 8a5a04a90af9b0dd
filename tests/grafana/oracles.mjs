// Numbers against the database: what a panel shows beside a query of its own, which asks tables and views beneath those that boards ask. Each row: board,
// panel, the query, what it says that must be shown, and what is shown; both as lists of words.
import { panelsOf } from './files.mjs';
import { cell, fields, values } from './display.mjs';

const STATES = { UNKNOWN: 'INCONNU', GREEN: 'VERT', YELLOW: 'JAUNE', ORANGE: 'ORANGE', RED: 'ROUGE' };
const French = (n, decimals) => String(Number(Number(n).toFixed(decimals))).replace('.', ',');
const french = (n, decimals = 3) => (n === null || n === 'NaN' || n === 'Infinity' || n === '-Infinity' ? '' : French(n, decimals));
const texts = ({ panel, frames }) => values(panel, frames).map(({ name, text }) => [name.replaceAll('\u200b', ''), text.replaceAll('\u200b', '')]);
const column = ({ panel, frames }, ...wanted) => {
    const [frame] = fields(panel, frames), all = wanted.map((name) => frame.fields.find((one) => one.name === name));
    return all.every(Boolean) ? frame.fields[0].values.map((_, row) => all.map((one) => cell(one, row).text).join(' ')) : [];
};
const numbers = ({ frames }) => frames.flatMap((frame) => frame.fields.filter(({ type }) => type === 'number').flatMap(({ values: all }) => all)).filter((one) => one !== null);
const total = (panel) => [String(numbers(panel).reduce((sum, one) => sum + one, 0))];
const counted = (all) => Object.entries(all.reduce((sum, one) => ({ ...sum, [one]: (sum[one] ?? 0) + 1 }), {})).map(([word, n]) => `${word} ${n}`).sort();
const inRange = (column, r) => `${column} BETWEEN to_timestamp(${r.from / 1000}) AND to_timestamp(${r.to / 1000})`;
const newest = `SELECT DISTINCT ON (w.crypto) w.crypto, c.sl_pct, c.overfit_gap FROM dagsieve.crypto AS w LEFT JOIN dagsieve.correlation AS c ON c.crypto = w.crypto AND c.time <= dagsieve.now() ORDER BY w.crypto, c.time DESC`;
const levels = (...signals) => `SELECT s.signal, CASE WHEN bool_or(s.level = 'critical') THEN 'CRITIQUE' WHEN bool_or(s.level = 'warning') THEN 'ATTENTION' WHEN bool_or(s.level = 'unknown') OR (SELECT max(end_time) FROM dagsieve.run_summary) < dagsieve.now() - interval '36 hours' THEN 'INCONNU' ELSE 'OK' END AS word
    FROM dagsieve.signal AS s WHERE s.signal IN (${signals.map((one) => `'${one}'`).join(', ')}) GROUP BY 1 ORDER BY array_position(ARRAY[${signals.map((one) => `'${one}'`).join(', ')}], s.signal)`;
const tile = (title, ...signals) => ['cvn-operateur', title, levels(...signals), (rows) => (rows.length ? rows.map(({ word }) => word) : ['sans']), (one) => texts(one).slice(0, signals.length).map(([, text]) => text.split(' ')[0])];

export const oracles = [
    ['cvn-operateur', 'État global', 'SELECT state FROM dagsieve.state', ([{ state }]) => [STATES[state]], (one) => texts(one).map(([, text]) => text)],
    ['cvn-operateur', 'État global par jour', 'SELECT state FROM dagsieve.state', ([{ state }]) => [STATES[state]], (one) => {
        const field = fields(one.panel, one.frames)[0].fields.at(-1);
        return [field.display(field.values.at(-1)).text];
    }],
    ['cvn-operateur', 'Pourquoi cet état', 'SELECT state, fired FROM dagsieve.state_reason WHERE fired OR fired IS NULL AND state <> \'GREEN\' AND rule <> \'success_rate_critical\'',
        (rows) => counted(rows.map(({ state, fired }) => (fired === 't' ? STATES[state] : 'INCONNU'))), (one) => counted(texts(one).map(([, text]) => text.split(' ')[0]).filter((word) => word !== 'non'))],
    ['cvn-operateur', 'Pourquoi cet état', 'SELECT value FROM dagsieve.state_reason WHERE fired AND state <> \'UNKNOWN\' AND rule <> \'infra_critical\' AND unasked IS NULL', (rows) => rows.map(({ value }) => french(value)).sort(),
        (one) => texts(one).filter(([rule, text]) => !/^(non|INCONNU)/.test(text) && !/^Infra/.test(rule) && !/aucune stratégie/.test(text)).map(([, text]) => /(?<=^\S+ · )-?[\d,]+/.exec(text)?.[0]).sort()],
    tile('Plateforme', 'infra_health', 'pipeline_success_rate', 'pipeline_latency'), tile('Modèle', 'f1_buy_delta_vs_baseline', 'screening_testing_gap', 'std_f1_buy', 'model_freshness'), tile('Trading', 'sortino', 'sl_pct', 'timeout_pct', 'challenger_count'),
    ['cvn-operateur', 'Derniers verdicts et action', `SELECT DISTINCT ON (c.crypto) c.crypto, d.main_code FROM dagsieve.crypto AS c LEFT JOIN dagsieve.run_diagnosis AS d ON d.crypto = c.crypto ORDER BY c.crypto, d.end_time DESC NULLS LAST`,
        (rows, shown) => rows.map(({ crypto, main_code }) => `${crypto} ${main_code ?? 'AUCUN'}`).filter((one) => rows.length <= 6 || shown.includes(one)).sort(), (one) => texts(one).filter(([whose]) => / · /.test(whose)).map(([whose]) => whose.replace(' · ', ' ').split(' ').slice(0, 2).join(' ')).sort()],
    ['cvn-operateur', 'Toutes les cryptos : verdict et action', 'SELECT crypto FROM dagsieve.crypto ORDER BY 1', (rows) => rows.map(({ crypto }) => crypto), (one) => column(one, 'chip').sort()],
    ['cvn-operateur', 'Diagnostic de toutes les cryptos', (r) => `SELECT count(DISTINCT (crypto, date_trunc('day', newest_time + interval '12 hours', 'UTC')))::text AS n FROM dagsieve.run_code WHERE crypto IN (SELECT crypto FROM dagsieve.crypto) AND ${inRange('date_trunc(\'day\', newest_time + interval \'12 hours\', \'UTC\') + interval \'12 hours\'', { from: r.from, to: r.to + 864e5 })} AND newest_time <= dagsieve.now()`,
        ([{ n }]) => [n], ({ frames }) => [String(numbers({ frames: frames.map((frame) => ({ fields: frame.fields.filter(({ name }) => !/^\(/.test(name)) })) }).length)]],
    ['cvn-operateur', 'Sorties TP / SL / timeout', newest, (rows) => rows.map(({ crypto, sl_pct }) => `${crypto} ${french(sl_pct, 1)}`.trim()).sort(), (one) => column(one, 'crypto', 'sl').map((text) => text.replace(/ (%|—|non calculable.*|[−∞]+.*)$/, '')).sort()],
    ['cvn-operateur', 'Écart screening − dernier fold', newest, (rows) => rows.map(({ crypto, overfit_gap }) => `${crypto} ${overfit_gap !== null && Number(overfit_gap) !== 0 && Math.abs(overfit_gap) < 0.0005 ? '<' : french(overfit_gap)}`.trim()).sort(), (one) => column(one, 'crypto', 'value').map((text) => text.replace(/ (—|non calculable|−?∞)$/, '').replace(/ [<>].*/, ' <')).sort()],
    ['cvn-pannes', 'Toutes les pannes', (r) => `SELECT coalesce(sum(attempts), 0)::text AS n FROM dagsieve.failure WHERE ${inRange('last_time', r)}`, ([{ n }]) => [n], (one) => [String(column(one, 'attempts').reduce((sum, text) => sum + Number(text.split(' · ')[2]), 0))]],
    ['cvn-pannes', 'Tentatives en échec par jour et par panne', (r) => `SELECT count(*)::text AS n FROM dagsieve.run_failure AS f CROSS JOIN unnest(f.times) AS x (time) WHERE ${inRange('x.time', r)} AND (f.told OR x.time <= dagsieve.now() - dagsieve.span_of('run_dead_hours'))`, ([{ n }]) => [n], total],
    ['cvn-plateforme', 'Runs par jour et par issue', (r) => `SELECT count(*)::text AS n FROM dagsieve.run_summary WHERE state IS NOT NULL AND ${inRange('end_time', r)}`, ([{ n }]) => [n], ({ frames }) => total({ frames: frames.map((frame) => ({ fields: frame.fields.filter(({ name }) => name !== 'sans issue') })) })],
    ['cvn-plateforme', 'Taux de succès et latence par DAG', `SELECT dag_id, count(*) FILTER (WHERE state = 'success') AS good, count(*) AS n FROM dagsieve.run_summary WHERE state IN ('success', 'failed') AND end_time <= dagsieve.now() AND end_time > dagsieve.now() - interval '7 days' GROUP BY 1`,
        (rows) => rows.map(({ dag_id, good, n }) => `${dag_id} ${good} ${n} ${french(100 * good / n, 1)} %`).sort(), (one) => column(one, 'dag_id', 'succeeded', 'finished', 'rate').sort()],
    ['cvn-plateforme', 'Chargements', (r) => `SELECT files, lines, rejects FROM dagsieve.load WHERE ${inRange('started_at', r)}`, (rows) => rows.map(({ files, lines, rejects }) => `${files} ${lines} ${rejects}`).sort(), (one) => column(one, 'files', 'lines', 'rejects').sort()],
    ['cvn-run', 'Tentatives : durées, erreurs, silences', (r, v) => `SELECT count(*)::text AS n FROM dagsieve.log WHERE role = 'task' AND dag_id = '${v.dag}' AND run_key = '${v.run}'`, ([{ n }]) => [n], (one) => [String(column(one, 'task').length)]],
    ['cvn-run', 'Tentatives', (r, v) => `SELECT count(*)::text AS n FROM dagsieve.log WHERE role = 'task' AND dag_id = '${v.dag}' AND run_key = '${v.run}'`, ([{ n }]) => [n === '0' ? '—' : n], (one) => texts(one).map(([, text]) => text)],
    ['cvn-crypto', 'f1_buy contre baseline_f1_buy', (r, v) => `SELECT count(*) FILTER (WHERE f1_buy NOT IN ('NaN', 'Infinity', '-Infinity'))::text AS n FROM dagsieve.correlation WHERE crypto = '${v.crypto}' AND ${inRange('time', r)}`, ([{ n }]) => [n], ({ frames }) => [String(frames.flatMap((frame) => frame.fields.filter(({ name }) => name === 'f1_buy').flatMap(({ values: all }) => all)).filter(Number.isFinite).length)]],
    ['cvn-finetune', 'Variantes par heure', (r) => `SELECT count(*)::text AS n FROM dagsieve.event WHERE name = 'weighted_variant_evaluated' AND ${inRange('time', r)}`, ([{ n }]) => [n], total],
];

// What differs, of one board's answers: panel -> frames.
export async function differing(client, board, found, r, variables) {
    const wrong = [];
    let asked = 0;
    for (const [uid, title, sql, expected, shown] of oracles.filter(([one]) => one === board.uid)) {
        const panel = panelsOf(board).find((one) => one.title === title), frames = found.get(panel);
        const { rows } = await client.query(typeof sql === 'function' ? sql(r, variables) : sql), is = frames.some(({ fields: all }) => all.length) ? shown({ panel, frames }) : [], must = expected(rows, is);
        asked++;
        if (JSON.stringify(is) !== JSON.stringify(must) && !(is.length === 0 && /^[0—]$/.test(must.join())))
            wrong.push(`${uid}: ${title}: shows ${is.join(' | ').slice(0, 300)}, the database says ${must.join(' | ').slice(0, 300)}`);
    }
    return { asked, wrong };
}
