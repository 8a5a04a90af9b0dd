// Boards spoilt so that an operator cannot read them; check_seen.mjs must say so. Each row: what, the words, the harm, and where other than story,
// cvn-operateur, docked. Every fault that a real Grafana 11.5 showed has a row.
import { panelsOf } from './files.mjs';
import { everyRuleFires, longSignals } from './worst.mjs';

const panel = (board, title) => panelsOf(board).find((one) => one.title === title);
const property = (one, name, id, value) => {
    const { properties } = one.fieldConfig.overrides.find((o) => o.matcher.options === name);
    const found = properties.find((p) => p.id === id);
    if (found)
        found.value = value;
    else
        properties.push({ id, value });
};
const why = (board) => panel(board, 'Pourquoi cet état');
const model = (board) => panel(board, 'Modèle');
const asks = (one, from, to) => { one.targets[0].rawSql = one.targets[0].rawSql.replace(from, to); };


// The actions as the table of all cryptos has them.
function inTable(board) {
    const { gridPos, title } = panel(board, 'Derniers verdicts et action'), all = panel(board, 'Toutes les cryptos : verdict et action');
    board.panels = board.panels.filter((one) => one.title !== title);
    Object.assign(all, { gridPos, title });
    property(all, 'action', 'custom.width', 328);
}

export const unseenBoards = [
    ['a level whose size is fitted to the longest', /Modèle: the largest text has \d/, (board) => { delete model(board).options.text; }],
    ['a figure that is too small', /Modèle: the smallest text has 11 px/, (board) => { model(board).options.text.titleSize = 11; }],
    ['figures without room before their levels', /Trading: .* lies over /, (board) => { longSignals(board); panel(board, 'Trading').gridPos.w = 4; }],
    ['days before what is to be done, on a phone', /a phone shows first: État global, État global par jour/, (board) => { panel(board, 'État global par jour').gridPos.y = 0; panel(board, 'État global par jour').gridPos.x = 3; }, 'story', 'cvn-operateur', 'phone'],
    ['a level that is too small', /Modèle: the largest text has 14 px/, (board) => { model(board).options.text.valueSize = 14; }],
    ['texts of a stat that lie over each other', /Modèle: .* lies over /, (board) => { model(board).options.text.valueSize = 44; }],
    ['a text that leaves its panel', /Plateforme: ATTENTION leaves its panel/, (board) => { panel(board, 'Plateforme').options.text.valueSize = 44; }],
    ['a last segment without width', /par jour: the newest segment .* is 0 px wide/, (board) => asks(panel(board, 'État global par jour'), 'time - interval \'1 day\' AS time', 'time')],
    ['rows of a time line too near each other', /par nuit: a row every [0-9] px/, (board) => asks(panel(board, 'Diagnostic par crypto et par nuit'), / AND \(crypto LIKE.*place <= 6\)\)/, ''), 'boards_diagnoses'],
    ['columns wider than their panel', /Toutes les cryptos : verdict et action: columns want \d+/, (board) => property(panel(board, 'Toutes les cryptos : verdict et action'), 'action', 'custom.minWidth', 1200)],
    ['a cell that is cut', /Les dix règles de l'état global: row 3, value: .* is cut/, (board) => property(panel(board, 'Les dix règles de l\'état global'), 'value', 'custom.width', 90)],
    ['a link that is cut', /Toutes les cryptos : verdict et action: row \d+, chip: BONKUSDC is cut/, (board) => property(panel(board, 'Toutes les cryptos : verdict et action'), 'chip', 'custom.width', 70)],
    ['a header that is cut', /Chiffres.*: header Sortino is cut/, (board) => property(panel(board, 'Chiffres des derniers verdicts : stratégie retenue'), 'sortino', 'custom.width', 55)],
    ['a title that is cut', /its title is cut/, (board) => { panel(board, 'Plateforme').title = 'Taux de succès du pipeline'; }],
    ['a word that is brighter than what matters', /row \d+: non is the brightest/, (board) => property(panel(board, 'Les dix règles de l\'état global'), 'verdict', 'thresholds', { mode: 'absolute', steps: [{ color: 'text', value: null }] })],
    ['a panel without room for ten rules', /Pourquoi cet état: .* lies over /, (board) => { everyRuleFires(board); why(board).gridPos.h = 5; }],
    ['a rule that goes on over the next one', /Pourquoi cet état: .* lies over /, (board) => { everyRuleFires(board); asks(why(board), 'label, crypto', 'label, \'BTCUSDC\', \'ETHUSDC\', \'SOLUSDC\', crypto'); }],
    ['a rule that is longer than two lines of a phone', /Pourquoi cet état: .* lies over /, (board) => { everyRuleFires(board); asks(why(board), 'label, crypto', 'label, crypto, \'ou une autre\''); }, 'story', 'cvn-operateur', 'phone'],
    ['rules as high as a wide screen needs them, on a phone', /Pourquoi cet état: .* lies over /, (board) => { why(board).gridPos.h = 7; }, 'story', 'cvn-operateur', 'phone'],
    ['a rule in small print', /Pourquoi cet état: the largest text has 12 px/, (board) => { why(board).options.text = { titleSize: 12, valueSize: 12 }; }],
    ['an action that goes on over the next one', /Derniers verdicts et action: .* lies over/, (board) => { panel(board, 'Derniers verdicts et action').gridPos.h = 5; }],
    ['an action that is cut on a phone', /Derniers verdicts et action: row \d+, action: .* is cut/, (board) => inTable(board), 'story', 'cvn-operateur', 'phone'],
    ['a first screen that is too high', /par nuit ends at \d+ px, the screen at 600/, (board) => { panel(board, 'Diagnostic par crypto et par nuit').gridPos.h = 9; }, 'story', 'cvn-operateur', 'laptop'],
    ['a phone that shows figures before actions', /a phone shows first: État global, Pourquoi cet état, État global par jour/, (board) => { panel(board, 'Derniers verdicts et action').gridPos.y = 20; }, 'story', 'cvn-operateur', 'phone'],
    ['a phone on which a verdict is out of sight', /Derniers verdicts et action: columns want \d+ px of \d+/, (board) => inTable(board), 'story', 'cvn-operateur', 'phone'],
    ['an action without room on a phone', /Derniers verdicts et action: .* lies over/, (board) => { panel(board, 'Derniers verdicts et action').gridPos.h = 9; }, 'story', 'cvn-operateur', 'phone'],
    ['a failure whose title ends in dots', /said: .*… is cut by its query/, (board) => asks(panel(board, 'Incidents depuis 24 h'), 'said,', 'left(said, 20) || \'…\' AS said,')],
    ['a failure without all its lines', /the first has 2 lines, 1 are whole/, (board) => { panel(board, 'Incidents depuis 24 h').gridPos.h = 3; }],
    ['a row that is cut in half', /Incidents depuis 24 h: the end of the panel cuts through/, (board) => { Object.assign(panel(board, 'Incidents depuis 24 h').options, { cellHeight: 'lg' }); panel(board, 'Incidents depuis 24 h').gridPos.h = 6; }],
    ['days that nobody draws', /par jour: the first \d+ px of \d+ are blank/, (board) => asks(panel(board, 'État global par jour'), 'WHERE', 'WHERE time > dagsieve.now() - interval \'20 days\' AND')],
    ['a place without its file', /Lignes de log.*, place: .* names no file/, (board) => asks(panel(board, 'Lignes de log et ce qu\'elles prouvent'), 'place,', '\':\' || line AS place,'), 'story', 'cvn-run'],
    ['a failure whose title is cut', /Toutes les pannes: row \d+, title: .* is cut/, (board) => asks(panel(board, 'Toutes les pannes'), 'lines_within(title, 60)', 'lines_within(title, 90)'), 'story', 'cvn-pannes'],
    ['a failure without an example', /no example of the first/, (board) => asks(panel(board, 'Incidents depuis 24 h'), 'more,', 'NULL::text AS more,')],
    ['a time line without a row where no strategies are', /par nuit: says in English/, (board) => asks(panel(board, 'Diagnostic par crypto et par nuit'), 'WHERE', 'WHERE false AND'), 'plain_platform'],
    ['a panel that says in English that it has no data', /par jour: says in English/, (board) => asks(panel(board, 'État global par jour'), 'WHERE', 'WHERE false AND')],
    ['an action that is cut, though its eye shows it', /Incidents connus: row \d+, action: .* is cut/, (board) => property(panel(board, 'Incidents connus'), 'action', 'custom.width', 200), 'boards_diagnoses', 'cvn-plateforme'],
    ['a file whose line is out of sight', /Lignes de log.*, place: .* is cut/, (board) => property(panel(board, 'Lignes de log et ce qu\'elles prouvent'), 'place', 'mappings', []), 'story', 'cvn-run'],
    ['a line of log out of sight', /Lignes de log.*: columns want/, (board) => property(panel(board, 'Lignes de log et ce qu\'elles prouvent'), 'place', 'custom.minWidth', 900), 'story', 'cvn-run'],
];
