/** The look of the page of the API: light or dark as the reader has it, one column on a phone. */
export const docsStyle = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c1b1a, #eceae6);
  --quiet: light-dark(#5d5a55, #aaa69e);
  --ground: light-dark(#fbfaf8, #171615);
  --panel: light-dark(#f1efeb, #232120);
  --line: light-dark(#d9d5ce, #3b3835);
  --link: light-dark(#8a3b0c, #f2a772);
  --get: light-dark(#17603a, #7fd3a3);
  --post: light-dark(#1d4f91, #93bdf2);
  --delete: light-dark(#9a1f2b, #f29aa2);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 76rem;
  padding: 0 1rem 4rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
a { color: var(--link); }
a:focus-visible, pre:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
code { overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.4rem; background: var(--panel); }
pre code { overflow-wrap: normal; }
h1 { margin: 2rem 0 0; font-size: 1.7rem; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.3rem; }
h3 { margin: 0; font-size: 1.05rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.25rem 0 0.25rem; font-size: 0.95rem; }
nav h2 { margin: 1.25rem 0 0.25rem; font-size: 0.95rem; color: var(--quiet); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li { padding: 0.15rem 0; }
.skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--panel); }
.skip:focus { left: 1rem; top: 1rem; }
.operation, .schema { margin: 1rem 0; padding: 1rem 0; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.method { font: 700 0.85em ui-monospace, monospace; }
.method.get { color: var(--get); }
.method.post { color: var(--post); }
.method.delete { color: var(--delete); }
.access, .optional { color: var(--quiet); font-size: 0.9em; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.95em; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
tbody th { font-weight: 400; white-space: nowrap; }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 14rem minmax(0, 1fr); column-gap: 3rem; }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding-bottom: 2rem; }
}
`;
