// The browser's side of ../modules.mjs: what display.mjs asks for by name.
import * as data from '@grafana/data';

const packages = { '@grafana/data': data };
export const load = (name) => packages[name];
