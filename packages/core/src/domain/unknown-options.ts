import { nearestName } from './nearest-name.ts';

/**
 * One problem for each option that does not exist, with the name that was probably meant. An option
 * given as undefined counts as not given.
 *
 * @param own the names of the options
 * @param passing names that others take, which are let pass
 */
export function unknownOptions(
  given: object,
  own: readonly string[],
  passing: readonly string[] = [],
): readonly string[] {
  return Object.entries(given)
    .filter(([name, value]) => value !== undefined && !own.includes(name) && !passing.includes(name))
    .map(([name]) => {
      const meant = nearestName(name, [...own, ...passing]);
      const advice = meant === undefined ? `options are ${own.join(', ')}` : `did you mean ${meant}?`;
      return `${name}: is not an option; ${advice}`;
    });
}
