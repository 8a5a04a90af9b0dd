// node tests/grafana/main.mjs HOST [accept]
// The ladder of checks on deploy/grafana, L0 to L9, on a server whose database dagsieve has the schema; prints ok and not ok lines.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { covered, firing } from './check_alerts.mjs';
import { placed, readme, values } from './check_placed.mjs';
import { confirmed, unclear, written } from './check_mails.mjs';
import { hygiene, schemas, shapes, sizes, strict } from './check_files.mjs';
import { answers, apart, forms, sameWords, standing } from './check_queries.mjs';
import { foreign, noFalseGreen, notMissed, shown } from './check_shown.mjs';
import { panelsOf, provisioning, readBoards, root } from './files.mjs';
import { mutations } from './mutations.mjs';
import { forget, reader, seed, seedAgain } from './seed.mjs';
import { states } from './states.mjs';
import { everySight } from './views.mjs';

const [host, verb] = process.argv.slice(2);
const golden = fileURLToPath(new URL('golden', import.meta.url));

function verdict(name, wrong) {
    wrong.slice(0, 20).forEach((line) => console.log(`    ${line}`));
    console.log(`${wrong.length ? 'not ok' : 'ok'} ${name}`);
    process.exitCode ||= wrong.length ? 1 : 0;
}

const read = () => {
    const boards = readBoards();
    const texts = Object.fromEntries(['dashboards', 'alerting', 'datasources', 'providers'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => [name, readFileSync(join(root, folder, name), 'utf8')])));
    return { boards, texts, files: provisioning(), page: { text: readme() } };
};

// What the golden file of a state says and does not say.
function compare(name, lines, part) {
    const path = join(golden, `${name}.txt`);
    const text = `${lines.join('\n')}\n`;
    if (verb === 'accept' && !part) {
        mkdirSync(golden, { recursive: true });
        writeFileSync(path, text);
    }
    const expected = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    return text.split('\n').filter((line) => !expected.includes(line)).map((line) => `+ ${line}`).concat(expected.filter((line) => !lines.includes(line) && line).map((line) => `- ${line}`));
}

const valid = await schemas();
const fromFiles = {
    L0: ({ boards }) => hygiene(boards), L1: ({ boards }) => shapes(boards, valid), L6: ({ files, boards, page }) => [...strict(files, boards), ...placed(page.text), ...values(page.text)], L7: ({ texts }) => sizes(texts), L9: ({ files }) => unclear(files),
};

// Of a harmed board the panels and variables that differ from the good one's: what is to be asked again.
function onlyHarmed(harmed) {
    for (const [file, board] of Object.entries(harmed.boards)) {
        const before = panelsOf(good.boards[file]).map((panel) => JSON.stringify(panel));
        board.panels = panelsOf(board).filter((panel) => !before.includes(JSON.stringify(panel)));
        const variables = good.boards[file].templating.list.map((one) => JSON.stringify(one));
        board.templating.list = board.templating.list.filter((one) => !variables.includes(JSON.stringify(one)));
        board.annotations.list = [];
    }
    return harmed;
}

// L2 to L5 on one database: what is wrong, by level. part: only some panels are asked, the golden file has more. only: the level that is wanted.
async function judged(state, { boards, files }, place, part = false, only = '') {
    const client = await reader(host, place.name, place.now), now = Date.parse(place.now);
    const wrong = { L2: [], L3: [], L4: [], L5: [] };
    const found = only === 'L5' ? new Map() : await answers(client, boards, now, await standing(client), wrong.L2, state.untested);
    wrong.L3.push(...await forms(client, found).catch((error) => [error.message]), ...await sameWords(client), ...(state.keys && !part ? await apart(client) : []));
    const alerts = only && only !== 'L5' ? [] : await firing(client, files, now, wrong.L5).catch((error) => [error.message]);
    const lines = wrong.L2.length ? [] : [...shown(found), ...alerts.map((line) => `alerte ${line.replaceAll(`${place.folder}/`, '')}`)];
    wrong.L4.push(...wrong.L2.length ? [] : compare(state.name, lines, part).filter((line) => !part || line.startsWith('+')), ...noFalseGreen(lines, state), ...notMissed(lines, state), ...foreign(found));
    const uids = [...new Set(alerts.map((line) => line.split(' ')[0]))].sort(), expected = [...state.fires].sort();
    if (JSON.stringify(uids) !== JSON.stringify(expected))
        wrong.L5.push(`fires: ${uids.join(' ')}`, `expected: ${expected.join(' ')}`);
    wrong.L5.push(...await covered(client, files));
    await client.end();
    return wrong;
}

const names = { L2: 'every query answers', L3: 'answers fit their panels, links lead somewhere', L4: 'texts and colours', L5: 'alerts' };
const good = read();
verdict('L0 hygiene of the boards', fromFiles.L0(good));
verdict('L1 boards and panel options have the shape of Grafana\'s types', fromFiles.L1(good));
verdict('L6 provisioning has no key that Grafana would ignore, and deploy/README.md puts it where Grafana looks', fromFiles.L6(good));
verdict('L7 each file fits into a ConfigMap', fromFiles.L7(good));
verdict('L9 an alert in a mail says what it is about, how bad it is and what to do, also where the database does not answer', fromFiles.L9(good));
const byPrometheus = confirmed(good.files);
verdict(byPrometheus ? 'L9 Prometheus renders the same mails' : 'L9 left out: no promtool here', byPrometheus ?? []);

const places = new Map();
async function work(queue) {
    for (let state = queue.shift(); state; state = queue.shift()) {
        const place = await seed(host, state);
        places.set(state.name, place);
        for (const [level, wrong] of Object.entries(await judged(state, good, place)))
            verdict(`${level} ${names[level]}: ${state.name}`, wrong);
        if (!state.again)
            continue;
        await seedAgain(host, place);
        // The one thing that a second load adds is itself.
        verdict(`the same nights twice change nothing: ${state.name}`, Object.values(await judged(state, good, place, true)).flat().filter((line) => !line.startsWith('+ Chargements')));
    }
}
const queue = [...states];
await work(queue.splice(0, 1));
await Promise.all([work(queue), work(queue)]);
verdict('L9 mails are those of the golden file', compare('mails', written(good.files)));

if (verb !== 'accept') {
    const asked = (level) => ['L2', 'L3', 'L4', 'L5'].includes(level);
    for (const [level, what, says, harm, name = 'red_three_oom'] of mutations) {
        const harmed = read(), state = states.find((one) => one.name === name);
        harm(harmed);
        const wrong = asked(level) ? (await judged(state, onlyHarmed(harmed), places.get(name), true, level))[level] : fromFiles[level](harmed);
        verdict(`${level} sees ${what}`, wrong.some((line) => says.test(line)) ? [] : [`${says} was not said`, ...wrong]);
    }
}
for (const [name, wrong] of await everySight(host, readBoards, places, verb !== 'accept'))
    verdict(name, wrong);
places.forEach(forget);
