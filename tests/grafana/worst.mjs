// What no history shows and a board must have room for.

// The ten rules, each at its longest and firing.
const rules = `SELECT l.name AS rule, l.number, s.label AS verdict, dagsieve.filled(l.label) AS label, 10 AS weight, 'cvn-crypto' AS board, dagsieve.now() - interval '123 days' AS since,
    CASE l.name WHEN 'infra_critical' THEN 'pods down 12 (> 0) · PVC 91,25 % (> 85 %) · OOM 12 (> 2) · CPU 99,5 % (> 90 %)' ELSE dagsieve.written(l.figure, 123.45) END AS value,
    CASE WHEN l.name <> 'infra_critical' THEN dagsieve.written(l.border, 14) END AS threshold, CASE WHEN l.name LIKE 'model%' OR l.name LIKE 'sortino%' THEN '1000BONKUSDC' END AS crypto
    FROM dagsieve.label AS l JOIN dagsieve.label AS s ON s.kind = 'state' AND s.number = 3 - l.number % 4 WHERE l.kind = 'rule'`;

// Twice the days that a board shows when it is opened.
export function ninetyDays(board) {
    return { ...board, time: { ...board.time, from: 'now-90d' } };
}

export function everyRuleFires(board, most = 10) {
    const why = board.panels.find((one) => one.title === 'Pourquoi cet état');
    why.targets[0].rawSql = why.targets[0].rawSql.replace('dagsieve.board_reason', `(${rules} AND l.number <= ${most}) AS every`);
    return board;
}

// Figures, trends and cryptos of signals as long as they come.
export function longSignals(board) {
    for (const one of board.panels.filter(({ title }) => /^(Modèle|Trading)$/.test(title)))
        one.targets[0].rawSql = one.targets[0].rawSql.replace('replace(t.figure, \'non calculable\', \'indéfini\')', 'CASE WHEN n.name = \'Challengers\' THEN \'14 ↗\' ELSE \'44,4 % ↗ WBTCWETHUSDC\' END');
    return board;
}

// What a phone shows first. How wide the newest night is there depends on the hour of the day, which is now where nothing is loaded.
export function onlyFirst(board) {
    return { ...board, panels: board.panels.filter(({ title }) => /^(État global|Pourquoi cet état|Derniers verdicts et action)$/.test(title)) };
}
