// Where a click leads: ${__data.fields.x:percentencode} and the board's variables, as Grafana fills them in.
export function target(url, frame, row, variables = {}) {
    return url.replace(/\$\{__data\.fields\.(\w+):percentencode\}/g, (whole, name) => {
        const field = frame.fields.find((f) => f.name === name);
        return field ? encodeURIComponent(field.values[row] ?? '') : whole;
    }).replace(/\$\{(\w+):percentencode\}/g, (whole, name) => (name in variables ? encodeURIComponent(variables[name]) : whole))
        .replaceAll('${__url_time_range}', 'from=now-45d&to=now').replaceAll('${datasource:queryparam}', 'var-datasource=cvntrade-postgres');
}

// The parts of such a link: the board and its variables.
export function parts(href) {
    const url = new URL(href, 'http://grafana');
    const variables = Object.fromEntries([...url.searchParams].filter(([name]) => name.startsWith('var-')).map(([name, value]) => [name.slice(4), value]));
    return { uid: /^\/d\/([\w-]+)$/.exec(url.pathname)?.[1], variables };
}
