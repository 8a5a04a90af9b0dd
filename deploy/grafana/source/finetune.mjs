// cvn-finetune: the sweeps: how far, how well, still alive.
import { board, curves, field, long, query, series, table, toRun, unseen } from './panels.mjs';
import { samples, sweeps as words, worded } from './words.mjs';

const sweeps = {
    h: 11,
    panels: [
        table({
            key: 'sweeps', title: 'Sweeps', w: 24, unit: 'none', manual: '6, 17', nothing: '—', rule: 'Une ligne par run et crypto. MUET : quelque chose tourne et n\'écrit plus depuis sweep_stuck_minutes. EN ÉCHEC : l\'essentiel échoue, ou aucun essai n\'a de score. Échantillons : STALE_CACHE quand ils viennent d\'un ancien cache. Un clic sur la crypto ouvre le run, ses tentatives et ses lignes de log.', empty: 'aucun sweep sur la période',
            queries: [query(`SELECT verdict, crypto, dag_id, run_id, attempts, running, failed, variants, per_hour, trials, concat_ws(' / ', best, baseline) AS score, errors, silence, samples, title, place FROM dagsieve.board_sweep
                WHERE $__timeFilter(time) ORDER BY weight DESC, time DESC, crypto, dag_id, run_id LIMIT 200`)],
            fields: [
                field('verdict', { title: 'État', mappings: worded(words), chip: true, width: 90 }), field('crypto', { title: 'Crypto', width: 112, links: [toRun()] }), long('run_id', 'Run', { width: 76 }),
                field('attempts', { title: 'Pods', width: 54 }), field('running', { title: 'Actifs', width: 60 }), field('failed', { title: 'Échecs', width: 66 }), field('variants', { title: 'Variantes', width: 82 }), field('per_hour', { title: 'Par heure', width: 84 }),
                field('trials', { title: 'Essais', width: 84 }), field('score', { title: 'Score / base', width: 104 }), field('silence', { title: 'Silence', width: 72 }), field('samples', { title: 'Échantillons', mappings: worded(samples), chip: true, width: 112 }),
                long('errors', 'Erreurs', { minWidth: 90 }), long('title', 'Panne', { width: 76 }), long('place', 'Fichier', { width: 76 }), ...unseen('dag_id'),
            ],
        }),
    ],
};

const progress = {
    h: 9,
    panels: [
        curves({
            key: 'variantes', title: 'Variantes par heure', w: 12, unit: 'none', decimals: 0, manual: '6', bars: true, stacked: 'normal', min: 0, rule: 'Événements de rôle progress (table progress), par heure et crypto.', empty: 'aucune variante sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1h'), crypto AS metric, count(*) AS n
                FROM dagsieve.board_sweep_event WHERE role = 'progress' AND $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
        curves({
            key: 'scores', title: 'Meilleur score par heure', w: 12, unit: 'none', decimals: 3, manual: '6', rule: 'Le plus haut nombre de rôle score (table progress) de chaque heure, par crypto ; à comparer à la baseline de la même crypto, dans le tableau.', empty: 'aucun score sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1h'), crypto AS metric, max(value) AS score
                FROM dagsieve.board_sweep_event WHERE role = 'score' AND $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
    ],
};

const errors = {
    h: 8,
    panels: [
        curves({
            key: 'erreurs', title: 'Erreurs par heure', w: 24, unit: 'none', decimals: 0, manual: '17', bars: true, stacked: 'normal', min: 0, rule: 'Événements de rôle error (table progress), par heure et nom.', empty: 'aucune erreur sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1h'), name AS metric, count(*) AS n
                FROM dagsieve.board_sweep_event WHERE role = 'error' AND $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
    ],
};

export default board({
    uid: 'cvn-finetune', title: 'CVNTrade 5 · Finetune', description: 'Les sweeps : où ils en sont, ce qu\'ils trouvent, s\'ils vivent encore.', from: 'now-2d', refresh: '1m', rows: [sweeps, progress, errors],
});
