import type { ImageView, TaskView } from '../api/wire.ts';
import { bytes, count, saved } from '../text/numbers.ts';
import { originalOf, taskName } from '../text/task-text.ts';
import { element } from './dom.ts';

/** The derivatives of a completed task: each a picture, with its size and what it saves of the original. */
export function derivatives(task: TaskView): HTMLElement {
  const original = originalOf(task).size;
  return element(
    'ul',
    { class: 'derivatives', 'aria-label': `Derivatives of ${taskName(task)}` },
    ...task.images.map((image) => derivative(image, original)),
  );
}

function derivative(image: ImageView, original: number | undefined): HTMLElement {
  const { url, resolution, width, height, size } = image;
  // Its words stand beside it, and the link needs a name of its own.
  const picture = element('img', { src: url, alt: '', width, height, loading: 'lazy', decoding: 'async' });
  const link = {
    class: 'derivative-picture',
    href: url,
    target: '_blank',
    rel: 'noopener',
    'aria-label': `Open ${resolution}`,
  };
  const saving = original === undefined ? undefined : saved(size, original);
  const weight = element('p', { class: 'derivative-bytes', title: `${count(size)} bytes` }, bytes(size));
  if (saving !== undefined) weight.append(element('span', { class: 'derivative-saved' }, ` · saves ${saving}`));
  return element(
    'li',
    { class: 'derivative' },
    element('a', link, picture),
    element(
      'div',
      {},
      element(
        'p',
        { class: 'derivative-name' },
        resolution,
        element('span', { class: 'derivative-size' }, `${width} × ${height}`),
      ),
      weight,
    ),
  );
}
