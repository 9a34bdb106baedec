import type { ImageView } from '../api/wire.ts';
import { element, setAttribute } from './dom.ts';
import { icon } from './icon.ts';

/** What the picture of a card shows. */
export interface PictureState {
  /** The photo as it lies on this machine, where it was dropped here. */
  readonly preview?: HTMLCanvasElement | undefined;
  /** The derivative to show, once there is one. */
  readonly image?: ImageView | undefined;
  readonly name: string;
  /** `red`: the work is under way, or the picture is about to come. */
  readonly light: 'red' | 'none';
}

/** The picture at the top of a card: the dropped photo in red light, then its largest derivative. */
export function picture(): { readonly element: HTMLElement; render(state: PictureState): void } {
  const frame = element('div', { class: 'picture' });
  let shown: string | undefined;
  return {
    element: frame,
    render(state) {
      const what = contentOf(state);
      if (what === shown) return;
      const isFirst = shown === undefined;
      shown = what;
      if (state.image) {
        develop(frame, state.image, state.name, !isFirst);
        return;
      }
      frame.replaceChildren(state.preview ?? placeholder(state.light));
      setAttribute(frame, 'data-light', state.light);
    },
  };
}

function contentOf({ image, preview, light }: PictureState): string {
  return image ? image.url : `${preview ? 'preview' : 'nothing'} in ${light} light`;
}

function placeholder(light: PictureState['light']): HTMLElement {
  return element('div', { class: 'picture-none' }, icon(light === 'red' ? 'photo' : 'broken'));
}

/** What was there stays, and in its light, until the derivative has come. */
function develop(frame: HTMLElement, image: ImageView, name: string, isNew: boolean): void {
  const { url, width, height, resolution } = image;
  const alt = `${name}, derivative ${resolution}`;
  const img = element('img', { src: url, alt, width, height, loading: 'lazy', decoding: 'async' });
  const link = element('a', { href: url, target: '_blank', rel: 'noopener' }, img);
  img.addEventListener('load', () => {
    setAttribute(frame, 'data-light', undefined);
    img.classList.toggle('is-new', isNew);
    for (const one of [...frame.children]) if (one !== link) one.remove();
  });
  frame.append(link);
}
