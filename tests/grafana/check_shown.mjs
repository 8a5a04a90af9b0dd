// Level 4: what an operator reads. The text and colour of every stat, and of every cell of a table that has a colour of its own.
import { cell, colorName, fields, values } from './display.mjs';

const GREENS = /green/;

export function shown(found) {
    const lines = [];
    for (const [panel, frames] of found) {
        if (['stat', 'gauge', 'bargauge'].includes(panel.type))
            lines.push(`${panel.title}: ${values(panel, frames).map((v) => `${v.text} [${colorName(v.color)}]`).join(' ')}`);
        if (panel.type !== 'table')
            continue;
        for (const frame of fields(panel, frames)) {
            const chips = frame.fields.filter((field) => field.config.mappings?.length);
            for (let row = 0; row < Math.min(frame.length, 20) && chips.length; row++)
                lines.push(`${panel.title} ${row + 1}: ${chips.map((field) => cell(field, row)).map((v) => `${v.text} [${colorName(v.color)}]`).join(' ')}`);
        }
    }
    return lines;
}

// Whatever the golden file says: no green stands where nothing is known.
export function noFalseGreen(lines, state) {
    return state.nothingKnown ? lines.filter((line) => GREENS.test(line)).map((line) => `green although nothing is known: ${line}`) : [];
}
