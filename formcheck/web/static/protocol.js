/**
 * What travels between page and program: types only, for editors and `tsc --checkJs`; see formcheck/live_visit/message.py.
 *
 * @typedef {"nl"|"en"} Lang
 * @typedef {Record<Lang, string>} Texts
 * @typedef {{sets: number, hold_s: number, reps: number, rest_s: number, per_side: boolean}} Dose
 * @typedef {{name: string,
 *   item: Record<string, unknown> & {exercise: string, view?: string, side?: string, book?: string}, texts: Record<string, Texts>, views: string[], carries: boolean, dose: Dose}} Exercise
 * @typedef {{version: string, model: string, sustained_fps: number|null, langs: Lang[], keeps: boolean,
 *   cue_gap_s: number, characters_per_s: number, objects: string[], palette: Record<string, string>, exercises: Exercise[]}} Options
 * @typedef {{time_s: number, stage: string, exercise: string, item: number, items: number, set: number, sets: number,
 *   hold_s: number, hold_target_s: number, reps: number, reps_target: number, attempts: number, left: number|null,
 *   rest_left_s: number, calibrated: boolean, verdict: string, faults: string[], reason: string, caption: string,
 *   advice: string, pain_before: number|null, pain_now: number|null, summary: string[], stopped: boolean}} Screen
 * @typedef {{text: string, kind: string, topic: string, interrupts: boolean, seconds: number}} Spoken
 * @typedef {{object: string, driven_by: string[], x_cm: number, y_cm: number, tilt_deg: number, fallen: boolean}} Book
 * @typedef {{type: "frame", t: number, size: [number, number], landmarks: ([number, number]|null)[],
 *   shapes: Shape[], verdict: string, fault_text: string,
 *   cue: string, reason_text: string, remedy: string, screen: Screen, say: Spoken[], book: Book|null,
 *   trouble: string, ms: Record<string, number>, dropped: number}} FrameMessage
 * @typedef {any[]} Shape a primitive, its kind first; see painter.js
 */

/** Frames that are sent before the first of them is answered: one is worked on while another waits. */
export const MOST_UNANSWERED = 2;

/** Stages in which the camera's picture is shown and the form may be spoken of. */
export const COACHED = new Set(["explain", "camera", "position", "calibrate", "perform", "pause", "rest"]);

/** Stages in which the form is judged. */
export const WORKING = new Set(["calibrate", "perform"]);

/** Stages that a press of "pause" leads to a pause from. */
export const PAUSABLE = new Set(["position", "calibrate", "perform"]);
