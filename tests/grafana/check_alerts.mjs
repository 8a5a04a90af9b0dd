// Level 5: query -> threshold -> what fires, with which labels. Grafana's expression engine on a table: one number, all other columns text, one
// instance a row, label sets unique; a null would be read as normal.
import { load } from './modules.mjs';
import { frame, range } from './frames.mjs';

const { FieldType } = load('@grafana/data');
const rulesOf = (files) => files.alerting.groups.flatMap((group) => group.rules);

async function instances(client, rule, now, wrong) {
    const [query, condition] = ['A', 'C'].map((refId) => rule.data.find((one) => one.refId === refId).model);
    const answer = await frame(client, query, {}, range(now, { time: { from: 'now-24h' } }));
    const numbers = answer.fields.filter((field) => field.type === FieldType.number);
    const texts = answer.fields.filter((field) => field.type === FieldType.string);
    if (answer.rows === 0)
        wrong.push(`${rule.uid}: no rows`);
    else if (numbers.length !== 1 || texts.length !== answer.fields.length - 1)
        wrong.push(`${rule.uid}: wants one number and texts`);
    for (const name of ['severity', 'domain', 'crypto'])
        if (answer.rows > 0 && !texts.some((field) => field.name === name))
            wrong.push(`${rule.uid}: no label ${name}`);
    const { type, params } = condition.conditions[0].evaluator;
    return (numbers[0]?.values ?? []).map((value, row) => {
        if (value === null)
            wrong.push(`${rule.uid}: a null, which Grafana reads as normal`);
        const labels = Object.fromEntries(texts.filter((field) => field.values[row] !== '').map((field) => [field.name, field.values[row]]));
        return { labels, value, fires: type === 'gt' && value > params[0] };
    });
}

// The lines `uid {labels} x how often` that fire; wrong: what would make Grafana refuse or overlook something.
export async function firing(client, files, now, wrong) {
    const lines = [];
    for (const rule of rulesOf(files)) {
        const found = await instances(client, rule, now, wrong);
        const sets = found.map(({ labels }) => JSON.stringify(labels));
        if (new Set(sets).size !== sets.length)
            wrong.push(`${rule.uid}: two rows with the same labels`);
        lines.push(...found.filter((one) => one.fires).map(({ labels, value }) => `${rule.uid} ${JSON.stringify(labels)} x ${value}`));
    }
    return lines.sort();
}

// Each code of P0 and P1 has a rule, whose meaning and action are those of the boards; the no-rows case is an alert of its own for two rules.
export async function covered(client, files) {
    const rules = rulesOf(files), wrong = [];
    const { rows } = await client.query('SELECT t.code, l.advice, l.label FROM dagsieve.taxonomy AS t LEFT JOIN dagsieve.label AS l ON l.kind = \'code\' AND l.name = t.code WHERE t.severity IN (\'P0\', \'P1\')');
    for (const { code, advice, label } of rows) {
        const rule = rules.find((one) => one.data[0].model.rawSql.endsWith(`code = '${code}'`));
        if (!rule)
            wrong.push(`no rule for ${code}`);
        else if (rule.annotations.action !== advice)
            wrong.push(`${rule.uid}: action differs from table label: ${advice}`);
        else if (!rule.annotations.summary.startsWith(`${code} (${label}) : `))
            wrong.push(`${rule.uid}: means something else in table label: ${label}`);
    }
    for (const uid of ['cvn-etat-global', 'cvn-ingestion-muette'])
        if (rules.find((one) => one.uid === uid)?.noDataState !== 'Alerting')
            wrong.push(`${uid}: silence of the database must alert`);
    return wrong;
}
