import type { Upload } from '../state/model.ts';
import { bytes, plural } from '../text/numbers.ts';
import { button, element, setText } from './dom.ts';
import { refusal } from './failure.ts';
import { icon } from './icon.ts';
import type { ItemView } from './keyed-list.ts';
import { picture } from './picture.ts';
import { type Progress, progressBar } from './progress-bar.ts';

/** All that a card shows of an upload. */
export interface UploadItem {
  readonly upload: Upload;
  readonly preview: HTMLCanvasElement | undefined;
}

/** What the buttons of an upload do. */
export interface UploadActions {
  again(key: string): void;
  cancel(key: string): void;
}

/** The card of a photo that is on its way. */
export function uploadCard({ upload: { key, name } }: UploadItem, actions: UploadActions): ItemView<UploadItem> {
  const status = element('span', { class: 'status' });
  const heading = element('h3', { class: 'card-name', id: `upload-${key}`, tabindex: -1 }, name);
  const size = element('p', { class: 'card-meta' });
  const top = picture();
  const bar = progressBar(`Upload of ${name}`);
  const problem = element('div');
  const again = button('Try again', () => actions.again(key), { 'aria-label': `Try ${name} again` }, icon('replay'));
  const cancel = button('Cancel', () => actions.cancel(key), {}, icon('stop'));
  const body = element('div', { class: 'card-body' }, element('div', { class: 'card-head' }, heading, status), size);
  body.append(bar.element, problem, element('div', { class: 'card-actions' }, again, cancel));
  const card = element('article', { class: 'card', 'aria-labelledby': heading.id }, top.element, body);
  return {
    element: element('li', {}, card),
    render({ upload, preview }) {
      const { phase } = upload;
      const refused = phase.kind === 'refused';
      top.render({ name, preview, light: refused ? 'none' : 'red' });
      setText(status, refused ? 'Refused' : 'Uploading');
      status.dataset.status = refused ? 'failed' : 'pending';
      setText(size, bytes(upload.size));
      bar.element.hidden = refused;
      bar.render(progressOf(upload));
      problem.replaceChildren(...(refused ? [refusal(phase.problem)] : []));
      if (!refused && document.activeElement === again) heading.focus({ preventScroll: true });
      // A file that is too large stays so.
      again.hidden = !refused || [413, 415].includes(phase.problem.status);
      cancel.setAttribute('aria-label', `${refused ? 'Remove' : 'Cancel'} ${name}`);
      setText(cancel.childNodes[1] ?? cancel, refused ? 'Remove' : 'Cancel');
    },
  };
}

function progressOf({ phase, size }: Upload): Progress {
  switch (phase.kind) {
    case 'sending': {
      const percent = Math.round(phase.sent * 100);
      const text = percent < 100 ? `${percent}% of ${bytes(size)} sent` : 'Sent; the service checks it';
      return { done: percent, total: 100, text };
    }
    case 'retrying':
      return { done: 0, total: 100, text: `Not reached ${plural(phase.failures, 'time')}; tries again by itself` };
    default:
      return { done: 0, total: 100, text: 'Waits for its turn' };
  }
}
