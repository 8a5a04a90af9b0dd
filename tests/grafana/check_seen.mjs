// Level 8: what an operator can read of a board in Grafana 11.5, by numbers that stage/measure.mjs took in a browser: nothing cut, nothing too small, nothing
// out of sight, on the screens that operators have.
const UNIT = 38, GAP = 8; // a row of the grid with the gap beneath it
const below = (rows) => rows * UNIT - GAP;

// The board as it lies on a screen: [name, width of the board's area, rows that are seen without scrolling].
export const screens = { docked: { width: 1300, rows: 20 }, laptop: { width: 1366, rows: 16 }, phone: { width: 390 } };

const LEGIBLE = 20; // px, the level of a signal
const FIGURE = 13; // px, of a signal's figure
const BODY = 14; // px, Grafana's text: of a rule that fires
const LABEL = 13; // px from one row of a time line to the next: its label is 12 px high
const TODAY = 4, TODAY_PHONE = 3; // px of the newest segment, if a day has as many

// A first screen has these; Incidents is beside the last actions.
const titles = { first: ['État global', 'État global par jour', 'Pourquoi cet état', 'Plateforme', 'Modèle', 'Trading', 'Diagnostic par crypto et par nuit'], also: ['Derniers verdicts et action', 'Incidents depuis 24 h'] };
const SIGNALS = ['Plateforme', 'Modèle', 'Trading'];
const WHY = 'Pourquoi cet état';
const ACTION = 'Derniers verdicts et action';
const order = ['État global', WHY, ACTION], sentences = [WHY, ACTION];
const FAILURE = /^(RAFALE|NOUVELLE|REVENUE)$/;
const LOOKED_FOR = /place$|^action$/; // file:line, whose end is what one looks for; what is to be done
const BRIGHTEST = 'rgb(204, 204, 220)';

const english = ({ nothing }) => (/No data|does not have/.test(nothing) ? [`says in English: ${nothing}`] : []);

function tableOf(one, wide) {
    const wrong = [];
    if (!one.cells)
        return english(one);
    if (wide && one.wants > one.room + 1)
        wrong.push(`columns want ${one.wants} px of ${one.room}`);
    if (wide && one.half)
        wrong.push(`the end of the panel cuts through ${one.half}`);
    for (const head of wide ? one.heads.filter((all) => all.cut) : [])
        wrong.push(`header ${head.text} is cut`);
    one.cells.forEach((row, i) => row.forEach((cell, column) => {
        if (wide && cell.cut && !(one.columns[column]?.long && !LOOKED_FOR.test(one.columns[column].name)))
            wrong.push(`row ${i + 1}, ${one.columns[column]?.name}: ${cell.text} is cut`);
        if (/place$/.test(one.columns[column]?.name) && /(^|[/…]):\d+$/.test(cell.text))
            wrong.push(`row ${i + 1}, ${one.columns[column].name}: ${cell.text} names no file`);
        if (/…$/.test(cell.text) && !one.columns[column]?.long)
            wrong.push(`row ${i + 1}, ${one.columns[column]?.name}: ${cell.text} is cut by its query`);
        if (cell.color === BRIGHTEST)
            wrong.push(`row ${i + 1}: ${cell.text} is the brightest`);
    }));
    return wrong;
}

function statOf(one) {
    const wrong = [], sizes = new Set(one.texts.map(({ size }) => size));
    one.texts.forEach((text, i) => {
        if (text.right > one.width + 1 || text.bottom > one.height + 2) // a line is 2 px higher than its letters
            wrong.push(`${text.text} leaves its panel`);
        for (const other of one.texts.slice(i + 1))
            if (text.left < other.right && other.left < text.right && Math.min(text.bottom, other.bottom) - Math.max(text.top, other.top) > 1)
                wrong.push(`${text.text} lies over ${other.text}`);
    });
    if (Math.max(...sizes) < (sentences.includes(one.title) ? BODY : LEGIBLE))
        wrong.push(`the largest text has ${Math.max(...sizes)} px`);
    if (SIGNALS.includes(one.title) && Math.min(...sizes) < FIGURE)
        wrong.push(`the smallest text has ${Math.min(...sizes)} px`);
    if (one.texts.length > 2 && sizes.size > 2)
        wrong.push(`${sizes.size} sizes of text`);
    return wrong;
}

function lineOf(one, wide) {
    const wrong = english(one), newest = one.boxes?.filter((box) => box.last) ?? [];
    if (one.blank > 1)
        wrong.push(`the first ${Math.round(one.blank)} px of ${Math.round(one.plot)} are blank`);
    for (const box of newest.filter(({ width }) => width < Math.min(wide ? TODAY : TODAY_PHONE, 0.7 * one.plot / one.days)))
        wrong.push(`the newest segment (${box.row}${box.text}) is ${Math.round(box.width)} px wide`);
    if (one.boxes && !newest.length)
        wrong.push('no segment reaches now');
    if (one.pitch < LABEL)
        wrong.push(`a row every ${Math.round(one.pitch)} px`);
    return wrong;
}

// What must stand on the operator's first screen, whole: every rule that fires; and the gravest verdicts, which a stat has whole or over each other.
function firstScreen(panels, { rows }, screen) {
    const named = (title) => panels.find((one) => one.title === title), wrong = [];
    for (const title of [...titles.first, ...screen === 'docked' ? titles.also : []]) {
        const one = named(title);
        if (!one || one.top + one.height > below(rows))
            wrong.push(`${title} ends at ${one?.top + one?.height} px, the screen at ${below(rows)}`);
    }
    if (screen === 'docked')
        wrong.push(...alarm(named('Incidents depuis 24 h')));
    return wrong;
}

// The worst of what struck: all its lines, of a failure file:line of an example that can be copied.
function alarm(one) {
    const next = one?.cells?.findIndex(([chip], i) => i && chip.text.replace('\u200b', '')), lines = next > 0 ? next : one?.cells?.length ?? 0;
    const wrong = one?.whole < lines ? [`Incidents depuis 24 h: the first has ${lines} lines, ${one.whole} are whole`] : [];
    if (lines && FAILURE.test(one.cells[0][0].text) && !(/[^/…]:\d+$/.test(one.cells[1]?.[2].text) && one.columns[2].long))
        wrong.push('Incidents depuis 24 h: no example of the first that can be copied');
    return wrong;
}

function phone(panels) {
    const seen = [...panels].sort((a, b) => a.top - b.top).slice(0, order.length).map((one) => one.title);
    return seen.join() === order.join() ? [] : [`a phone shows first: ${seen.join(', ')}`];
}

// report: one view; operator: whether it is the board cvn-operateur.
export function seen({ width, screen, operator, panels }) {
    const wrong = [], wide = width >= 1300;
    for (const one of panels) {
        const whole = wide || (operator && order.includes(one.title)); // what a phone shows first is whole there too
        const found = one.type === 'table' ? tableOf(one, whole) : one.type === 'stat' ? statOf(one) : lineOf(one, wide);
        if (wide && one.titleCut)
            found.push('its title is cut');
        if (one.broken)
            found.push(`cannot be drawn: ${one.broken}`);
        wrong.push(...found.map((text) => `${one.title}: ${text}`));
    }
    if (operator && wide)
        wrong.push(...firstScreen(panels, screens[screen], screen));
    return operator && !wide ? [...wrong, ...phone(panels)] : wrong;
}
