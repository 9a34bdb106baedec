/** What a text in Prometheus' format says of a metric: the value by its labels as written, `a="b",c="d"`. */
export function samplesOf(text: string): (name: string) => Readonly<Record<string, number>> {
  const samples = linesOf(text).map((line) => /^([a-z_:0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? []);
  return (name) =>
    Object.fromEntries(samples.flatMap(([, of, labels = '', value]) => (of === name ? [[labels, Number(value)]] : [])));
}

/** The metrics that a text describes, by name: `counter`, `gauge` or `histogram`. */
export function typesOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
}

/** Every line that is no comment. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
