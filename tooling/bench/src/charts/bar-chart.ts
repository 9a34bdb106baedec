import { numberText } from '../report/table-text.ts';
import type { Bar, Chart } from '../runner/group.ts';
import { element, type Svg, svgDocument } from './svg.ts';

const width = 760;
const labelWidth = 250;
const valueWidth = 70;
const row = 20;
const gap = 12;
const head = 56;

/** Horizontal bars on one scale, with the quartiles as whiskers and each value beside its bar. */
export function barChart({ title, axis, groups }: Chart): string {
  const longest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value, spread }) => spread?.[1] ?? value)));
  const scale = (width - labelWidth - valueWidth) / (longest || 1);
  const parts: Svg[] = [text('title', 16, 22, title), text('axis', 16, 42, axis)];
  let y = head;
  for (const { label, bars } of groups) {
    if (label !== '') {
      parts.push(text('group', 16, y + 14, label));
      y += row;
    }
    for (const bar of bars) {
      parts.push(...barParts(bar, y, scale));
      y += row;
    }
    y += gap;
  }
  const spoken = groups.flatMap(({ label, bars }) =>
    bars.map((bar) => `${[label, bar.label].filter(Boolean).join(', ')}: ${numberText(bar.value)}`),
  );
  return svgDocument({ width, height: y, title, description: `${axis}. ${spoken.join('; ')}.`, parts });
}

function barParts({ label, value, spread, ours = false }: Bar, y: number, scale: number): readonly Svg[] {
  const middle = y + row / 2;
  const bar = { x: labelWidth, y: y + 3, width: round(value * scale), height: row - 6, rx: 2 };
  const whisker = spread?.map((at) => round(labelWidth + at * scale)) ?? [];
  const end = labelWidth + Math.max(value, spread?.[1] ?? 0) * scale;
  return [
    text(ours ? 'label ours-label' : 'label', labelWidth - 8, middle + 4, label, 'end'),
    element('rect', { class: ours ? 'ours' : 'other', ...bar }),
    ...(spread ? [element('path', { class: 'whisker', d: `M${whisker[0]} ${middle}H${whisker[1]}` })] : []),
    text('value', round(end + 6), middle + 4, numberText(value)),
  ];
}

function text(kind: string, x: number, y: number, content: string, anchor: 'start' | 'end' = 'start'): Svg {
  return element('text', { class: kind, x, y, 'text-anchor': anchor }, content);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
