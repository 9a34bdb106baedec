import { type Check, integer, object, oneOf, optional, string } from './check.ts';
import { ConfigError, errorCodes, InvalidInputError } from './errors.ts';

/** The formats a derivative may have. */
export const imageFormats = ['jpeg', 'png', 'webp', 'avif'] as const;
/** One of {@link imageFormats}. */
export type ImageFormat = (typeof imageFormats)[number];

/** How a derivative fits its box: `inside` keeps the whole picture, `cover` fills the box and crops. */
export const fits = ['inside', 'cover'] as const;
/** One of {@link fits}. */
export type Fit = (typeof fits)[number];

/** How much work goes into fewer bytes of the same quality. */
export const efforts = ['normal', 'high', 'highest'] as const;
/** One of {@link efforts}. */
export type Effort = (typeof efforts)[number];

/** A named recipe for one derivative, whole: what a job carries. */
export interface Preset<N extends string = string> {
  /** `[A-Za-z0-9_-]{1,64}`; becomes the derivative's `resolution` and a folder name. */
  readonly name: N;
  /** The box's width in pixels, 1 to 16384. A derivative is never enlarged. */
  readonly width: number;
  /** The box's height in pixels; unlimited when absent. Required for `cover`. */
  readonly height?: number;
  /** Default `inside`. */
  readonly fit: Fit;
  /** Default `jpeg`. */
  readonly format: ImageFormat;
  /** 1 to 100, default 85. PNG is lossless and ignores it. */
  readonly quality: number;
  /**
   * Absent is `normal`. `high` and `highest` trade the worker's time for bytes; how much, the
   * processor says. A worker that is older than this field makes `normal`.
   */
  readonly effort?: Effort;
}

/** What a team writes for one preset; the rest has defaults. */
export type PresetOptions = Omit<Partial<Preset>, 'name' | 'width'> & Pick<Preset, 'width'>;

/** The presets of a pipeline, by name. */
export interface Presets<N extends string = string> {
  /** Widest first, as in `all`. */
  readonly names: readonly N[];
  /** All of them, widest first; of equal width in the order of definition. */
  readonly all: readonly Preset<N>[];
  /**
   * The presets of these names, without doubles, widest first.
   *
   * @throws {InvalidInputError} (`UNKNOWN_PRESET`) for a name that is not defined
   */
  pick(names: readonly string[]): readonly Preset<N>[];
}

const largestSide = 16_384;
/** The most presets of a pipeline, and of a task. */
export const maxPresets = 32;

/** Checks a whole preset, as a job carries it. */
export const presetCheck: Check<Preset> = object<Preset>({
  name: string({ pattern: /^[A-Za-z0-9_-]{1,64}$/, what: '1 to 64 of A-Z a-z 0-9 _ -' }),
  width: integer({ min: 1, max: largestSide }),
  height: optional(integer({ min: 1, max: largestSide })),
  fit: oneOf(...fits),
  format: oneOf(...imageFormats),
  quality: integer({ min: 1, max: 100 }),
  effort: optional(oneOf(...efforts)),
});

/**
 * Defines the presets of a pipeline. Their names are typed through to `submit` and `task.images`.
 *
 * ```ts
 * const presets = definePresets({ hero: { width: 1024 }, thumb: { width: 800, quality: 80 } });
 * ```
 *
 * @throws {ConfigError} that lists every problem
 */
export function definePresets<const N extends string>(recipes: Readonly<Record<N, PresetOptions>>): Presets<N> {
  const problems: string[] = [];
  const all: Preset<N>[] = [];
  const known = new Set(['width', 'height', 'fit', 'format', 'quality', 'effort']);
  for (const [name, recipe] of Object.entries<PresetOptions>(recipes)) {
    const whole = { name, fit: 'inside', format: 'jpeg', quality: 85, ...withoutUndefined(recipe) };
    const preset = presetCheck(whole, name, problems);
    for (const key of Object.keys(recipe)) {
      if (!known.has(key)) problems.push(`${name}.${key}: is not an option of a preset`);
    }
    if (whole.fit === 'cover' && whole.height === undefined) problems.push(`${name}.height: is needed for fit "cover"`);
    if (preset) all.push(Object.freeze(preset) as Preset<N>);
  }
  if (Object.keys(recipes).length === 0) problems.push('at least one preset is needed');
  if (all.length > maxPresets) problems.push(`at most ${maxPresets} presets are allowed, got ${all.length}`);
  if (problems.length > 0) throw new ConfigError('The presets object', problems);
  all.sort((a, b) => b.width - a.width);
  const names = all.map((preset) => preset.name);
  return Object.freeze({
    names,
    all,
    pick(wanted: readonly string[]): readonly Preset<N>[] {
      const unknown = wanted.filter((name) => !names.some((one) => one === name));
      if (unknown.length > 0 || wanted.length === 0) {
        const what =
          unknown.length > 0
            ? `unknown preset ${unknown.map((u) => JSON.stringify(u)).join(', ')}`
            : 'must not be empty';
        throw new InvalidInputError('The list of presets', [`presets: ${what}; known are ${names.join(', ')}`], {
          code: errorCodes.unknownPreset,
        });
      }
      return all.filter((preset) => wanted.includes(preset.name));
    },
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

/** The presets of a pipeline that names none: `1024` and `800` pixels wide, JPEG of quality 85. */
export const defaultPresets: Presets<'1024' | '800'> = definePresets({
  '1024': { width: 1024 },
  '800': { width: 800 },
});
