/**
 * The shapes of data that the page's modules share; no code. Positions are pixels of the source picture, (0, 0) the centre of its top-left
 * pixel, as everywhere in LightningDrag.
 *
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 *
 * A picture that the server knows by the hash of its bytes; `isOpaque` where it surely has no alpha.
 * @typedef {{ id: string, width: number, height: number, name: string, isOpaque: boolean }} ImageRef
 *
 * Mask shapes as the recipe has them.
 * @typedef {{ type: 'polygon', points: number[][], subtract?: boolean }} PolygonShape
 * @typedef {{ type: 'brush', points: number[][], radius: number, subtract?: boolean }} BrushShape
 * @typedef {PolygonShape | BrushShape} Shape
 *
 * @typedef {{ handle: Point, target: Point }} Pair
 *
 * What a person put on the picture. What the server made of a gesture is `made`; null until it has answered.
 * @typedef {{ kind: 'drag', id: number, handle: Point, target: Point }} Drag
 * @typedef {{ kind: 'pin', id: number, at: Point }} Pin
 * @typedef {{ pairs: Pair[], mask: Shape[] }} Made
 * A gesture takes hold of a circle or, where something was painted, of that `area`; its circle then only carries the knob.
 * @typedef {{ id: number, center: Point, radius: number, area: Shape[] | null, made: Made | null }} RegionBase
 * @typedef {RegionBase & { kind: 'rotate', degrees: number }} Rotate
 * @typedef {RegionBase & { kind: 'scale', factor: number }} Scale
 * @typedef {RegionBase & { kind: 'move', offset: Point }} Move
 * @typedef {Rotate | Scale | Move} Region
 * @typedef {Drag | Pin | Region} Item
 *
 * The mask proposed for the drags, and the drags it was proposed for.
 * @typedef {{ key: string, shapes: Shape[] }} Suggestion
 *
 * @typedef {object} Candidate
 * @property {ImageRef} image
 * @property {number} seed
 * @property {number} steps
 * @property {number[] | null} arrival
 *
 * @typedef {object} Results
 * @property {Rectangle} window
 * @property {Candidate[]} candidates best first
 * @property {number} chosen
 * @property {Recipe} recipe what was asked
 *
 * One picture of the session and the edit that made it.
 * @typedef {{ image: ImageRef, recipe: Recipe | null }} Round
 *
 * Everything that undo brings back; never changed, only replaced.
 * @typedef {object} Doc
 * @property {Round[]} rounds
 * @property {number} at which round is being edited
 * @property {Item[]} items
 * @property {boolean} suggested whether the proposed mask counts
 * @property {Suggestion | null} suggestion
 * @property {Shape[]} strokes painted and erased by hand, in order
 * @property {Results | null} results waiting for a choice
 *
 * @typedef {object} Settings
 * @property {string} model
 * @property {number} candidates
 * @property {number} seed
 * @property {number | null} steps
 * @property {number | null} guidanceScale
 * @property {string} guidanceDecay empty for the model's own
 *
 * An edit as the CLI's `edit --recipe` reads it, and as the server takes it (there, `image` is an id).
 * @typedef {object} Recipe
 * @property {number} [version]
 * @property {string} [image]
 * @property {string} [model]
 * @property {{ handle: number[], target: number[] }[]} points
 * @property {{ shapes: Shape[] }} [mask]
 * @property {number} [candidates]
 * @property {number} [seed]
 * @property {number} [steps]
 * @property {number} [guidanceScale]
 * @property {string} [guidanceDecay]
 *
 * What the server says of an edit.
 * @typedef {object} EditAnswer
 * @property {string} id
 * @property {'queued' | 'running' | 'completed' | 'failed' | 'cancelled'} state
 * @property {{ stage: string, done: number, total: number } | null} [progress]
 * @property {number | null} [queuePosition]
 * @property {{ window: Rectangle, maskUrl: string, candidates: { image: string, url: string, seed: number, steps: number, arrival: number[] | null }[] } | null} [result]
 * @property {Problem | null} [error]
 *
 * @typedef {{ title?: string, status?: number, detail?: string, code?: string }} Problem
 * @typedef {{ name: string, installed: boolean, description: string, command?: string | null }} ModelInfo
 * @typedef {{ models: ModelInfo[], 'default': string }} ModelList
 * @typedef {{ name: string, url: string, width: number, height: number }} Sample
 */
export {};
