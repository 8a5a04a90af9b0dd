// A state timeline, which no npm package has: Grafana's own axes and legend (UPlotConfigBuilder, VizLegend), the boxes by its documented rules: a value holds
// until the next one of its series, the last one until the end of the range; rows share the height, rowHeight of it filled.
import { FieldType } from '@grafana/data';
import { AxisPlacement, LegendDisplayMode, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { FIXED_UNIT, UPlotChart, UPlotConfigBuilder, VizLayout, VizLegend } from '@grafana/ui';
import { createElement as h, useMemo } from 'react';
import { fields, theme } from '../display.mjs';

function boxes(field, times, { mergeValues }, end) {
    const out = [];
    for (let i = 0; i < times.length; i++) {
        const value = field.values[i], from = times[i], shown = field.display(value);
        if (value === null && !field.config.mappings?.some((one) => one.options?.match === 'null+nan'))
            continue;
        while (mergeValues && i + 1 < times.length && field.values[i + 1] === value)
            i++;
        out.push({ from, to: i + 1 < times.length ? times[i + 1] : end, text: shown.text, color: shown.color });
    }
    return out;
}

function lanes(count, rowHeight, height) {
    const size = rowHeight / count * height, gap = count > 1 ? (1 - rowHeight) / (count - 1) * height : 0;
    return Array.from({ length: count }, (_, i) => ({ top: i * (size + gap), size }));
}

function configured(series, names, panel, range, note) {
    const builder = new UPlotConfigBuilder('utc');
    builder.addScale({ scaleKey: 'x', isTime: true, orientation: ScaleOrientation.Horizontal, direction: ScaleDirection.Right, range: () => [range.from.valueOf(), range.to.valueOf()] });
    builder.addScale({ scaleKey: FIXED_UNIT, isTime: false, orientation: ScaleOrientation.Vertical, direction: ScaleDirection.Up, range: [0, 1] });
    builder.addAxis({ placement: AxisPlacement.Bottom, scaleKey: 'x', isTime: true, theme, grid: { show: true }, timeZone: 'utc' });
    const middles = (u) => lanes(names.length, panel.options.rowHeight, u.bbox.height).map(({ top, size }) => u.posToVal((top + size / 2) / devicePixelRatio, FIXED_UNIT));
    builder.addAxis({ placement: AxisPlacement.Left, scaleKey: FIXED_UNIT, isTime: false, splits: middles, values: () => names, grid: { show: false }, ticks: { show: false }, gap: 15, labelGap: 0, theme });
    names.forEach((name, i) => builder.addSeries({ scaleKey: FIXED_UNIT, pathBuilder: () => null, pointsBuilder: () => null, show: true, lineWidth: 0, theme, dataFrameFieldIndex: { fieldIndex: i + 1, frameIndex: 0 } }));
    builder.addHook('draw', (u) => {
        const drawn = [];
        lanes(names.length, panel.options.rowHeight, u.bbox.height).forEach(({ top, size }, row) => series[row].forEach((box) => {
            const left = Math.max(u.valToPos(box.from, 'x', true), u.bbox.left), right = Math.min(u.valToPos(box.to, 'x', true), u.bbox.left + u.bbox.width);
            if (right < u.bbox.left)
                return;
            const { fillOpacity, lineWidth } = panel.fieldConfig.defaults.custom, w = Math.max(1, Math.round(right - left));
            u.ctx.globalAlpha = fillOpacity / 100;
            u.ctx.fillStyle = box.color;
            u.ctx.fillRect(Math.round(left), Math.round(u.bbox.top + top), w, Math.round(size));
            u.ctx.globalAlpha = 1;
            if (panel.options.showValue === 'auto') { // its word, where that has room
                u.ctx.font = `${12 * devicePixelRatio}px Inter`;
                u.ctx.fillStyle = theme.colors.getContrastText(box.color, 4.5);
                u.ctx.textAlign = 'center';
                u.ctx.textBaseline = 'middle';
                if (u.ctx.measureText(box.text).width + 8 < w)
                    u.ctx.fillText(box.text, (left + right) / 2, u.bbox.top + top + size / 2);
            }
            if (lineWidth) {
                u.ctx.strokeStyle = box.color;
                u.ctx.lineWidth = lineWidth;
                u.ctx.strokeRect(Math.round(left) + lineWidth / 2, Math.round(u.bbox.top + top) + lineWidth / 2, w - lineWidth, Math.round(size) - lineWidth);
            }
            drawn.push({ row: names[row], text: box.text, left: (left - u.bbox.left) / devicePixelRatio, width: (right - left) / devicePixelRatio, last: box.to >= range.to.valueOf() });
        }));
        note({ blank: Math.min(...drawn.map((box) => box.left)), days: (range.to - range.from) / 86400e3, boxes: drawn, pitch: u.bbox.height / names.length / devicePixelRatio, plot: u.bbox.width / devicePixelRatio });
    });
    return builder;
}

export function StateTimeline({ panel, frames, width, height, range, note }) {
    const prepared = useMemo(() => {
        const [frame] = fields(panel, frames);
        if (!frame?.fields.length)
            return null;
        const [time, ...all] = frame.fields, lines = all.filter((field) => field.type === FieldType.number).slice(0, panel.options.perPage || undefined);
        const series = lines.map((field) => boxes(field, time.values, panel.options, range.to.valueOf())), names = lines.map((field) => field.config.displayName ?? field.name);
        const seen = new Map(series.flat().map((box) => [box.text, box.color]));
        return { builder: configured(series, names, panel, range, note), data: [time.values, ...lines.map((field) => field.values)], legend: [...seen].map(([label, color]) => ({ label, color, yAxis: 1 })), pages: Math.ceil(all.length / (panel.options.perPage || all.length)) };
    }, []);
    if (!prepared)
        return h('div', { className: 'nothing', style: { height } }, 'Data does not have a time field');
    const { showLegend, placement } = panel.options.legend;
    const legend = showLegend ? h(VizLayout.Legend, { placement }, h(VizLegend, { placement, items: prepared.legend, displayMode: LegendDisplayMode.List })) : null;
    const pages = prepared.pages > 1 ? 40 : 0; // the bar that turns the pages
    return h('div', null, h(VizLayout, { width, height: height - pages, legend }, (w, hh) => h(UPlotChart, { config: prepared.builder, data: prepared.data, width: w, height: hh })),
        pages ? h('div', { className: 'pages' }, `page 1 / ${prepared.pages}`) : null);
}
