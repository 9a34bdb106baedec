/** The page's symbols. */
export type IconName = 'photo' | 'broken' | 'replay' | 'stop';

/** Lines, in a square of 24. In here and in no file of their own: they are needed most when nothing can be fetched. */
const lines: Readonly<Record<IconName, readonly string[]>> = {
  photo: [
    'M5 4.5h14a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2z',
    'M10.1 9.5a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0z',
    'm3.5 17 5-4.5 3.5 3 4-4.5 4.5 4.5',
  ],
  broken: [
    'M13.5 4.5H5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h6L9.5 15l4-2.5-3-3z',
    'M17 4.5h2a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-4.5L13.5 16l4-3-3-3z',
  ],
  replay: ['M4.5 12a7.5 7.5 0 1 0 2.3-5.4', 'M4.5 4v4h4'],
  stop: ['m7 7 10 10', 'M17 7 7 17'],
};

/** A symbol. It says nothing to whoever listens: what it means stands beside it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = svgElement('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(...lines[name].map((d) => svgElement('path', { d })));
  return svg;
}

function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
