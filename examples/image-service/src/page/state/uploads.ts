import type { Upload, UploadPhase } from './model.ts';

/** The uploads with one in another phase. */
export function withPhase(uploads: readonly Upload[], key: string, phase: UploadPhase): readonly Upload[] {
  return uploads.map((upload) => (upload.key === key ? { ...upload, phase } : upload));
}

/** The uploads without one. */
export function withoutUpload(uploads: readonly Upload[], key: string): readonly Upload[] {
  return uploads.filter((upload) => upload.key !== key);
}
