/** A piece of SVG, escaped. */
export type Svg = string;

/** An element with attributes, and text inside. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, content?: string): Svg {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${escaped(content)}</${name}>`;
}

// Pages show the picture by <img>, which sees the reader's colour scheme but not the page's style.
const style = `
text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#24292f}
.title{font-size:16px;font-weight:600}.axis,.value{fill:#57606a}.group{font-weight:600}.ours-label{font-weight:600}
.ours{fill:#0969da}.other{fill:#afb8c1}.whisker{stroke:#24292f;stroke-width:1.5}.page{fill:#ffffff}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.axis,.value{fill:#9198a1}
.ours{fill:#4493f8}.other{fill:#59636e}.whisker{stroke:#e6edf3}.page{fill:#0d1117}}`;

/** What {@link svgDocument} takes. */
export interface SvgDocument {
  readonly width: number;
  readonly height: number;
  /** What a screen reader says instead of the picture: first this, then the description. */
  readonly title: string;
  readonly description: string;
  readonly parts: readonly Svg[];
}

/** A whole SVG file, one element a line, so that a changed figure is a changed line. */
export function svgDocument({ width, height, title, description, parts }: SvgDocument): string {
  const root = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d"`;
  return [
    `<svg ${root} width="${width}" height="${height}">`,
    element('title', { id: 't' }, title),
    element('desc', { id: 'd' }, description),
    `<style>${style}\n</style>`,
    element('rect', { class: 'page', width, height }),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
