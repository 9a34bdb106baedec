import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { barChart } from '../src/charts/bar-chart.ts';

const chart = {
  name: 'speed',
  title: 'Speed & size',
  axis: 'milliseconds; <less> is better',
  groups: [
    {
      label: '12 MP',
      bars: [
        { label: 'ours', value: 50, spread: [45, 60] as const, ours: true },
        { label: 'theirs', value: 100 },
      ],
    },
  ],
};

describe('a bar chart', () => {
  const svg = barChart(chart);

  it('has bars as long as their values, and the values beside them', () => {
    const widths = [...svg.matchAll(/<rect class="(ours|other)"[^>]* width="([\d.]+)"/g)].map(([, kind, width]) => [
      kind,
      Number(width),
    ]);
    expect(widths.map(([kind]) => kind)).toEqual(['ours', 'other']);
    expect(Number(widths[1]?.[1]) / Number(widths[0]?.[1])).toBeCloseTo(2, 2);
    expect(svg).toMatch(/class="value"[^>]*>50\.0</);
    expect(svg).toMatch(/class="value"[^>]*>100</);
  });

  it('says to who cannot see it what it shows', () => {
    expect(svg).toContain('<title id="t">Speed &amp; size</title>');
    expect(svg).toContain('12 MP, ours: 50.0; 12 MP, theirs: 100.');
    expect(svg).toContain('&lt;less&gt;');
  });

  it('is a picture, in light and in dark', async () => {
    const { width, height, format } = await sharp(Buffer.from(svg)).metadata();
    expect([format, width]).toEqual(['svg', 760]);
    expect(height).toBeLessThan(200);
    expect(svg).toContain('prefers-color-scheme:dark');
  });
});
