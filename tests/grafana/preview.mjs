// node tests/grafana/preview.mjs HOST DATABASE NOW FILE [UID]
// One board as a static page: the same queries, texts and colours as in Grafana (its own @grafana/data), the charts by another library. Not Grafana.
import { writeFileSync } from 'node:fs';
import { cells, lines, spark, stacked } from './charts.mjs';
import { answers, standing } from './check_queries.mjs';
import { cell, colorName, fields, theme, values } from './display.mjs';
import { readBoards } from './files.mjs';
import { reader } from './seed.mjs';

const [host, database, now, file, uid = 'cvn-operateur'] = process.argv.slice(2);
const WIDTH = 1600, GAP = 8, UNIT = 30, MARGIN = 16;
const column = (WIDTH - 2 * MARGIN + GAP) / 24;
const at = Date.parse(now);
Date.now = () => at; // "3 hours ago" is told from the moment that is looked at

const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const paint = (color) => (/^(#|rgb)/.test(color) ? color : theme.visualization.getColorByName(color));
const onLight = (color) => (theme.colors.getContrastText ? theme.colors.getContrastText(color) : '#fff');

function tile(panel, frames, { w, h }) {
    const shown = values(panel, frames);
    const solid = panel.options.colorMode === 'background_solid';
    const line = panel.options.graphMode === 'area' && frames[0].fields.length === 2 ? spark(frames[0].fields[1], frames[0].fields[0].values, w, Math.round(h * 0.42)) : '';
    const size = solid ? 44 : Math.min(26, Math.floor(h * 0.42));
    const texts = shown.map(({ text, color }, i) => {
        const [, word, crypto] = /^(OK|ATTENTION|CRITIQUE|INCONNU) (\w+)$/.exec(text) ?? [null, text];
        const named = crypto ? `${word}<small>${escape(crypto)}</small>` : escape(word);
        return `<span style="color:${solid ? onLight(paint(color)) : paint(color)};font-size:${i ? Math.round(size * 0.62) : size}px">${named}</span>`;
    });
    return `<div class="tile" ${solid ? `style="background:${paint(shown[0].color)}"` : ''}><div class="figures">${texts.join('')}</div><div class="spark">${line}</div></div>`;
}

function grid(panel, frames, { w, h }) {
    const [frame] = fields(panel, frames);
    if (!frame.fields.length)
        return `<p class="nothing">${escape(panel.fieldConfig.defaults.noValue)}</p>`;
    const custom = (field) => field.config.custom ?? {};
    const wanted = frame.fields.map((field) => custom(field).width ?? custom(field).minWidth ?? 110);
    const widths = frame.fields.map((field, i) => custom(field).width ?? Math.max(wanted[i], w - wanted.reduce((a, b) => a + b, 0) + wanted[i]));
    const head = frame.fields.map((field, i) => `<th style="width:${widths[i]}px">${escape(field.config.displayName ?? field.name)}</th>`);
    const rows = Array.from({ length: Math.min(frame.length, Math.ceil(h / 30)) }, (_, row) => frame.fields.map((field) => {
        const { text, color } = cell(field, row);
        const chip = field.config.custom?.cellOptions?.type === 'color-background' && colorName(color) !== 'text';
        return `<td class="${field.type === 'number' ? 'number' : custom(field).wrapText ? 'wrap' : ''}">${chip ? `<b style="background:${paint(color)};color:${onLight(paint(color))}">${escape(text)}</b>` : escape(text)}</td>`;
    }).join(''));
    return `<table style="width:${widths.reduce((a, b) => a + b, 0)}px"><thead><tr>${head.join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table>`;
}

// The legend lists what is there, in words.
function coloured(panel, frames, { w, h }) {
    const [frame] = fields(panel, frames);
    const seen = new Map();
    const pick = (field, i) => {
        const shown = field.display(field.values[i]);
        seen.set(shown.text, shown.color);
        return shown.color;
    };
    const svg = cells(frame, pick, w, h - (frame.fields.length > 2 ? 42 : 24));
    return `${svg}<div class="legend">${[...seen].map(([text, color]) => `<span><i style="background:${color}"></i>${escape(text)}</span>`).join('')}</div>`;
}

function body(panel, frames, box) {
    if (panel.type === 'stat')
        return tile(panel, frames, box);
    if (panel.type === 'table')
        return grid(panel, frames, box);
    if (frames.every((frame) => frame.fields.length === 0))
        return `<p class="nothing">${escape(panel.fieldConfig.defaults.noValue)}</p>`;
    if (panel.type === 'timeseries')
        return lines(panel, frames[0], box.w, box.h);
    return panel.type === 'barchart' ? stacked(panel, frames[0], box.w, box.h) : coloured(panel, frames, box);
}

const client = await reader(host, database, now);
const board = readBoards()[`${uid}.json`], wrong = [];
const variables = await standing(client);
const found = await answers(client, { [uid]: board }, at, variables, wrong);
await client.end();
if (wrong.length)
    throw new Error(wrong.join('\n'));

let bottom = 0;
const boxes = board.panels.map((panel) => {
    const { x, y, w, h } = panel.gridPos;
    const place = { left: MARGIN + x * column, top: y * (UNIT + GAP), w: w * column - GAP, h: h * (UNIT + GAP) - GAP };
    bottom = Math.max(bottom, place.top + place.h);
    const style = `left:${place.left}px;top:${place.top}px;width:${place.w}px;height:${place.h}px`;
    if (panel.type === 'row')
        return `<div class="row" style="${style}">› ${escape(panel.title)} <small>(${panel.panels.length} panneaux)</small></div>`;
    const title = panel.title.replace('$crypto', variables.crypto);
    return `<section style="${style}" title="${escape(panel.description)}"><h2>${escape(title)}</h2>${body(panel, found.get(panel), { w: place.w - 18, h: place.h - 36 })}</section>`;
});

writeFileSync(file, `<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>${escape(board.title)}</title>
<style>
body { margin: 0; width: ${WIDTH}px; background: #111217; color: #ccccdc; font: 13px Inter, 'DejaVu Sans', sans-serif }
header { display: flex; gap: 16px; align-items: baseline; padding: 12px ${MARGIN}px 10px } header b { font-size: 16px } header span { color: #8e8e9d }
main { position: relative; height: ${bottom + 12}px }
section { position: absolute; box-sizing: border-box; background: #181b1f; border: 1px solid #25272d; border-radius: 4px; overflow: hidden; padding: 0 8px }
h2 { font-size: 13px; font-weight: 600; margin: 0; line-height: 30px; height: 30px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.row { position: absolute; line-height: 30px; font-weight: 600 } small { color: #8e8e9d; font-weight: 400 }
.tile { position: absolute; inset: 30px 0 0 0 } .figures { position: absolute; inset: 0 8px; display: flex; justify-content: space-between; align-items: center; gap: 10px; font-weight: 600; z-index: 1 }
.tile[style] .figures { justify-content: center } .figures small { display: block; font-size: 11px; color: #ccccdc } .spark { position: absolute; left: 8px; bottom: 0; opacity: 0.8 } .tile:not([style]) .figures { bottom: 14px }
table { border-collapse: collapse; table-layout: fixed; font-size: 12px } th, td { box-sizing: border-box } th { text-align: left; color: #8e8e9d; font-weight: 500; padding: 4px 6px; white-space: nowrap; overflow: hidden }
td { border-top: 1px solid #25272d; padding: 0 6px; height: 27px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis } td.number { text-align: left; font-variant-numeric: tabular-nums }
td.wrap { white-space: normal; line-height: 14px; font-size: 11px } td b { display: inline-block; padding: 1px 7px; border-radius: 3px; font-weight: 600; font-size: 11px } .nothing { color: #8e8e9d; text-align: center }
.legend { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 11px; overflow: hidden } .legend i { display: inline-block; width: 12px; height: 8px; margin-right: 5px; border-radius: 2px }
svg { display: block }
</style>
<header><b>${escape(board.title)}</b><span>${escape(board.description)}</span><span style="margin-left:auto">Aperçu statique au ${escape(now.slice(0, 16).replace('T', ' '))} UTC : mêmes requêtes, textes et couleurs que dans Grafana</span></header>
<main>${boxes.join('\n')}</main></html>
`);
console.log(file);
