// Level 4: what an operator reads. The text and colour of every stat, and the rows of every table in which something has a colour of its own, but for what the logs say at length; file:line of them is told.
import { cell, colorName, fields, values } from './display.mjs';

const GREENS = /green/;

// What the logs say themselves, which a cell may cut and its eye shows: no number, no verdict, no name of a DAG or task.
const quoted = (field) => field.config.custom?.inspect && field.config.custom.align !== 'right' && !/^(dag_id|task|task_id|verdict)$/.test(field.name);

export function shown(found) {
    const lines = [];
    for (const [panel, frames] of found) {
        if (panel.type === 'stat')
            lines.push(...values(panel, frames).map((v) => `${panel.title}: ${panel.options.reduceOptions.values ? `${v.name}: ` : ''}${v.text} [${colorName(v.color)}]`));
        if (panel.type !== 'table')
            continue;
        for (const frame of fields(panel, frames)) {
            const place = (field) => quoted(field) && field.config.mappings?.length, colored = (field) => !place(field) && field.config.mappings?.length;
            const seen = frame.fields.filter((field) => !field.config.custom?.hidden && field.config.custom?.cellOptions?.valueDisplayMode !== 'hidden' && (place(field) || !quoted(field)));
            for (let row = 0; row < Math.min(frame.length, 20) && seen.some(colored); row++)
                lines.push(`${panel.title} ${row + 1}: ${seen.map((field) => [cell(field, row), colored(field)]).map(([v, color]) => `${v.text.replace(/\u200b/g, '')}${color ? ` [${colorName(v.color)}]` : ''}`).join(' | ')}`);
        }
    }
    return lines;
}

const POINT = /^[−-]?\d*\.\d+( \S+)?$/;
const FOREIGN = /\b(models|\d kills|no outcome|ago|in \d|an? (day|hour|month|minute)|mins|hours?|days?|weeks?|months?|years?|seconds?|no data|undefined|null|nan|infinity)\b|\d{4}-\d\d-\d\d|\d ?[ap]m\b/i;

// Every text that an operator reads, but for what the logs say themselves and names of theirs: none is English, no date but DD/MM, no raw NaN, no number with a point.
export function foreign(found) {
    const wrong = [];
    for (const [panel, frames] of found) {
        const read = [panel.title, panel.fieldConfig.defaults.noValue];
        if (panel.type === 'stat')
            read.push(...values(panel, frames).flatMap((v) => [v.text, v.name ?? '']));
        else
            for (const frame of fields(panel, frames))
                for (const field of frame.fields.filter((one) => panel.type === 'table' && !one.config.custom?.hidden && !quoted(one) && one.name !== 'run_id' && !(one.config.custom?.cellOptions?.valueDisplayMode === 'hidden')))
                    read.push(field.config.displayName ?? field.name, ...field.values.slice(0, 30).map((value, row) => cell(field, row).text));
        wrong.push(...read.filter((text) => FOREIGN.test(text) || POINT.test(text)).map((text) => `${panel.title}: ${text}`));
    }
    return [...new Set(wrong)];
}

// Nor is anything missed of strategies where none are tested.
export function notMissed(lines, state) {
    return state.untested ? lines.filter((line) => /INCONNU|AUCUN RUN|donnée absente/.test(line)).map((line) => `missed although nobody has it: ${line}`) : [];
}

// Whatever the golden file says: no green stands where nothing is known.
export function noFalseGreen(lines, state) {
    return state.nothingKnown ? lines.filter((line) => GREENS.test(line)).map((line) => `green although nothing is known: ${line}`) : [];
}
