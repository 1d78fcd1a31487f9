/**
 * The shapes of data that the page's modules share; no code. Positions are pixels of the source picture, (0, 0) the
 * centre of its top-left
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
 * A circle says about where the thing is that turns, grows or moves; the model finds its outline.
 * @typedef {{ id: number, center: Point, radius: number, made: Made | null }} CircleBase
 * @typedef {CircleBase & { kind: 'rotate', degrees: number }} Rotate
 * @typedef {CircleBase & { kind: 'scale', factor: number }} Scale
 * @typedef {CircleBase & { kind: 'move', offset: Point }} Move
 * @typedef {Rotate | Scale | Move} Circle
 * A selection is the outline itself: it is cut out, turned and scaled about its middle, then shifted. Its box is that
 * of the area at rest.
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Box
 * @typedef
 * {{ kind: 'selection', id: number, area: Shape[], center: Point, radius: number, box: Box, degrees: number,
 * factor: number, offset: Point }} Selection
 * @typedef {Drag | Pin | Circle | Selection} Item
 *
 * A selection as edits take it.
 * @typedef {{ shapes: Shape[], pivot: number[], degrees: number, scale: number, offset: number[] }} RigidRegion
 *
 * The mask proposed for the drags, and the drags it was proposed for.
 * @typedef {{ key: string, shapes: Shape[] }} Suggestion
 *
 * What drags mean: as the model guesses, only the part under the handle, or the whole thing.
 * @typedef {'auto' | 'part' | 'thing'} Scope
 *
 * What can be seen to be wrong with a result, as shares of 0 to 1; `words` are those that a person would see, worst
 * first.
 * @typedef {{ torn: number, stretched: number, invented: number, seams: number, words: string[] }} Faults
 *
 * An area that leaves out a part of the thing that was dragged: the share of it that stays behind, and a larger area
 * that has room for all of it.
 * @typedef {{ outside: number, larger: Shape[] }} Cut
 *
 * @typedef {object} Candidate
 * @property {ImageRef} image
 * @property {number} seed
 * @property {number} steps
 * @property {Scope} scope how the drags were read
 * @property {number[] | null} arrival
 * @property {Faults | null} faults
 *
 * The marks that an edit was made of: enough to open it again.
 * @typedef {object} Marks
 * @property {Item[]} items
 * @property {boolean} suggested whether the proposed mask counts
 * @property {Suggestion | null} suggestion
 * @property {Shape[]} strokes painted and erased by hand, in order
 * @property {Scope} scope what the drags mean
 * @property {Item[] | null} unscaled the items at full strength, where they are shown at another
 * @property {number} strength 1 = as they were put
 *
 * @typedef {object} Results
 * @property {Rectangle} window
 * @property {Candidate[]} candidates best first
 * @property {number} chosen
 * @property {Recipe} recipe what was asked
 * @property {Marks} marks
 * @property {number} from the round that they start from
 * @property {number | null} replaces the round that they are other versions of
 * @property {Cut | null} cut
 *
 * One picture of the session and the edit that made it: of which round (-1: of none, the photo), and with which marks.
 * @typedef {{ image: ImageRef, recipe: Recipe | null, from: number, marks: Marks | null, faults: Faults | null,
 * cut: Cut | null }} Round
 *
 * Everything that undo brings back; never changed, only replaced.
 * @typedef {object} Work
 * @property {Round[]} rounds
 * @property {number} at which round is being edited
 * @property {number | null} redoes the round that is being made anew
 * @property {Shape[]} frozen what must stay, in every round
 * @property {number | null} feather how deep the area's border blends, in picture pixels; null for the rule
 * @property {Results | null} results waiting for a choice
 * @typedef {Work & Marks} Doc
 *
 * @typedef {object} Settings
 * @property {string} model
 * @property {number} candidates
 * @property {number} seed
 * @property {number | null} steps
 * @property {number | null} guidanceScale
 * @property {string} guidanceDecay empty for the model's own
 * @property {number} jpegQuality of downloads
 *
 * An edit as the CLI's `edit --recipe` reads it, and as the server takes it (there, `image` is an id).
 * @typedef {object} Recipe
 * @property {number} [version]
 * @property {string} [image]
 * @property {string} [model]
 * @property {{ handle: number[], target: number[] }[]} points
 * @property {{ shapes: Shape[] }} [mask]
 * @property {RigidRegion[]} [regions]
 * @property {number} [feather]
 * @property {Scope} [scope] absent: auto
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
 * @property
 * {{ window: Rectangle, maskUrl: string, candidates: { image: string, url: string, seed: number, steps: number,
 * scope?: Scope, arrival: number[] | null, faults: Faults | null }[],
 * cut?: { outside: number, largerMaskUrl: string } | null } | null} [result]
 * @property {Problem | null} [error]
 *
 * @typedef {{ title?: string, status?: number, detail?: string, code?: string }} Problem
 * @typedef {{ name: string, installed: boolean, description: string, knowsThings?: boolean, command?: string | null }}
 * ModelInfo
 * @typedef {{ models: ModelInfo[], 'default': string }} ModelList
 * @typedef {{ name: string, url: string, width: number, height: number }} Sample
 */
export {};
