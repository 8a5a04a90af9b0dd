// Levels 2 and 3: every query as the read-only role, and whether its answer has the shape that its panel wants.
import { load } from './modules.mjs';
import { KEYS } from './check_files.mjs';
import { panelsOf } from './files.mjs';
import { frame, range } from './frames.mjs';
import { fields, values } from './display.mjs';
import { parts, target } from './links.mjs';
import { codes, levels, runStates, states } from '../../deploy/grafana/source/words.mjs';

const { FieldType } = load('@grafana/data');

// Views that answer in every state, be it with "unknown": their panels are never empty.
const ALWAYS = /dagsieve\.(board_(state|state_day|reason|signal|tile_written|verdict|action|age|night|exit)|alert_\w+)\b/;
const OF_STRATEGIES = /dagsieve\.board_(signal|tile_written|verdict|action|exit)\b/;
const EXCEPT_FEW = /WHERE crypto = /;

// Where a board stands: a crypto, and the run whose page is open.
export async function standing(client) {
    const { rows } = await client.query(`(SELECT crypto, dag_id, run_id FROM dagsieve.board_verdict ORDER BY run_id IS NULL, crypto LIMIT 1)
        UNION ALL (SELECT '', dag_id, run_id FROM dagsieve.board_run ORDER BY time DESC, dag_id, run_id LIMIT 1) LIMIT 1`);
    return { crypto: rows[0]?.crypto ?? '', dag: rows[0]?.dag_id ?? 'no such dag', run: rows[0]?.run_id ?? 'no such run' };
}

// Every answer of a board: panel -> frames. wrong: errors of level 2. untested: what tells of strategies may be empty, but a time line.
export async function answers(client, boards, now, variables, wrong = [], untested = false) {
    const out = new Map();
    for (const [file, board] of Object.entries(boards)) {
        const r = range(now, board);
        for (const panel of panelsOf(board)) {
            const frames = [];
            for (const one of panel.targets) {
                try {
                    frames.push(await frame(client, one, variables, r));
                    if (frames.at(-1).rows === 0 && ALWAYS.test(one.rawSql) && !EXCEPT_FEW.test(one.rawSql) && !(untested && panel.type !== 'state-timeline' && OF_STRATEGIES.test(one.rawSql)))
                        wrong.push(`${file}: ${panel.title}: no rows where "unknown" must stand`);
                } catch (error) {
                    wrong.push(`${file}: ${panel.title}: ${error.message}`);
                }
            }
            out.set(panel, frames);
        }
        for (const one of [...board.templating.list.filter((v) => v.type === 'query').map((v) => ({ rawSql: v.query, format: 'table', refId: v.name })), ...board.annotations.list.filter((a) => a.target).map((a) => a.target)])
            await frame(client, one, variables, r).catch((error) => wrong.push(`${file}: ${one.refId}: ${error.message}`));
    }
    return out;
}

const mapped = { 'board_state': states, 'board_state_day': states, 'board_night': codes };

// Of what is imported: per cent, or each its own unit, by its name or its word of table label.
const unitOf = (name) => (/_pct$|^(PVC|CPU)$/.test(name) ? '%' : /^(pods.down|oom_kills|OOM|challenger_count|challengers)$/.exec(name)?.[0] ?? '');

function shapeOf(panel, frames) {
    const wrong = [], columns = frames.flatMap((f) => f.columns);
    const numeric = (f) => f.fields.filter((field) => field.type === FieldType.number);
    for (const { matcher } of panel.fieldConfig.overrides.filter((one) => one.matcher.id === 'byName'))
        if (!columns.includes(matcher.options) && !frames.some((f) => f.fields.some((field) => field.name === matcher.options)))
            wrong.push(`settings for ${matcher.options}, which no query gives`);
    if (panel.type === 'stat' && !panel.options.reduceOptions.values && frames.some((f) => f.rows > 1))
        wrong.push('a stat wants one row');
    if (panel.type === 'stat' && panel.options.reduceOptions.values && frames[0].rows && values(panel, frames).length !== frames[0].rows)
        wrong.push(`shows ${values(panel, frames).length} of ${frames[0].rows} rows`);
    for (const f of frames.filter((one) => one.rows > 0)) {
        if (['timeseries', 'state-timeline'].includes(panel.type) && (f.fields[0]?.type !== FieldType.time || numeric(f).length === 0 || numeric(f).length !== f.fields.length - 1))
            wrong.push('wants time and numbers');
        if (panel.type === 'timeseries' && new Set(numeric(f).map((field) => unitOf(field.name))).size > 1)
            wrong.push('two units in one chart');
    }
    const view = /FROM \(?(?:SELECT \* FROM )?dagsieve\.(\w+)/.exec(panel.targets[0].rawSql)?.[1];
    if (mapped[view])
        for (const value of frames.flatMap((f) => numeric(f).flatMap((field) => field.values)))
            if (value !== null && !mapped[view].some((word) => word.number === value))
                wrong.push(`number ${value} has no word`);
    return wrong;
}

// L3: shapes; links of cells lead to what is there.
export async function forms(client, found) {
    const wrong = [];
    const known = new Map();
    for (const [panel, frames] of found) {
        wrong.push(...shapeOf(panel, frames).map((text) => `${panel.title}: ${text}`));
        for (const f of fields(panel, frames))
            for (const field of f.fields)
                for (const { url } of field.config.links ?? [])
                    for (let row = 0; row < Math.min(f.length, 20); row++) {
                        const href = target(url, f, row);
                        const { uid, variables } = parts(href);
                        const wants = { 'cvn-run': ['dag', 'run'], 'cvn-crypto': ['crypto'], 'cvn-plateforme': [], 'cvn-operateur': [], 'cvn-pannes': [], 'cvn-finetune': [] }[uid];
                        if (href.includes('${__') || !wants)
                            wrong.push(`${panel.title}: link ${href}`);
                        else if (wants.some((name) => !variables[name]))
                            wrong.push(`${panel.title}: a link without a target: ${href}`);
                        else if (uid === 'cvn-run')
                            known.set(`${variables.dag}\n${variables.run}`, panel.title);
                    }
    }
    for (const [key, title] of known) {
        const { rows } = await client.query('SELECT FROM dagsieve.board_attempt WHERE dag_id = $1 AND run_id = $2 LIMIT 1', key.split('\n'));
        if (rows.length === 0)
            wrong.push(`${title}: a link to run ${key.replace('\n', ' ')}, of which there is no attempt`);
    }
    return wrong;
}

// What is said to tell the rows of a view apart does.
export async function apart(client) {
    const wrong = [];
    for (const [view, keys] of Object.entries(KEYS).filter(([name]) => name !== 'board_unknown_key')) {
        const { rows } = await client.query(`SELECT FROM (SELECT DISTINCT v.* FROM dagsieve.${view} AS v) AS d GROUP BY ${keys.map((name) => `"${name}"`).join(', ')} HAVING count(*) > 1`);
        if (rows.length)
            wrong.push(`${view}: ${rows.length} times different rows with the same ${keys.join(', ')}`);
    }
    return wrong;
}

// Words of the boards and of table label are the same.
export async function sameWords(client) {
    const { rows } = await client.query('SELECT kind, name, number::integer AS number, label FROM dagsieve.label WHERE kind IN (\'state\', \'level\', \'code\', \'run\')');
    const wrong = [];
    const check = (kind, words, text) => words.forEach((word) => {
        const row = rows.find((one) => one.kind === kind && one[text] === word.text);
        if (Number(row?.number) !== word.number)
            wrong.push(`${kind} ${word.text}: number ${word.number}, table label has ${row?.number}`);
    });
    check('state', states, 'label');
    check('level', levels, 'label');
    check('code', codes, 'name');
    for (const { name, label } of rows.filter((one) => one.kind === 'run'))
        if (!runStates.some(({ text, read = text }) => [name, label].includes(text) && read === label))
            wrong.push(`run ${name}: table label says ${label}, the boards do not`);
    const { rows: without } = await client.query('SELECT t.code FROM dagsieve.taxonomy AS t LEFT JOIN dagsieve.label AS l ON l.kind = \'code\' AND l.name = t.code WHERE l.advice IS NULL');
    return [...wrong, ...without.map((row) => `code ${row.code}: no words for it in table label`)];
}
