/** Attributes of a new element; `true` is an attribute without a value, `undefined` and `false` are none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A new element. Text is only ever text: nothing here reads HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children);
  return made;
}

/** The element of the document with this id. @throws {TypeError} where `index.html` has no such element */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} with the id "${id}".`);
  return found;
}

/** Sets an attribute, or takes it away. */
export function setAttribute(target: Element, name: string, value: Attributes[string]): void {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : String(value));
}

/** Sets the text where it is another: a live region reads out what is set, and a selection is lost by it. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A button, and what it does. */
export function button(
  label: string,
  press: () => void,
  attributes: Attributes = {},
  ...before: Node[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'button', ...attributes }, ...before, label);
  made.addEventListener('click', press);
  return made;
}
