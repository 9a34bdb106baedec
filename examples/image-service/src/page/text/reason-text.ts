const reasons: Readonly<Record<string, string>> = {
  CORRUPT_IMAGE: 'The photo is damaged or cut short.',
  UNSUPPORTED_FORMAT: 'The file is no photo of a format that can be read here.',
  IMAGE_TOO_LARGE: 'The photo has more pixels than are allowed.',
  SOURCE_NOT_FOUND: 'The original is not where it should be.',
  SOURCE_NOT_ALLOWED: 'The original lies where it may not be read.',
  PROCESSING_FAILED: 'The derivatives could not be made or stored.',
  WORKER_LOST: 'The worker ended without a word, more often than allowed.',
  ABORTED: 'The work was stopped.',
};

/** Why a task failed, in one plain sentence for its code. */
export function reasonText(code: string): string {
  return reasons[code] ?? 'The derivatives could not be made.';
}
