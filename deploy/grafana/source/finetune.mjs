// cvn-finetune: the sweeps: how far, how well, still alive.
import { BLANK, board, counts, curves, field, inEach, inLines, listing, long, placed, query, series, toRun, unseen } from './panels.mjs';
import { samples, sweeps as words, worded } from './words.mjs';

const state = field('verdict', { title: 'État', mappings: worded(words), chip: true, width: 96, nothing: BLANK });
const crypto = field('crypto', { title: 'Crypto', width: 156, nothing: BLANK, links: [toRun()] });
const standing = 'run_last_time >= $__timeFrom() AND $__timeFilter(time)';
const told = (columns) => [query(`SELECT verdict, crypto, ${columns}, run_id, dag_id FROM dagsieve.board_sweep
    WHERE ${standing} ORDER BY weight DESC, time DESC, crypto, dag_id, run_id LIMIT 200`)];

const sweeps = listing(8, {
    key: 'sweeps', title: 'Sweeps', manual: '6, 17', empty: 'aucun sweep sur la période',
    rule: 'Une ligne par run et crypto. MUET : quelque chose tourne et n\'écrit plus depuis sweep_stuck_minutes. EN ÉCHEC : l\'essentiel échoue, ou aucun essai n\'a de score. Échantillons : STALE_CACHE quand ils viennent d\'un ancien cache. Un clic sur la crypto ouvre le run, ses tentatives et ses lignes de log.',
    queries: told('attempts, running, failed, variants, per_hour, trials, concat_ws(\' / \', best, baseline) AS score, silence, samples'),
    fields: [
        state, crypto, field('attempts', { title: 'Pods', width: 60 }), field('running', { title: 'Actifs', width: 64 }), field('failed', { title: 'Échecs', width: 70 }), field('variants', { title: 'Variantes', width: 86 }),
        field('per_hour', { title: 'Par heure', width: 88 }), field('trials', { title: 'Essais', width: 96 }), field('score', { title: 'Score / base', width: 112 }), field('silence', { title: 'Silence', width: 90 }),
        field('samples', { title: 'Échantillons', mappings: worded(samples), chip: true, width: 160 }), long('run_id', 'Run', { minWidth: 164 }), ...unseen('dag_id'),
    ],
});

const faults = listing(7, {
    key: 'fautes', title: 'Ce que les sweeps disent de leurs échecs', manual: '17', rule: 'La panne la plus fréquente de chaque sweep, ses événements de rôle error (table progress), et le fichier et la ligne où il en est : l\'œil de la cellule les montre entiers.', empty: 'aucun échec, aucune erreur',
    queries: [inLines(56, [['verdict'], ['crypto'], ['title'], ['errors', "coalesce(errors, '—')"], ['place', "coalesce(place, '—')"]], ['run_id', 'dag_id'], 'board_sweep', `${standing} AND (errors IS NOT NULL OR title IS NOT NULL)`,
        ['weight DESC', 'time DESC', 'crypto', 'dag_id', 'run_id'], 200)],
    fields: [state, crypto, field('title', { title: 'Panne', minWidth: 420, links: [toRun()] }), long('errors', 'Erreurs', { width: 236, nothing: BLANK }), placed('place', 'Fichier:ligne', { width: 300, nothing: BLANK }), ...unseen('run_id', 'dag_id')],
});

const hourly = (key, title, role, name, manual, rule, empty, color) => counts({
    key, title, w: 8, manual, rule, empty, color,
    queries: [series(`SELECT ${inEach('1h')}, ${name} AS metric, count(*) AS n
        FROM dagsieve.board_sweep_event WHERE role = '${role}' AND $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
});

const progress = {
    h: 9,
    panels: [
        hourly('variantes', 'Variantes par heure', 'progress', 'crypto', '6', 'Événements de rôle progress (table progress), par heure et crypto.', 'aucune variante sur la période'),
        curves({
            key: 'scores', title: 'Meilleur score par heure', w: 8, unit: 'locale', decimals: 3, manual: '6', rule: 'Le plus haut nombre de rôle score (table progress) de chaque heure, par crypto ; à comparer à la baseline de la même crypto, dans le tableau.', empty: 'aucun score sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1h'), crypto AS metric, max(value) AS score
                FROM dagsieve.board_sweep_event WHERE role = 'score' AND $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
        hourly('erreurs', 'Erreurs par heure', 'error', 'name', '17', 'Événements de rôle error (table progress), par heure et nom.', 'aucune erreur sur la période', { mode: 'shades', fixedColor: 'red' }),
    ],
};

export default board({
    uid: 'cvn-finetune', title: 'CVNTrade 5 · Finetune', description: 'Les sweeps : où ils en sont, ce qu\'ils trouvent, s\'ils vivent encore.', from: 'now-2d', refresh: '1m', rows: [sweeps, faults, progress],
});
