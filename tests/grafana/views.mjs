// What the browser is shown (check_seen.mjs): boards in seeded states on screens, with the answers that their panels got, and boards that are spoilt.
import { readFileSync } from 'node:fs';
import { look, stage } from './browser.mjs';
import { screens, seen } from './check_seen.mjs';
import { answers, standing } from './check_queries.mjs';
import { panelsOf, root } from './files.mjs';
import { unseenBoards } from './mutations_seen.mjs';
import { reader } from './seed.mjs';
import { everyRuleFires, longSignals, ninetyDays, onlyFirst } from './worst.mjs';

// State, board, screen, and what makes it the worst that may be.
const views = [
    ['story', 'cvn-operateur', 'docked'], ['story', 'cvn-operateur', 'laptop'], ['story', 'cvn-operateur', 'phone'], ['story', 'cvn-crypto', 'docked'], ['story', 'cvn-run', 'docked'], ['story', 'cvn-plateforme', 'docked'],
    ['boards_diagnoses', 'cvn-operateur', 'docked'], ['boards_diagnoses', 'cvn-run', 'docked'], ['boards_diagnoses', 'cvn-plateforme', 'docked'], ['boards_30_cryptos', 'cvn-operateur', 'docked'], ['boards_30_cryptos', 'cvn-operateur', 'phone'], ['boards_diagnoses', 'cvn-operateur', 'phone'], ['boards_45_nights', 'cvn-crypto', 'docked'],
    ['red_three_oom', 'cvn-operateur', 'docked'], ['nothing_loaded', 'cvn-operateur', 'docked'], ['story', 'cvn-pannes', 'docked'], ['story', 'cvn-finetune', 'docked'], ['boards_null_metrics', 'cvn-operateur', 'docked'], ['boards_null_metrics', 'cvn-crypto', 'docked'], ['plain_platform', 'cvn-operateur', 'docked'], ['plain_platform', 'cvn-crypto', 'docked'],
    ['red_three_oom', 'cvn-operateur', 'laptop', everyRuleFires], ['story', 'cvn-operateur', 'docked', longSignals], ['story', 'cvn-operateur', 'phone', longSignals],
    ['red_three_oom', 'cvn-operateur', 'phone', everyRuleFires], ['red_three_oom', 'cvn-operateur', 'phone', (board) => everyRuleFires(board, 4)], ['red_three_oom', 'cvn-operateur', 'phone'], ['nothing_loaded', 'cvn-operateur', 'phone', onlyFirst], ['boards_45_nights', 'cvn-operateur', 'docked', ninetyDays],
];

// The formats of dates that deploy/README.md has an operator set, as Grafana's settings name them.
export function dates() {
    const text = readFileSync(`${root}/../README.md`, 'utf8');
    const set = (name) => new RegExp(`GF_DATE_FORMATS_${name}='([^']+)'`).exec(text)?.[1];
    const interval = Object.fromEntries(['second', 'minute', 'hour', 'day', 'month', 'year'].map((one) => [one, set(`INTERVAL_${one.toUpperCase()}`)]));
    return { fullDate: set('FULL_DATE'), interval: { millisecond: 'HH:mm:ss.SSS', ...interval } };
}

const plain = (found) => Object.fromEntries([...found].map(([panel, frames]) => [panel.id, frames.map(({ refId, fields }) => ({ refId, fields: fields.map(({ name, type, values, labels }) => ({ name, type, values, labels, config: {} })) }))]));

// The whole board as a view: rows that are closed stay so.
export async function viewOf(host, board, { name, now }, screen, spoilt = false) {
    const client = await reader(host, name, now), at = Date.parse(now), wrong = [], variables = await standing(client);
    const found = await answers(client, { [board.uid]: board }, at, variables, wrong, !variables.crypto);
    await client.end();
    if (wrong.length && !spoilt)
        throw new Error(wrong.join('\n'));
    return viewFrom(board, found, variables, at, screen, name);
}

export const viewFrom = (board, found, variables, now, screen, name) => ({ name: `${name} ${board.uid} ${screen}`, board, width: screens[screen].width, screen, now, answers: plain(found), variables, dates: dates() });

// Of a spoilt board what is spoilt, and where it lies: the others are drawn once already.
function onlyHarmed(board, good) {
    const before = panelsOf(good).map((one) => JSON.stringify(one));
    board.panels = panelsOf(board).filter((one) => !before.includes(JSON.stringify(one)));
}

// [name of a verdict, what is wrong] of each view, then of each spoilt board. One browser for all.
export async function everySight(host, boards, places, spoilt = true) {
    const shown = [];
    for (const [name, uid, screen, worst = (board) => board] of views)
        shown.push({ view: await viewOf(host, worst(boards()[`${uid}.json`]), places.get(name), screen) });
    for (const [what, says, harm, name = 'story', uid = 'cvn-operateur', screen = 'docked'] of spoilt ? unseenBoards : []) {
        const board = boards()[`${uid}.json`];
        harm(board);
        if (screen === 'docked')
            onlyHarmed(board, boards()[`${uid}.json`]);
        shown.push({ what, says, view: await viewOf(host, board, places.get(name), screen, true) });
    }
    const reports = await look(await stage(), shown.map(({ view }) => view));
    return shown.map(({ what, says, view }, i) => {
        const wrong = seen({ ...reports[i], screen: view.screen, operator: view.board.uid === 'cvn-operateur' });
        if (!what)
            return [`L8 what is seen: ${view.name}`, wrong];
        return [`L8 sees ${what}`, wrong.some((line) => says.test(line)) ? [] : [`${says} was not said`, ...wrong]];
    });
}
