// What a panel shows: the texts and colours that Grafana's own @grafana/data gives for real query results.
import { GROUND } from '../../deploy/grafana/source/words.mjs';
import { load } from './modules.mjs';

const data = load('@grafana/data');
export const theme = data.createTheme({ colors: { mode: 'dark' } });

const processors = {
    unit: data.unitOverrideProcessor, min: data.numberOverrideProcessor, max: data.numberOverrideProcessor, decimals: data.numberOverrideProcessor, displayName: data.displayNameOverrideProcessor,
    noValue: data.stringOverrideProcessor, color: data.identityOverrideProcessor, thresholds: data.thresholdsOverrideProcessor, mappings: data.valueMappingsOverrideProcessor, links: data.dataLinksOverrideProcessor,
};

// custom.* settings reach the fields too, as the panel plugins' registries let them.
function registry(panel) {
    const rows = Object.entries(processors).map(([id, process]) => ({ id, path: id, name: id, process, shouldApply: () => true, override: () => null, editor: () => null }));
    const custom = new Set(Object.keys(panel.fieldConfig.defaults.custom ?? {}));
    for (const override of panel.fieldConfig.overrides)
        for (const { id } of override.properties)
            if (id.startsWith('custom.'))
                custom.add(id.slice('custom.'.length));
    for (const path of custom)
        rows.push({ id: `custom.${path}`, path, isCustom: true, name: path, process: data.identityOverrideProcessor, shouldApply: () => true, override: () => null, editor: () => null });
    return new data.FieldConfigOptionsRegistry(() => rows);
}

// ${__data.fields.x} in a name: the row's own, once there is a row.
function named(text, scoped) {
    const { frame, rowIndex } = scoped?.__dataContext?.value ?? {};
    return rowIndex === undefined ? text : text.replace(/\$\{__data\.fields\.(\w+)\}/g, (whole, name) => frame.fields.find((one) => one.name === name)?.values[rowIndex] ?? whole);
}

export function fields(panel, frames) {
    return data.applyFieldOverrides({ data: frames, fieldConfig: panel.fieldConfig, replaceVariables: named, theme, timeZone: 'utc', fieldConfigRegistry: registry(panel) });
}

// What a stat draws: Grafana's own values, and as text, colour and name.
export function drawn(panel, frames) {
    return data.getFieldDisplayValues({ fieldConfig: panel.fieldConfig, reduceOptions: panel.options.reduceOptions, replaceVariables: named, theme, data: fields(panel, frames), timeZone: 'utc', sparkline: panel.options.graphMode === 'area' });
}

export const values = (panel, frames) => drawn(panel, frames).map(({ display }) => ({ text: (display.prefix ?? '') + display.text + (display.suffix ?? ''), color: display.color, name: display.title }));

export function cell(field, row) {
    const value = field.values[row];
    const display = field.display(value);
    return { text: (display.prefix ?? '') + display.text + (display.suffix ?? ''), color: display.color };
}

// Grafana's names of colours, for files that people read.
const names = new Map();
for (const hue of theme.visualization.hues)
    for (const { name, color } of hue.shades)
        names.set(color.toLowerCase(), name);
for (const [name, color] of Object.entries(GROUND))
    names.set(color, name);
names.set('#ccccdc', 'text');
names.set('#00000000', 'none');
export const colorName = (color) => names.get(String(color).toLowerCase()) ?? color;
