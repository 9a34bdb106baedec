/** Pixels that a preview is wide: a card's picture on a fine screen. */
const previewWidth = 720;
/** What is kept: a canvas takes memory, and a finished photo has its derivative to show. */
const mostPreviews = 60;

/** Pictures of the photos that were dropped here, until the service has derivatives to show. */
export interface Previews {
  /** Draws a photo, under the key of its upload. A photo that the browser can't read has no preview. */
  add(key: string, file: File): void;
  /** An upload became a task. */
  move(key: string, taskId: string): void;
  get(key: string): HTMLCanvasElement | undefined;
}

/**
 * @param onDrawn called when another preview is there
 */
export function createPreviews(onDrawn: () => void): Previews {
  const canvases = new Map<string, HTMLCanvasElement>();
  const newName = new Map<string, string>();
  // One after the other: a decoded photo takes 50 MB and more for a moment.
  let last: Promise<void> = Promise.resolve();

  const draw = async (key: string, file: File): Promise<void> => {
    const canvas = await drawn(file);
    if (canvas === undefined) return;
    canvases.set(newName.get(key) ?? key, canvas);
    const oldest = canvases.size > mostPreviews ? canvases.keys().next().value : undefined;
    if (oldest !== undefined) canvases.delete(oldest);
    onDrawn();
  };
  return {
    add(key, file) {
      last = last.then(() => draw(key, file));
    },
    move(key, taskId) {
      newName.set(key, taskId);
      const canvas = canvases.get(key);
      if (canvas === undefined) return;
      canvases.delete(key);
      canvases.set(taskId, canvas);
    },
    get: (key) => canvases.get(key),
  };
}

/** By canvas and not by an object URL, which the content security policy would have to allow. */
async function drawn(file: File): Promise<HTMLCanvasElement | undefined> {
  const bitmap = await createImageBitmap(file, { resizeWidth: previewWidth, resizeQuality: 'medium' }).catch(
    () => undefined,
  );
  if (bitmap === undefined) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}
