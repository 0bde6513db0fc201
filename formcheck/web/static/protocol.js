/**
 * What travels between page and program. Made from the Python models by `python -m tools.page.protocol`:
 * change those, not this file.
 */

/**
 * @typedef {"nl" | "en"} Lang
 */

/**
 * The meaning of a shape; the palette of a painter turns it into a colour.
 * @typedef {"good" | "almost" | "different" | "unmeasured" | "near" | "far" | "outline" | "judged" | "book" | "ink" | "plate" | "track"} Role
 */

/**
 * @typedef {"left" | "middle" | "right"} Align
 */

/**
 * @typedef {"good" | "almost" | "different" | "unmeasured"} Word
 */

/**
 * A stage of a visit.
 * @typedef {"choose" | "pain" | "explain" | "camera" | "position" | "calibrate" | "perform" | "pause" | "rest" | "end"} Stage
 */

/**
 * @typedef {"choose" | "start" | "next" | "pause" | "stop" | "pain" | "legs" | "camera"} Button
 */

/**
 * The advice that follows from the pain answers.
 * @typedef {"go_on" | "easier" | "stop"} Advice
 */

/**
 * What a prompt is for, the most important kind first.
 * @typedef {"order" | "help" | "cue" | "call" | "script" | "praise" | "breath" | "quiet"} PromptKind
 */

/**
 * What a tone tells; they differ in number of notes or in direction: no pitch has to be known.
 * @typedef {"start" | "count" | "good" | "correction" | "end"} Tone
 */

/**
 * @typedef {"I420" | "NV12" | "RGBA" | "RGBX" | "BGRA" | "BGRX"} PixelFormat
 */

/**
 * The leaflet's dose, in seconds or in repetitions; the therapist edits it.
 * @typedef {object} DoseTarget
 * @property {number} sets
 * @property {number} hold_s
 * @property {number} reps
 * @property {boolean} per_side
 * @property {number} rest_s
 */

/**
 * @typedef {"side" | "front-high"} View
 */

/**
 * @typedef {"mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun"} Day
 */

/**
 * A personal reference that the therapist approved; it holds in place of the first seconds of a visit.
 * @typedef {object} GivenReference
 * @property {Record<string, number>} values by name, as `Calibration.values` of a result; in the exercise's own units.
 * @property {string | null} [taken_on] the day of the visit that it was read in, in the patient's time, as
 *   "2026-11-30"; null where nobody knows.
 * @property {string} [visit] key of that visit in the therapist's store, or "".
 * @property {[number, number] | null} [span_s] (from, to) in the media time of that recording, where the therapist
 *   picked it in the replay.
 */

/**
 * A suggested step that was taken (docs/clinical.md#next-step): what stood there before, and who decided.
 * @typedef {object} StepTaken
 * @property {"therapist" | "patient"} by whose word it was.
 * @property {string} on the day, as "2026-11-30".
 * @property {string} before the exercise of before; its own name where only the dose changed.
 * @property {number | null} [hold_s] its dose of before.
 * @property {number | null} [reps] its dose of before.
 */

/**
 * One exercise of a programme; a field that is null keeps the value of the exercise's config.
 * @typedef {object} Item
 * @property {Day[]} [days] of this exercise, where it differs from the whole programme.
 * @property {number | null} [times_a_week] of this exercise, where it differs from the whole programme.
 * @property {string} [note] of this exercise, where it differs from the whole programme.
 * @property {string} exercise name of the exercise.
 * @property {View} [view] where the camera stands.
 * @property {"left" | "right" | null} [side] side of the patient that faces the camera. For an exercise that is held
 *   on one side at a time (a side plank, a stretch) it is the side to be done, and only that; the scoring still finds
 *   the side by itself.
 * @property {string} [book] virtual object on the back.
 * @property {number} [strictness] factor on the bands: 1 keeps them, a larger number makes them narrower.
 * @property {Record<string, unknown>} [override] changes to the exercise's config, as in a therapist's `--config`
 *   file.
 * @property {"first" | "none" | GivenReference} [reference] what changes are measured from: "first" takes it anew in
 *   each visit, from the first good seconds; "none" measures against nothing, by the wider bands; else the one that
 *   was approved.
 * @property {number | null} [sets] number of sets.
 * @property {number | null} [hold_s] seconds of a set in an exercise that is held; it replaces repetitions.
 * @property {number | null} [reps] repetitions of a set in an exercise that is made of them; they replace a hold.
 * @property {number | null} [rest_s] seconds of rest after a set.
 * @property {StepTaken | null} [step] the last step that led here, and who decided it; null where nobody took one.
 */

/**
 * Texts of an exercise that the page shows.
 * @typedef {"name" | "aim" | "start" | "camera"} Part
 */

/**
 * One exercise of the programme.
 * @typedef {object} ExerciseOption
 * @property {string} name as in results.
 * @property {Item} item as the page sends it back to begin a visit.
 * @property {Record<Part, Record<Lang, string>>} texts
 * @property {View[]} views camera views that it can be judged in.
 * @property {boolean} carries an object is imagined on the back.
 * @property {DoseTarget} dose of one visit.
 * @property {boolean} today it is to be done on the day on which the page asks; without a programme, it is of `BASIC`.
 */

/**
 * The therapist's programme that a visit follows.
 * @typedef {object} ProgrammeOption
 * @property {number | null} number of the version on this machine, from 1; null of a file on the command line.
 * @property {string} title what the therapist wrote, or "".
 * @property {string} note what the therapist wrote, or "".
 * @property {Day[]} days as of `Programme`.
 * @property {number | null} times_a_week as of `Programme`.
 * @property {string | null} date day since which it is in force on this machine, "2026-11-30"; null of a file.
 */

/**
 * All that the page shows of the programme, in every language.
 * @typedef {object} Options
 * @property {string} version of formcheck.
 * @property {string} model the pose network.
 * @property {number | null} sustained_fps frames per second that it sustains on this machine; null when that was not
 *   measured.
 * @property {number} least_fps with fewer frames a second no tempo can be judged.
 * @property {Lang[]} langs
 * @property {boolean} keeps results can be kept.
 * @property {number} cue_gap_s least seconds between the beginnings of two cues.
 * @property {number} characters_per_s pace of speech.
 * @property {string[]} objects names of what can be imagined on the back.
 * @property {Record<Role, string>} palette colour of each role, as "#rrggbb".
 * @property {ProgrammeOption | null} programme the therapist's programme; null where all exercises may be done as they
 *   come.
 * @property {ExerciseOption[]} exercises
 */

/**
 * Names as in results; texts in the language of the visit; no number is NaN or infinite.
 * @typedef {object} Screen
 * @property {number} time_s media time, seconds.
 * @property {Stage} stage
 * @property {string} exercise
 * @property {number} item place in the programme, from 0, of the exercise that the next frames are scored as.
 * @property {number} items exercises of this visit.
 * @property {number} set from 1; one set covers both sides where an exercise is held on each.
 * @property {number} sets from 1; one set covers both sides where an exercise is held on each.
 * @property {number} hold_s seconds of this set in green or amber, and how many are asked for (0: no hold).
 * @property {number} hold_target_s seconds of this set in green or amber, and how many are asked for (0: no hold).
 * @property {number} reps repetitions of this set, and how many are asked for (0: not counted).
 * @property {number} reps_target repetitions of this set, and how many are asked for (0: not counted).
 * @property {number} attempts repetitions too far off to count.
 * @property {number | null} left seconds of the hold, or repetitions, still to do; null when nothing is asked for.
 * @property {number} rest_left_s seconds of the rest still to come; 0 outside a rest.
 * @property {boolean} calibrated a personal reference is in force.
 * @property {string} verdict of this frame; "" and empty where there is no frame.
 * @property {string[]} faults of this frame; "" and empty where there is no frame.
 * @property {string} reason of this frame; "" and empty where there is no frame.
 * @property {string} seen what the body does instead of the exercise, one of `SEEN`, or "".
 * @property {string} caption what is being said now, or "".
 * @property {Advice} advice what follows from the answers about pain.
 * @property {number | null} pain_before answers, 0 to 10; null while there is none.
 * @property {number | null} pain_now answers, 0 to 10; null while there is none.
 * @property {string[]} summary sentences for the last screen, what went well first.
 * @property {boolean} stopped the visit ended before all was done.
 */

/**
 * x and y of both ends, role, width, dashed, halo.
 * @typedef {["line", number, number, number, number, Role, number, boolean, boolean]} LineShape
 */

/**
 * Points, role, width, halo.
 * @typedef {["poly", number[][], Role, number, boolean]} PolylineShape
 */

/**
 * Points, role, opacity, halo.
 * @typedef {["area", number[][], Role, number, boolean]} PolygonShape
 */

/**
 * x and y of the centre, radius, role, opacity, halo.
 * @typedef {["disc", number, number, number, Role, number, boolean]} DiscShape
 */

/**
 * x and y of the centre, radius, width, role, share, halo.
 * @typedef {["ring", number, number, number, number, Role, number, boolean]} RingShape
 */

/**
 * Text, x and y, size, maximal width, role, align, bold.
 * @typedef {["text", string, number, number, number, number, Role, Align, boolean]} LabelShape
 */

/**
 * A primitive, its kind first; `formcheck.overlay.primitives` explains the fields.
 * @typedef {LineShape | PolylineShape | PolygonShape | DiscShape | RingShape | LabelShape} Shape
 */

/**
 * A sentence to say now.
 * @typedef {object} Spoken
 * @property {string} text
 * @property {PromptKind} kind
 * @property {string} topic
 * @property {boolean} interrupts it cuts off the one that is being said.
 * @property {number} seconds that it takes, about.
 * @property {string[]} parts texts that it is put together from where it is played from recordings.
 */

/**
 * The object on the back, see `formcheck.overlay.hud.BookView`: centimetres and degrees.
 * @typedef {object} Book
 * @property {string} object
 * @property {string[]} driven_by
 * @property {number} x_cm
 * @property {number} y_cm
 * @property {number} tilt_deg
 * @property {boolean} fallen
 */

/**
 * The judgement of one frame. Every text is in the language of the visit.
 * @typedef {object} FrameMessage
 * @property {"frame"} type
 * @property {number} t the frame's own time, seconds.
 * @property {[number, number]} size width and height in pixels.
 * @property {(number[] | null)[]} landmarks normalised x and y of the 33 BlazePose points, null for one not seen;
 *   empty for nobody.
 * @property {Shape[]} shapes
 * @property {Word} verdict
 * @property {string} cue how to mend the worst fault, or "".
 * @property {string} unseen what the exercise exists for and cannot be judged just now, as a sentence: `verdict` then
 *   holds only as far as seen. "" otherwise.
 * @property {string} unread what is shown in place of the word "good" where a line was not read in this frame, or "".
 * @property {string} remedy how to become measurable, or "".
 * @property {Screen} screen
 * @property {Spoken[]} say
 * @property {Tone | null} tone to sound now, before what is said; null for none.
 * @property {Book | null} book
 * @property {string} trouble why results are no longer kept, or "".
 * @property {Record<string, number>} ms wall time of each part of the work, milliseconds.
 * @property {number} dropped frames of this visit, so far, that were not judged.
 */

/**
 * Answers that only the record needs; pain and new leg symptoms are buttons of the visit.
 * @typedef {"exertion" | "comment" | "safety" | "pain_next"} AnswerKind
 */

/**
 * Begins a visit.
 * @typedef {object} Hello
 * @property {"hello"} type
 * @property {Lang} [lang]
 * @property {Item[] | null} [items] what to do; null is the whole programme.
 * @property {boolean} [keep] keep the visit: answers, counts, results and poses; no picture.
 * @property {boolean} [take] end the visit that is going on in another window.
 * @property {string | null} [resume] id of a visit that ended before it was done, to go on with what is left; where
 *   that cannot be, a new one with `items` begins, if there are any.
 */

/**
 * A button of the page, see `formcheck.coach.stages.Press`.
 * @typedef {object} Pressed
 * @property {"press"} type
 * @property {Button} button
 * @property {number | null} [value]
 */

/**
 * An answer that the visit itself does not act on; it is kept before `Noted` tells so.
 * @typedef {object} Answered
 * @property {"answer"} type
 * @property {AnswerKind} kind "exertion": how hard it was, 0 to 10; "comment": what the patient wrote (`text`);
 *   "safety": what was answered to the safety question; "pain_next": the pain of the morning after, 0 to 10, of the
 *   patient's visit before this one.
 * @property {number | null} [value]
 * @property {string} [text]
 */

/**
 * Ends a visit.
 * @typedef {object} Bye
 * @property {"bye"} type
 */

/**
 * What a page sends as text during a visit.
 * @typedef {Pressed | Answered | Bye} Said
 */

/**
 * The visit has begun: pictures are expected.
 * @typedef {object} Ready
 * @property {"ready"} type
 * @property {Lang} lang language of the visit.
 * @property {string | null} visit its id in the store, with which it may go on later; null where it is not kept.
 */

/**
 * The screen after a button.
 * @typedef {object} ScreenChanged
 * @property {"screen"} type
 * @property {Screen} screen
 */

/**
 * Something was not done; the text says why, in the language of the visit.
 * @typedef {object} Refused
 * @property {"error"} type
 * @property {string} text
 */

/**
 * An answer arrived; `kept`: it is on the disk.
 * @typedef {object} Noted
 * @property {"noted"} type
 * @property {AnswerKind} kind
 * @property {boolean} kept
 */

/**
 * The visit is over.
 * @typedef {object} Kept
 * @property {"kept"} type
 * @property {string[]} folders of its results, where they are written to a folder as well.
 * @property {string | null} visit its id in the store; null when nothing is kept there.
 */

/**
 * Another window has a visit; a hello with `take` ends that one.
 * @typedef {object} Busy
 * @property {"busy"} type
 */

/**
 * Another window has taken over; this visit is over.
 * @typedef {object} Taken
 * @property {"taken"} type
 */

/**
 * What the program sends as text.
 * @typedef {Ready | ScreenChanged | Refused | Noted | Kept | Busy | Taken} Told
 */

/**
 * A picture was not judged: a newer one came, or it was damaged. `t` is its time, null if it had none.
 * @typedef {object} Skipped
 * @property {"skipped"} type
 * @property {number | null} t
 */

/**
 * What answers a picture, as a binary message.
 * @typedef {FrameMessage | Skipped} Answer
 */

/**
 * All texts of one language by dotted key, `/words/<lang>.json`.
 * @typedef {Record<string, string>} Catalogue
 */

/**
 * A visit that ended before it was done.
 * @typedef {object} Left
 * @property {string} visit its id, for the hello that goes on with it.
 * @property {string} date day of its start, "2026-11-30", by the patient's clock.
 * @property {string} time of its start, "14:05".
 */

/**
 * What can be played in a language, by text.
 * @typedef {object} SoundIndex
 * @property {Catalogue} own address of the therapist's recording.
 * @property {Catalogue} packaged name of the recording in the package, without its ending.
 * @property {string[]} tones names of the tones.
 */

/** Pictures that a page sends before the first of them is answered: one is judged while another waits. */
export const MOST_UNANSWERED = 2;

/** Stages of an exercise: the camera's picture is shown. @type {ReadonlySet<Stage>} */
export const COACHED = new Set(["explain", "camera", "position", "calibrate", "perform", "pause", "rest"]);

/** Stages in which the coach speaks about the form and the hold clock runs. @type {ReadonlySet<Stage>} */
export const WORKING = new Set(["calibrate", "perform"]);

/** Stages that the button "pause" leads to a pause from. @type {ReadonlySet<Stage>} */
export const PAUSABLE = new Set(["position", "calibrate", "perform"]);

/** The worst pain that can be answered; 0 is none. */
export const WORST_PAIN = 10;

/** Before a JPEG: its capture time. */
export const TIME_BYTES = 8;

/** Before bare pixels: capture time, layout number, width, height. */
export const HEAD_BYTES = 14;

/** Layout number of each `VideoFrame.format` (WebCodecs) that can be sent bare; the byte X has no meaning. */
export const LAYOUTS = { I420: 1, NV12: 2, RGBA: 3, RGBX: 3, BGRA: 4, BGRX: 4 };
