// One panel as Grafana 11.5 draws it: its frame, and what stands in it.
import { LoadingState, getDisplayValueAlignmentFactors } from '@grafana/data';
import { BigValue, PanelChrome, Table, TimeSeries, VizRepeater } from '@grafana/ui';
import { Component, createElement as h } from 'react';
import { drawn, fields, theme } from '../display.mjs';
import { StateTimeline } from './timeline.mjs';

const ITEM_SPACING = 3;

function Stat({ panel, frames, width, height }) {
    const { options } = panel, shown = () => drawn(panel, frames);
    const renderValue = ({ value, width: w, height: hh, alignmentFactors, count }) => h(BigValue, {
        value: value.display, count, sparkline: value.sparkline, colorMode: options.colorMode, graphMode: options.graphMode, justifyMode: options.justifyMode, textMode: options.textMode,
        alignmentFactors, text: options.text, width: w, height: hh, theme, disableWideLayout: !options.wideLayout,
    });
    return h(VizRepeater, { getValues: shown, getAlignmentFactors: options.textMode === 'auto' ? undefined : getDisplayValueAlignmentFactors, renderValue, width, height, source: frames, itemSpacing: ITEM_SPACING, autoGrid: true, orientation: options.orientation, renderCounter: 0 });
}

function Grid({ panel, frames, width, height, range, note }) {
    const [frame] = fields(panel, frames);
    note({ rows: frame?.length ?? 0, columns: frame?.fields.filter(({ config }) => !config.custom?.hidden).map(({ name, config }) => ({ name, long: Boolean(config.custom?.inspect) })) ?? [] });
    if (!frame?.fields.length)
        return h('div', { className: 'nothing', style: { height } }, panel.fieldConfig.defaults.noValue);
    return h(Table, { data: frame, width, height, noHeader: !panel.options.showHeader, showTypeIcons: false, resizable: true, initialSortBy: panel.options.sortBy, cellHeight: panel.options.cellHeight, timeRange: range, fieldConfig: panel.fieldConfig });
}

function Curves({ panel, frames, width, height, range }) {
    const shown = fields(panel, frames).filter((frame) => frame.fields.length);
    if (!shown.length)
        return h('div', { className: 'nothing', style: { height } }, panel.fieldConfig.defaults.noValue);
    return h(TimeSeries, { frames: shown, structureRev: 1, timeRange: range, timeZone: 'utc', width, height, legend: panel.options.legend, options: panel.options });
}

// A panel that cannot be drawn says so and leaves the others alone, as Grafana's does.
class Guarded extends Component {
    static getDerivedStateFromError = (error) => ({ failed: error.message });

    state = {};

    render() {
        return this.state.failed ? h('div', { className: 'nothing broken' }, this.state.failed) : this.props.children;
    }
}

function Body({ panel, ...rest }) {
    if (panel.type === 'stat')
        return h(Stat, { panel, ...rest });
    if (panel.type === 'table')
        return h(Grid, { panel, ...rest });
    return panel.type === 'timeseries' ? h(Curves, { panel, ...rest }) : h(StateTimeline, { panel, ...rest });
}

const filled = (text, variables) => text.replace(/\$(\w+)/g, (whole, name) => variables[name] ?? whole);

// A stat's plugin takes the whole panel, the others leave 8 px. Icons beside the title: description, links.
export function Panel({ panel, frames, width, height, range, variables, note }) {
    const items = panel.links?.length ? [h('span', { key: 'links', className: 'icon' })] : undefined;
    return h(PanelChrome, { width, height, title: filled(panel.title, variables), padding: panel.type === 'stat' ? 'none' : 'md', loadingState: LoadingState.Done,
        titleItems: [h('span', { key: 'description', className: 'icon' }), ...(items ?? [])] }, (w, hh) => h(Guarded, null, h(Body, { panel, frames, width: w, height: hh, range, note })));
}
