/** Every tool, in the order of the toolbar. @import { Bench, Tool } from './bench.js' */
import { brush, erase, freeze } from './brush.js';
import { drag } from './drag.js';
import { hand } from './hand.js';
import { lasso } from './lasso.js';
import { move } from './move.js';
import { pin } from './pin.js';
import { rotate } from './rotate.js';
import { scale } from './scale.js';
import { select } from './select.js';

/** @type {Tool[][]} in groups */
export const toolGroups = [[drag, rotate, scale, move, pin], [select, brush, erase, lasso, freeze], [hand]];

export const tools = toolGroups.flat();

/** Those that the model is up to. @param {Bench} bench */
export const offeredTools = ({ knowsThings }) => tools.filter(({ needsThings }) => knowsThings || !needsThings);
