/** What the service keeps of its own: which products have their pictures. */
export class Products {
  readonly #pictures = new Map<string, string>();

  /** Idempotent: a handler may be called more than once. */
  ready(id: string, path: string): void {
    this.#pictures.set(id, path);
  }

  pictureOf(id: string): string | undefined {
    return this.#pictures.get(id);
  }

  clear(): void {
    this.#pictures.clear();
  }
}
