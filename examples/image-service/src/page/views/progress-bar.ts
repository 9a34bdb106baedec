import { element, setText } from './dom.ts';

/** Where a bar stands. */
export interface Progress {
  /** From 0 to `total`. */
  readonly done: number;
  readonly total: number;
  /** The same in words. */
  readonly text: string;
}

/** A bar with its words below, named for what it measures. */
export function progressBar(label: string): { readonly element: HTMLElement; render(progress: Progress): void } {
  const done = element('div', { class: 'bar-done' });
  const bar = element('div', { class: 'bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0 }, done);
  const words = element('p', { class: 'card-progress-text' });
  return {
    element: element('div', { class: 'card-progress' }, bar, words),
    render({ done: value, total, text }) {
      bar.setAttribute('aria-valuenow', String(value));
      bar.setAttribute('aria-valuemax', String(total));
      bar.setAttribute('aria-valuetext', text);
      done.style.setProperty('--done', String(total > 0 ? value / total : 0));
      setText(words, text);
    },
  };
}
