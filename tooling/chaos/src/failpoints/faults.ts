import { setTimeout as pause } from 'node:timers/promises';
import { UnavailableError } from '@safelight/core';
import type { Random } from '@safelight/core/testing';
import type { FaultRule } from './fault-rule.ts';

interface Armed extends FaultRule {
  passed: number;
  hits: number;
}

/**
 * The switches of one process of the rig. Wrapped ports send each of their calls through them; with no rule set
 * they change nothing.
 */
export class Faults {
  #rules: readonly Armed[] = [];
  readonly #random: Random;
  readonly #onHit: (rule: FaultRule) => void;
  readonly #die: () => void;

  /**
   * @param random decides for rules with a `chance`
   * @param onHit hears of each hit before it takes effect
   * @param die ends this process at once
   */
  constructor(random: Random, onHit: (rule: FaultRule) => void, die: () => void) {
    this.#random = random;
    this.#onHit = onHit;
    this.#die = die;
  }

  /** Replaces all rules; what earlier ones hold back goes on. */
  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule, passed: 0, hits: 0 }));
  }

  /** The rule that hits this call, if one does; asking counts as the call. */
  take(at: string, when: 'before' | 'after' = 'before'): FaultRule | undefined {
    for (const rule of this.#rules) {
      if (rule.at !== at || (rule.when ?? 'before') !== when) continue;
      if (rule.passed < (rule.skip ?? 0)) {
        rule.passed++;
        continue;
      }
      if (rule.hits >= (rule.times ?? Number.POSITIVE_INFINITY) || this.#random() >= (rule.chance ?? 1)) continue;
      rule.hits++;
      this.#onHit(rule);
      return rule;
    }
    return undefined;
  }

  /** One call of an operation, with what the rules do to it: `die`, `fail`, `delay`, `hang`. */
  async pass<T>(at: string, call: () => Promise<T>): Promise<T> {
    await this.#suffer(at, this.take(at, 'before'));
    const result = await call();
    await this.#suffer(at, this.take(at, 'after'));
    return result;
  }

  async #suffer(at: string, rule: FaultRule | undefined): Promise<void> {
    if (rule === undefined) return;
    if (rule.deed === 'die') this.#die();
    if (rule.deed === 'die' || rule.deed === 'hang') await new Promise<never>(() => {});
    if (rule.deed === 'delay') await pause(rule.ms ?? 1_000);
    if (rule.deed === 'fail') throw failure(at, rule.code);
  }
}

function failure(at: string, code: string | undefined): Error {
  const what = `${at} is switched to fail.`;
  if (code === undefined) return new UnavailableError(at.split('.')[0] ?? at, what);
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
