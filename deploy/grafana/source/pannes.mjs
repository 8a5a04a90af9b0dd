// cvn-pannes: every failure named once: what is new, back or bursting, an example line of each.
import { board, curves, field, long, query, series, table, toRun, unseen } from './panels.mjs';
import { failures, worded } from './words.mjs';

const when = (name) => `dagsieve.age_written(${name}) AS ${name}`;

const fields = [
    field('verdict', { title: 'Verdict', mappings: worded(failures), chip: true, width: 96 }), long('title', 'Panne', { minWidth: 260, links: [toRun()] }), long('at', 'Où', { width: 130 }), field('attempts_24h', { title: '24 h', width: 56 }),
    field('attempts_7d', { title: '7 j', width: 56 }), field('attempts', { title: 'En tout', width: 72 }), field('runs', { title: 'Runs', width: 60 }), long('dags', 'DAG', { width: 120 }), long('cryptos', 'Cryptos', { width: 90 }),
    field('first_time', { title: 'Première', width: 95 }), field('last_time', { title: 'Dernière', width: 95 }), long('place', 'Fichier:ligne', { width: 110 }), ...unseen('dag_id', 'run_id'),
];

const list = (where, limit) => [query(`SELECT verdict, title, at, attempts_24h, attempts_7d, attempts, runs, dags, cryptos, ${when('first_time')}, dagsieve.age_written(time) AS last_time, place, dag_id, run_id
    FROM dagsieve.board_failure WHERE ${where} ORDER BY weight DESC, board_failure.time DESC, failure LIMIT ${limit}`)];

const news = {
    h: 9,
    panels: [
        table({
            key: 'rafales', title: 'Pannes en rafale, nouvelles, revenues', w: 24, unit: 'none', manual: '17', nothing: '—', rule: 'RAFALE : dans un run ou en une heure, au moins burst_attempts tentatives et burst_pct % de celles qui ont fini ont la même panne. NOUVELLE : vue pour la première fois depuis failure_new_hours. REVENUE : après failure_back_days sans elle. Un clic ouvre le run de l\'exemple.', empty: 'aucune panne nouvelle, revenue ni en rafale',
            queries: list('weight > 0', 100), fields,
        }),
    ],
};

const days = {
    h: 8,
    panels: [
        curves({
            key: 'jours', title: 'Tentatives en échec par jour et par panne', w: 24, unit: 'none', decimals: 0, manual: '17', bars: true, stacked: 'normal', min: 0, rule: 'Chaque tentative en échec, le jour de sa fin, sous le nom de sa panne.', empty: 'aucune tentative en échec sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1d'), left(title, 60) AS metric, count(*) AS n
                FROM dagsieve.board_failed_attempt WHERE $__timeFilter(time) GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
    ],
};

const all = {
    h: 12,
    panels: [
        table({
            key: 'pannes', title: 'Toutes les pannes', w: 24, unit: 'none', manual: '17', nothing: '—', rule: 'Une ligne par panne : même cause, même ligne, quels que soient le run, l\'essai, l\'hôte. Combien de tentatives en 24 h, en 7 jours et en tout, dans quels DAG, pour quelles cryptos ; fichier:ligne d\'un exemple, que l\'œil montre entier.', empty: 'aucune panne sur la période',
            queries: list('$__timeFilter(time)', 300), fields,
        }),
    ],
};

export default board({
    uid: 'cvn-pannes', title: 'CVNTrade 4 · Pannes', description: 'Chaque panne nommée une fois : nouvelle, revenue, en rafale ; un exemple de chacune.', rows: [news, days, all],
});
