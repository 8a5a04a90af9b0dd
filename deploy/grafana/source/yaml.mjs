// Plain data -> YAML, for Grafana's provisioning files: block style, text quoted where YAML could read it as something else.

const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const WORDS = /^(true|false|yes|no|on|off|null|y|n|~)$/i;

function scalar(value, indent) {
    if (typeof value !== 'string')
        return String(value);
    if (value.includes('\n'))
        return `|-\n${value.split('\n').map((text) => indent + text).join('\n')}`;
    return PLAIN.test(value) && !WORDS.test(value) ? value : `'${value.replaceAll('\'', '\'\'')}'`;
}

export function yaml(value, indent = '') {
    const inner = indent + '  ';
    const below = (child) => (child !== null && typeof child === 'object' && Object.keys(child).length ? `\n${yaml(child, inner)}` : ` ${leaf(child, inner)}`);
    if (Array.isArray(value))
        return value.map((child) => `${indent}- ${typeof child === 'object' ? yaml(child, inner).trimStart() : scalar(child, inner)}`).join('\n');
    return Object.entries(value).map(([key, child]) => `${indent}${PLAIN.test(key) ? key : scalar(key)}:${below(child)}`).join('\n');
}

function leaf(child, indent) {
    if (child !== null && typeof child === 'object')
        return Array.isArray(child) ? '[]' : '{}';
    return scalar(child, indent);
}
