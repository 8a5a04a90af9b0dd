// What can be read in a panel that stands: sizes of text, what is cut, what is out of sight. Numbers only; tests/grafana/check_seen.mjs judges.
const LETTERS = 5; // px of a line of text beneath its letters
const round = (n) => Math.round(n * 10) / 10;
const cut = (node) => node.scrollWidth > node.clientWidth + 1;

function textBox(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
}

// A cell is cut where its text is wider than the room that 6 px of padding leave.
const tight = (node, text) => textBox(text).width > node.getBoundingClientRect().width - 11 || [node, ...node.querySelectorAll('*')].some((one) => cut(one) && getComputedStyle(one).overflow !== 'visible');

function grid(node) {
    const table = node.querySelector('[role="table"]');
    if (!table)
        return {};
    const frame = table.getBoundingClientRect();
    const rows = [...table.querySelectorAll('[role="row"]')].filter((row) => row.querySelector('[role="cell"]'));
    const heads = [...table.querySelectorAll('[role="columnheader"]')].map((one) => ({ text: one.textContent, cut: textBox(one.querySelector('button > div, div > div') ?? one).width > one.getBoundingClientRect().width - 15 }));
    const cells = rows.map((row) => [...row.querySelectorAll('[role="cell"]')].map((one) => ({ text: one.textContent, cut: tight(one, one), color: getComputedStyle(one).backgroundColor })));
    const columns = [...(rows[0]?.querySelectorAll('[role="cell"]') ?? [])].reduce((sum, one) => sum + one.getBoundingClientRect().width, 0);
    const half = rows.flatMap((row) => [...row.querySelectorAll('[role="cell"]')]).find((one) => one.textContent.trim() && textBox(one).top < frame.bottom - 1 && textBox(one).bottom - LETTERS > frame.bottom + 1);
    return { heads, cells, half: half?.textContent, whole: rows.filter((row) => Math.max(...[...row.querySelectorAll('[role="cell"]')].map((one) => textBox(one).bottom - LETTERS)) <= frame.bottom + 1).length, room: round(frame.width), wants: round(columns) };
}

// The texts of a stat: each with its size, and whether it stays in its box and off its neighbours.
function figures(node) {
    const frame = node.getBoundingClientRect();
    const texts = [...node.querySelectorAll('div, span')].filter((one) => one.children.length === 0 && one.textContent.trim() && !one.closest('[data-testid="header-container"]')).map((one) => {
        const box = textBox(one), style = getComputedStyle(one);
        return { text: one.textContent, size: Number.parseFloat(style.fontSize), color: style.color, left: round(box.left - frame.left), right: round(box.right - frame.left), top: round(box.top - frame.top), bottom: round(box.bottom - frame.top) };
    });
    return { texts, charts: node.querySelectorAll('canvas').length };
}

export function measured(node, { panel, top, width, height }, note) {
    const title = node.querySelector('h2');
    const base = { id: panel.id, type: panel.type, title: panel.title, top: round(top), width: round(width), height: round(height), titleCut: title ? cut(title) : false, broken: node.querySelector('.broken')?.textContent };
    if (panel.type === 'table')
        return { ...base, ...note, ...grid(node), nothing: node.querySelector('.nothing')?.textContent };
    if (panel.type === 'stat')
        return { ...base, ...figures(node) };
    return { ...base, ...note, nothing: node.querySelector('.nothing')?.textContent };
}
