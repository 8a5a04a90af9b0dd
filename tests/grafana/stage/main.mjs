// The stage: boards drawn in a browser by Grafana's own components (@grafana/ui 11.5), one view after the other, each measured.
// window.stage = { views: [{ name, board, width, answers, variables, now, dates, head }], keep }; keep leaves the views standing, each beneath its head, for a picture.
import { dateTime, systemDateFormats, toDataFrame } from '@grafana/data';
import { ThemeContext } from '@grafana/ui';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { theme } from '../display.mjs';
import { measured } from './measure.mjs';
import { Panel } from './panel.mjs';

// As a browser of an operator writes, whatever language this one speaks.
const { toLocaleString } = Number.prototype;
Number.prototype.toLocaleString = function inFrench(locales, options) {
    return toLocaleString.call(this, locales ?? 'fr-FR', options);
};

const GAP = 8, UNIT = 30, COLUMNS = 24, MARGIN = 16, PHONE = 768;

// Grafana's grid: 24 columns, rows of 30 px, 8 px between; below 768 px one panel beneath the other, by y and then x.
function places(board, width) {
    const inner = width - 2 * MARGIN, column = (inner + GAP) / COLUMNS;
    const panels = board.panels.filter((panel) => panel.type !== 'row');
    if (inner >= PHONE)
        return panels.map((panel) => {
            const { x, y, w, h: rows } = panel.gridPos;
            return { panel, left: MARGIN + x * column, top: y * (UNIT + GAP), width: w * column - GAP, height: rows * (UNIT + GAP) - GAP };
        });
    let top = 0;
    return [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x).map((panel) => {
        const place = { panel, left: MARGIN, top, width: inner, height: panel.gridPos.h * (UNIT + GAP) - GAP };
        top += place.height + GAP;
        return place;
    });
}

function span({ now, board }) {
    const [, n, unit] = /^now-(\d+)([dh])$/.exec(board.time.from);
    const from = dateTime(now - n * (unit === 'd' ? 86400e3 : 3600e3)), to = dateTime(now);
    return { from, to, raw: { from: board.time.from, to: 'now' } };
}

const pause = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));

// Charts are drawn once their legend has been measured.
async function settled(host, spots, notes) {
    const late = ({ panel }) => panel.type === 'state-timeline' && !notes.get(panel.id)?.boxes && !host.querySelector(`[data-panel="${panel.id}"] .nothing`);
    await pause();
    for (let i = 0; i < 100 && spots.some(late); i++)
        await pause();
}

async function show(view, keep) {
    const spots = places(view.board, view.width), range = span(view);
    if (keep)
        document.body.appendChild(document.createElement('header')).innerHTML = view.head;
    const host = document.body.appendChild(document.createElement('main'));
    host.style.cssText = `position:relative;width:${view.width}px;height:${Math.max(...spots.map((one) => one.top + one.height)) + MARGIN}px`;
    if (view.dates)
        systemDateFormats.update(view.dates);
    const notes = new Map();
    const root = createRoot(host);
    root.render(h(ThemeContext.Provider, { value: theme }, spots.map(({ panel, left, top, width, height }) =>
        h('div', { key: panel.id, 'data-panel': panel.id, style: { position: 'absolute', left, top, width, height } }, h(Panel, { panel, frames: (view.answers[panel.id] ?? []).map(toDataFrame), width, height, range, variables: view.variables, note: (text) => notes.set(panel.id, text) })))));
    await settled(host, spots, notes);
    const report = spots.map((spot) => measured(host.querySelector(`[data-panel="${spot.panel.id}"]`), spot, notes.get(spot.panel.id)));
    if (!keep) {
        root.unmount();
        host.remove();
    }
    return { name: view.name, width: view.width, panels: report };
}

const reports = [];
await document.fonts.load('14px Inter').then(() => document.fonts.load('500 20px Inter'));
for (const view of window.stage.views)
    reports.push(await show(view, window.stage.keep));
const report = document.body.appendChild(document.createElement('script'));
report.type = 'application/json';
report.id = 'report';
report.textContent = JSON.stringify(reports).replaceAll('<', '\\u003c');
if (location.protocol === 'http:') // browser.mjs waits for it
    await fetch('/drawn', { method: 'POST' });
