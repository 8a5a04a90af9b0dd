// cvn-pannes: every failure named once: what is new, back or bursting, an example line of each.
import { BLANK, board, counts, field, inEach, inLines, listing, long, placed, series, toRun, unseen } from './panels.mjs';
import { failures, worded } from './words.mjs';

const verdict = field('verdict', { title: 'Verdict', mappings: worded(failures), chip: true, width: 96, nothing: BLANK });

const worst = ['weight DESC', 'time DESC', 'failure'];
const where = ['dag_id', 'run_id'];
const first = { nothing: BLANK }; // of a cell that a title's further lines have nothing for

// The failures of a condition, the worst first.
export const failed = (h, condition, limit, spec) => listing(h, {
    manual: '17', ...spec,
    queries: [inLines(60, [
        ['verdict'], ['title'], ['at', "coalesce(regexp_replace(at, '^.*/', ''), '—')"], ['attempts', "concat_ws(' · ', attempts_24h, attempts_7d, attempts, runs)"], ['whose', "concat_ws(' · ', dags, nullif(cryptos, ''))"],
        ['seen', "concat_ws(' · ', dagsieve.age_written(first_time), replace(dagsieve.age_written(time), 'il y a ', ''))"],
    ], where, 'board_failure', condition, worst, limit)],
    fields: [
        verdict, field('title', { title: 'Panne', minWidth: 440, links: [toRun()] }), long('at', 'Où', { width: 150, ...first }), field('attempts', { title: '24 h · 7 j · tout · runs', width: 170, ...first }),
        long('whose', 'DAG · cryptos', { width: 200, ...first }), field('seen', { title: 'Première · dernière', width: 170, ...first }), ...unseen(...where),
    ],
});

const examples = listing(7, {
    key: 'exemples', title: 'Une ligne d\'exemple de chacune', manual: '17', rule: 'Fichier:ligne où la panne se lit : l\'œil de la cellule la montre entière et la copie. Un clic ouvre le run.', empty: 'aucune panne nouvelle, revenue ni en rafale',
    queries: [inLines(104, [['verdict'], ['title'], ['place']], where, 'board_failure', 'weight > 0', worst, 100)],
    fields: [verdict, field('title', { title: 'Panne', minWidth: 760, links: [toRun()] }), placed('place', 'Fichier:ligne', { width: 370, ...first }), ...unseen(...where)],
});

const days = {
    h: 8,
    panels: [
        counts({
            key: 'jours', title: 'Tentatives en échec par jour et par panne', w: 24, manual: '17', rule: 'Chaque tentative en échec, le jour de sa fin, sous le nom de sa panne.', empty: 'aucune tentative en échec sur la période',
            queries: [series(`SELECT ${inEach('1d')}, title AS metric, count(*) AS n
                FROM dagsieve.board_failed_attempt WHERE $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
    ],
};

export default board({
    uid: 'cvn-pannes', title: 'CVNTrade 4 · Pannes', description: 'Chaque panne nommée une fois : nouvelle, revenue, en rafale ; un exemple de chacune.',
    rows: [
        failed(7, 'weight > 0', 100, {
            key: 'rafales', title: 'Pannes en rafale, nouvelles, revenues', empty: 'aucune panne nouvelle, revenue ni en rafale',
            rule: 'RAFALE : dans un run ou en une heure, au moins burst_attempts tentatives et burst_pct % de celles qui ont fini ont la même panne. NOUVELLE : vue pour la première fois depuis failure_new_hours. REVENUE : après failure_back_days sans elle. Un clic ouvre le run de l\'exemple.',
        }),
        examples, days,
        failed(12, '$__timeFilter(time)', 300, {
            key: 'pannes', title: 'Toutes les pannes', empty: 'aucune panne sur la période',
            rule: 'Une ligne par panne : même cause, même ligne, quels que soient le run, l\'essai, l\'hôte. Combien de tentatives en 24 h, en 7 jours et en tout, dans quels DAG, pour quelles cryptos. Un clic ouvre le run d\'un exemple.',
        }),
    ],
});
