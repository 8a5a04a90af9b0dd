// The numbers, words and colours of states, levels and codes, once. The numbers and words are those of table label (sink/sql/labels.sql), which
// tests/grafana compares. Green is muted, what is missing or old is grey, never green.

// Grounds of words. Grafana writes in white or black on them, by its own rule (black above a brightness of 180), in both themes: on these with a contrast of
// 4.5 at least, which its orange, red and blue have not. Words on the panel's own ground have Grafana's theme-aware names.
export const GROUND = {
    grey: '#6b6e76', green: '#327d29', 'light-green': '#96d98d', yellow: '#fade2a', orange: '#ffa940', 'light-orange': '#ffb357', 'pale-orange': '#ffcb7d', brown: '#b84a00', red: '#d9263c', 'dark-red': '#c4162a',
    pink: '#ffa6b0', magenta: '#ad4a93', purple: '#8f3bb8', 'dark-purple': '#5b2a86', 'light-purple': '#d9b3f0', blue: '#2f6fd0', 'light-blue': '#c0d8ff',
};
export const UNKNOWN = GROUND.grey;
const INK = { [GROUND.grey]: 'gray', [GROUND.green]: 'semi-dark-green', [GROUND.orange]: 'dark-orange', [GROUND.red]: 'red', [GROUND.blue]: 'blue' };
const NONE = 'transparent';

// On a platform that tests none (dagsieve.has_strategies()), where a board would tell of them.
export const UNTESTED = 'aucune stratégie testée ici';

export const states = [
    { number: -1, text: 'INCONNU', color: UNKNOWN },
    { number: 0, text: 'VERT', color: GROUND.green },
    { number: 1, text: 'JAUNE', color: GROUND.yellow },
    { number: 2, text: 'ORANGE', color: GROUND.orange },
    { number: 3, text: 'ROUGE', color: GROUND.red },
];

export const levels = [
    { number: -1, text: 'INCONNU', color: UNKNOWN },
    { number: 0, text: 'OK', color: GROUND.green },
    { number: 1, text: 'ATTENTION', color: GROUND.orange },
    { number: 2, text: 'CRITIQUE', color: GROUND.red },
];

// Of view board_age, board_load and board_run (completeness), in tiles.
export const ages = [{ text: 'À JOUR', color: GROUND.green }, { text: 'MUETTE', color: GROUND.red }];
export const loads = [
    { text: 'tout gardé', color: GROUND.green }, { text: 'rejets', color: GROUND.orange }, { text: 'en cours', color: GROUND.blue }, { text: 'interrompu', color: GROUND.red }, { text: 'base', color: GROUND.red }, { text: 'entrée', color: GROUND.red },
    { text: 'verrouillé', color: GROUND.orange }, { text: 'jamais', color: UNKNOWN },
];
export const completeness = [{ text: 'incomplet', color: GROUND.orange }, { text: 'complet', color: GROUND.green }];

// By family: the ML ramp from green to red, execution orange, screening pink, pipeline and infra purple, what must be read with care blue and grey.
export const codes = [
    { number: 0, text: 'INCONCLUSIVE', color: UNKNOWN },
    { number: 1, text: 'ML_SOLID', color: GROUND.green },
    { number: 2, text: 'ML_EXPLOITABLE', color: GROUND['light-green'] },
    { number: 3, text: 'ML_MARGINAL', color: GROUND.yellow },
    { number: 4, text: 'EXECUTION_MISMATCH', color: GROUND.orange },
    { number: 5, text: 'ML_UNSTABLE', color: GROUND.pink },
    { number: 6, text: 'SCREENING_OVERFIT', color: GROUND.magenta },
    { number: 7, text: 'ML_USELESS', color: GROUND['dark-red'] },
    { number: 8, text: 'NO_CANDIDATES', color: GROUND.purple },
    { number: 9, text: 'INFRA_SATURATED', color: GROUND['dark-purple'] },
    { number: 10, text: 'PIPELINE_DEGRADED', color: GROUND['light-purple'] },
    { number: 11, text: 'SL_TOO_TIGHT', color: GROUND['light-orange'] },
    { number: 12, text: 'TP_TOO_AMBITIOUS', color: GROUND['pale-orange'] },
    { number: 13, text: 'HORIZON_TOO_SHORT', color: GROUND.brown },
    { number: 14, text: 'AUDIT_PARTIAL', color: GROUND.blue },
    { number: 15, text: 'PROVISIONAL', color: GROUND['light-blue'] },
    { number: 16, text: 'OUTDATED', color: UNKNOWN },
];

const GOOD = ['ML_SOLID', 'ML_EXPLOITABLE'];

// Of view board_failure and board_sweep, which write them.
export const failures = [
    { text: 'RAFALE', color: GROUND.red },
    { text: 'NOUVELLE', color: GROUND.orange },
    { text: 'REVENUE', color: GROUND.yellow },
    { text: 'connue', color: UNKNOWN },
];

export const sweeps = [
    { text: 'MUET', color: GROUND['dark-red'] },
    { text: 'EN ÉCHEC', color: GROUND.red },
    { text: 'EN COURS', color: GROUND.blue },
    { text: 'FINI', color: GROUND.green },
];

export const samples = [
    { text: 'STALE_CACHE', color: GROUND.red },
    { text: 'OK', color: NONE },
];

// How an attempt or a run stands: Airflow's words (parser/catalogue/states.def), and those of view board_run and board_attempt where it has none.
export const runStates = [
    { text: 'success', read: 'réussi', color: GROUND.green },
    { text: 'failed', read: 'échec', color: GROUND.red },
    { text: 'en cours', color: GROUND.blue },
    { text: 'sans issue', color: UNKNOWN },
    { text: 'skipped', read: 'sauté', color: UNKNOWN },
    { text: 'up_for_retry', read: 'à réessayer', color: GROUND.orange },
    { text: 'up_for_reschedule', read: 'reporté', color: GROUND.blue },
    { text: 'deferred', read: 'différé', color: GROUND.blue },
    { text: 'awaiting_input', read: 'attend une réponse', color: GROUND.blue },
    { text: 'upstream_failed', read: 'échec en amont', color: GROUND.orange },
    { text: 'removed', read: 'retiré', color: UNKNOWN },
];

export const severities = [
    { text: 'P0', color: GROUND['dark-red'] },
    { text: 'P1', color: GROUND.red },
    { text: 'P2', color: GROUND.orange },
    { text: 'P3', color: GROUND.blue },
];

// What a number means; null and NaN are unknown.
export function numbered(words, missing = 'INCONNU') {
    const options = Object.fromEntries(words.map(({ number, text, color }, index) => [String(number), { color, index, text }]));
    return [{ type: 'value', options }, { type: 'special', options: { match: 'null+nan', result: { color: UNKNOWN, index: words.length, text: missing } } }];
}

// As words on the panel's own ground.
export const inked = (words) => words.map(({ color, ...word }) => ({ ...word, color: INK[color] }));

// The colour of a word that stands at the beginning of a text, whatever follows it (a crypto).
export function worded(words) {
    return words.map(({ text, color }, index) => ({ type: 'regex', options: { pattern: `^${text}( .*)?$`, result: { color, index } } }));
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
