/** Something that shows one item, again and again. */
export interface ItemView<T> {
  readonly element: HTMLElement;
  render(item: T): void;
}

/**
 * Shows a list of items in `parent`, each by a view of its own that stays as long as its item does: focus,
 * an open timeline, a loaded picture are not lost when others come, go or move.
 *
 * @returns what shows the items of the moment
 */
export function keyedList<T>(
  parent: HTMLElement,
  keyOf: (item: T) => string,
  create: (item: T) => ItemView<T>,
): (items: readonly T[]) => void {
  const views = new Map<string, ItemView<T>>();
  return (items) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, { element }] of views) {
      if (wanted.has(key)) continue;
      element.remove();
      views.delete(key);
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const view = views.get(key) ?? create(item);
      views.set(key, view);
      view.render(item);
      if (view.element === place) place = place.nextElementSibling;
      else parent.insertBefore(view.element, place);
    }
  };
}
