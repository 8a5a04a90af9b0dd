// Charts of the preview: Apache ECharts, drawn to SVG without a browser.
import { load } from './modules.mjs';
import { theme } from './display.mjs';

const echarts = load('echarts');
const INK = '#ccccdc', FAINT = 'rgba(204, 204, 220, 0.12)';
const named = (color) => theme.visualization.getColorByName(color);

function draw(width, height, option) {
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
    chart.setOption({ animation: false, textStyle: { color: INK, fontFamily: 'Inter, DejaVu Sans, sans-serif', fontSize: 11 }, ...option });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return svg;
}

const axis = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: INK, fontSize: 11 }, splitLine: { lineStyle: { color: FAINT } } };
const override = (panel, name) => Object.fromEntries((panel.fieldConfig.overrides.find((o) => o.matcher.options === name)?.properties ?? []).map((p) => [p.id, p.value]));
const shortDay = (ms) => new Date(ms).toISOString().slice(5, 10).split('-').reverse().join('/');

export function spark(field, times, width, height) {
    const color = '#6ea6f5';
    const points = field.values.map((value, i) => [times[i], value]).filter(([, value]) => value !== null);
    return draw(width, height, {
        grid: { left: 0, right: 0, top: 2, bottom: 0 }, xAxis: { type: 'time', show: false }, yAxis: { type: 'value', show: false, scale: true },
        series: [{ type: 'line', data: points, showSymbol: points.length === 1, lineStyle: { width: 1.5, color }, itemStyle: { color }, areaStyle: { color, opacity: 0.15 } }],
    });
}

export function lines(panel, frame, width, height) {
    const [time, ...fields] = frame.fields;
    return draw(width, height, {
        grid: { left: 36, right: 10, top: 8, bottom: 40 }, legend: { bottom: 0, textStyle: { color: INK }, icon: 'roundRect', itemHeight: 4, itemWidth: 18 },
        xAxis: { type: 'time', ...axis, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: shortDay } }, yAxis: { type: 'value', scale: true, ...axis },
        series: fields.map((field) => {
            const own = override(panel, field.name), color = named(own.color?.fixedColor ?? 'blue');
            return { name: own.displayName ?? field.name, type: 'line', data: field.values.map((value, i) => [time.values[i], value]), symbolSize: 4, showSymbol: !own['custom.lineStyle'], itemStyle: { color }, lineStyle: { color, width: own['custom.lineWidth'] ?? 2, type: own['custom.lineStyle'] ? 'dashed' : 'solid' } };
        }),
    });
}

export function stacked(panel, frame, width, height) {
    const names = frame.fields.find((field) => field.name === panel.options.xField).values;
    const fields = frame.fields.filter((field) => field.name !== panel.options.xField);
    const percent = panel.options.stacking === 'percent';
    return draw(width, height, {
        grid: { left: 18, right: 24, top: 4, bottom: 40, containLabel: true }, legend: { bottom: 0, textStyle: { color: INK }, icon: 'roundRect', itemHeight: 8, itemWidth: 12 },
        xAxis: { type: 'value', ...axis, max: percent ? 100 : undefined }, yAxis: { type: 'category', data: names, inverse: true, ...axis },
        series: fields.map((field) => {
            const own = override(panel, field.name), color = named(own.color?.fixedColor ?? 'text');
            return { name: own.displayName ?? field.name, type: 'bar', stack: 'one', barWidth: '62%', data: field.values, itemStyle: { color, opacity: 0.85 }, label: { show: true, color: percent ? '#111217' : INK, position: percent ? 'inside' : 'right', fontSize: 11, formatter: ({ value }) => (typeof value !== 'number' ? '' : percent ? `${Math.round(value)} %` : value.toFixed(2)) } };
        }),
    });
}

// Cells of one colour each: status-history and state-timeline.
export function cells(frame, coloured, width, height) {
    const [time, ...fields] = frame.fields;
    const step = time.values.length > 1 ? (width - 90) / time.values.length : width - 90;
    return draw(width, height, {
        grid: { left: 80, right: 8, top: 2, bottom: 22 },
        xAxis: { type: 'category', data: time.values.map(shortDay), ...axis, axisLabel: { ...axis.axisLabel, interval: Math.ceil(60 / step) } },
        yAxis: { type: 'category', data: fields.map((field) => field.name), inverse: true, ...axis },
        series: [{
            type: 'custom', data: fields.flatMap((field, y) => field.values.map((value, x) => ({ value: [x, y], itemStyle: { color: coloured(field, x) } }))),
            renderItem: (params, api) => {
                const [cx, cy] = api.coord([api.value(0), api.value(1)]), [w, h] = api.size([1, 1]);
                return { type: 'rect', shape: { x: cx - w / 2 + 0.75, y: cy - h * 0.45, width: w - 1.5, height: h * 0.9, r: 1.5 }, style: { fill: api.visual('color') } };
            },
        }],
    });
}
