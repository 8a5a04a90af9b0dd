// The numbers, words and colours of states, levels and codes, once. The numbers and words are those of table label (sink/sql/labels.sql), which
// tests/grafana compares; colours are Grafana's theme-aware names. Green is muted, what is missing or old is grey, never green.

export const UNKNOWN = 'gray';

// On a platform that tests none (dagsieve.has_strategies()), where a board would tell of them.
export const UNTESTED = 'aucune stratégie testée ici';

export const states = [
    { number: -1, text: 'INCONNU', color: UNKNOWN },
    { number: 0, text: 'VERT', color: 'semi-dark-green' },
    { number: 1, text: 'JAUNE', color: 'yellow' },
    { number: 2, text: 'ORANGE', color: 'orange' },
    { number: 3, text: 'ROUGE', color: 'red' },
];

export const levels = [
    { number: -1, text: 'INCONNU', color: UNKNOWN },
    { number: 0, text: 'OK', color: 'semi-dark-green' },
    { number: 1, text: 'ATTENTION', color: 'orange' },
    { number: 2, text: 'CRITIQUE', color: 'red' },
];

// By family: the ML ramp from green to red, execution orange, screening pink, pipeline and infra purple, what must be read with care blue and grey.
export const codes = [
    { number: 0, text: 'INCONCLUSIVE', color: UNKNOWN },
    { number: 1, text: 'ML_SOLID', color: 'dark-green' },
    { number: 2, text: 'ML_EXPLOITABLE', color: 'light-green' },
    { number: 3, text: 'ML_MARGINAL', color: 'yellow' },
    { number: 4, text: 'EXECUTION_MISMATCH', color: 'orange' },
    { number: 5, text: 'ML_UNSTABLE', color: 'light-red' },
    { number: 6, text: 'SCREENING_OVERFIT', color: '#e377c2' },
    { number: 7, text: 'ML_USELESS', color: 'dark-red' },
    { number: 8, text: 'NO_CANDIDATES', color: 'purple' },
    { number: 9, text: 'INFRA_SATURATED', color: 'dark-purple' },
    { number: 10, text: 'PIPELINE_DEGRADED', color: 'light-purple' },
    { number: 11, text: 'SL_TOO_TIGHT', color: 'light-orange' },
    { number: 12, text: 'TP_TOO_AMBITIOUS', color: 'super-light-orange' },
    { number: 13, text: 'HORIZON_TOO_SHORT', color: 'dark-orange' },
    { number: 14, text: 'AUDIT_PARTIAL', color: 'light-blue' },
    { number: 15, text: 'PROVISIONAL', color: 'super-light-blue' },
    { number: 16, text: 'OUTDATED', color: UNKNOWN },
];

const GOOD = ['ML_SOLID', 'ML_EXPLOITABLE'];

// Of view board_failure and board_sweep, which write them.
export const failures = [
    { text: 'RAFALE', color: 'red' },
    { text: 'NOUVELLE', color: 'orange' },
    { text: 'REVENUE', color: 'yellow' },
    { text: 'connue', color: UNKNOWN },
];

export const sweeps = [
    { text: 'MUET', color: 'dark-red' },
    { text: 'EN ÉCHEC', color: 'red' },
    { text: 'EN COURS', color: 'blue' },
    { text: 'FINI', color: 'semi-dark-green' },
];

export const samples = [
    { text: 'STALE_CACHE', color: 'red' },
    { text: 'OK', color: 'transparent' },
];

// How an attempt or a run stands: Airflow's words (parser/catalogue/states.def), and those of view board_run and board_attempt where it has none.
export const runStates = [
    { text: 'success', read: 'réussi', color: 'semi-dark-green' },
    { text: 'failed', read: 'échec', color: 'red' },
    { text: 'en cours', color: 'blue' },
    { text: 'sans issue', color: UNKNOWN },
    { text: 'skipped', read: 'sauté', color: UNKNOWN },
    { text: 'up_for_retry', read: 'à réessayer', color: 'orange' },
    { text: 'up_for_reschedule', read: 'reporté', color: 'blue' },
    { text: 'deferred', read: 'différé', color: 'blue' },
    { text: 'awaiting_input', read: 'attend une réponse', color: 'blue' },
    { text: 'upstream_failed', read: 'échec en amont', color: 'orange' },
    { text: 'removed', read: 'retiré', color: UNKNOWN },
];

export const severities = [
    { text: 'P0', color: 'dark-red' },
    { text: 'P1', color: 'red' },
    { text: 'P2', color: 'orange' },
    { text: 'P3', color: 'blue' },
];

// What a number means; null and NaN are unknown.
export function numbered(words, missing = 'INCONNU') {
    const options = Object.fromEntries(words.map(({ number, text, color }, index) => [String(number), { color, index, text }]));
    return [{ type: 'value', options }, { type: 'special', options: { match: 'null+nan', result: { color: UNKNOWN, index: words.length, text: missing } } }];
}

// A Sortino may be what is no number.
export const noNumber = [{ type: 'special', options: { match: 'nan', result: { index: 0, text: 'non calculable' } } }, { type: 'value', options: { 'Infinity': { index: 1, text: '∞' }, '-Infinity': { index: 2, text: '−∞' } } }];

// The colour of a word that stands at the beginning of a text, whatever follows it (a crypto).
export function worded(words) {
    return words.map(({ text, color }, index) => ({ type: 'regex', options: { pattern: `^${text}\\b.*`, result: { color, index } } }));
}

// The colour of the word that stands before a text, which is shown without it.
export function painted(words) {
    return words.map(({ text, color }, index) => ({ type: 'regex', options: { pattern: `^${text} (.*)$`, result: { color, index, text: '$1' } } }));
}

// The colour of a word alone, which is shown in the operators' language.
export function translated(words) {
    return words.map(({ text, read, color }, index) => ({ type: 'regex', options: { pattern: `^${text}$`, result: { color, index, text: read ?? text } } }));
}

// The colour of a verdict: a good one only where nothing must be read with care.
export function verdicts() {
    const rows = codes.map(({ text, color }) => ({ pattern: GOOD.includes(text) ? `^${text}$` : `^${text}\\b.*`, color }));
    rows.push({ pattern: '^(ML_SOLID|ML_EXPLOITABLE) .*', color: UNKNOWN }, { pattern: '^AUCUN RUN$', color: UNKNOWN });
    return rows.map(({ pattern, color }, index) => ({ type: 'regex', options: { pattern, result: { color, index } } }));
}
