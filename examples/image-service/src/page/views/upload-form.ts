import type { PageSettings, PresetView } from '../api/wire.ts';
import type { State } from '../state/model.ts';
import { limit } from '../text/numbers.ts';
import { byId, element, setText } from './dom.ts';
import { icon } from './icon.ts';

/** Where photos come in: by drop anywhere on the page, or chosen; and which presets are made of them. */
export function uploadForm(
  settings: PageSettings,
  add: (files: readonly File[], presets: readonly string[]) => void,
): (state: State) => void {
  const section = byId('add', HTMLElement);
  const zone = byId('drop', HTMLElement);
  const input = byId('files', HTMLInputElement);
  const readOnly = byId('read-only', HTMLElement);
  const chosen = presetChoice(settings.presets);
  let mayWrite = false;

  const take = (files: FileList | null | undefined): void => {
    if (mayWrite && files && files.length > 0) add([...files], chosen());
  };
  input.addEventListener('change', () => {
    take(input.files);
    // So that the same file may be chosen again.
    input.value = '';
  });
  acceptDrops(zone, take);
  byId('drop-icon', HTMLElement).append(icon('photo'));
  setText(byId('limit', HTMLElement), `, up to ${limit(settings.maxUploadBytes)} each`);
  return ({ session }) => {
    mayWrite = session?.write === true;
    section.hidden = !mayWrite;
    readOnly.hidden = mayWrite || session?.read !== true;
  };
}

/** A photo may be dropped anywhere: next to the zone, the browser would leave the page for it. */
function acceptDrops(zone: HTMLElement, take: (files: FileList | undefined) => void): void {
  const isFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;
  document.addEventListener('dragover', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    zone.classList.add('is-over');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) zone.classList.remove('is-over');
  });
  document.addEventListener('drop', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    zone.classList.remove('is-over');
    take(event.dataTransfer?.files);
  });
}

/** @returns the names of those that are ticked: at least one always is */
function presetChoice(presets: readonly PresetView[]): () => readonly string[] {
  const place = byId('presets', HTMLElement);
  const boxes = presets.map(({ name }) =>
    element('input', { type: 'checkbox', name: 'presets', value: name, checked: true }),
  );
  const ticked = (): readonly string[] => boxes.filter((box) => box.checked).map((box) => box.value);
  for (const [i, box] of boxes.entries()) {
    const preset = presets[i];
    if (preset === undefined) continue;
    box.addEventListener('change', () => {
      // Nothing to make of a photo is no request.
      if (ticked().length === 0) box.checked = true;
    });
    const name = element('span', { class: 'preset-name' }, preset.name);
    const recipe = element('span', { class: 'preset-recipe' }, recipeText(preset));
    place.append(element('label', { class: 'preset' }, box, name, recipe));
  }
  return ticked;
}

function recipeText({ width, height, format, quality }: PresetView): string {
  const size = height === undefined ? `up to ${width} wide` : `within ${width} × ${height}`;
  return `${format.toUpperCase()}, ${size}${format === 'png' ? '' : `, quality ${quality}`}`;
}
