import type { ImageView } from '../api/wire.ts';
import { element, icon, setAttribute } from './dom.ts';

/** What the picture of a card shows. */
export interface PictureState {
  /** The photo as it lies on this machine, where it was dropped here. */
  readonly preview?: HTMLCanvasElement | undefined;
  /** The derivative to show, once there is one. */
  readonly image?: ImageView | undefined;
  readonly name: string;
  /** `red`: the work is under way. */
  readonly light: 'red' | 'none';
}

/** The picture at the top of a card: the dropped photo in red light, then its largest derivative. */
export function picture(): { readonly element: HTMLElement; render(state: PictureState): void } {
  const frame = element('div', { class: 'picture' });
  let shown: string | undefined;
  const show = (what: string, make: () => Node): void => {
    if (shown === what) return;
    shown = what;
    frame.replaceChildren(make());
  };
  let hasWorked = false;
  return {
    element: frame,
    render({ preview, image, name, light }) {
      hasWorked ||= light === 'red';
      setAttribute(frame, 'data-light', image ? undefined : light);
      if (image) show(image.url, () => linkTo(image, name, hasWorked));
      else if (preview) show('preview', () => preview);
      else
        show(`none ${light}`, () =>
          element('div', { class: 'picture-none' }, icon(light === 'red' ? 'photo' : 'broken')),
        );
    },
  };
}

function linkTo(image: ImageView, name: string, isNew: boolean): HTMLElement {
  const { url, width, height, resolution } = image;
  const alt = `${name}, derivative ${resolution}`;
  const img = element('img', {
    src: url,
    alt,
    width,
    height,
    loading: 'lazy',
    decoding: 'async',
    class: isNew && 'is-new',
  });
  return element('a', { href: url, target: '_blank', rel: 'noopener' }, img);
}
