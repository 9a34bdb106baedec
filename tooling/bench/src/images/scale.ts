/** How much is measured. */
export interface ImageScale {
  /** The photos by name; undefined is all. */
  readonly photos?: readonly string[];
  /** Rounds for each photo alone. */
  readonly rounds: number;
  /** Photos of the batch, and how many times each contestant goes through it. */
  readonly batch: { readonly size: number; readonly rounds: number };
  /** Of the memory's measurement: photos in a row, all of the largest size. */
  readonly largest: number;
}

/** What the page's figures come from: about five minutes on two cores. */
export const wholeScale: ImageScale = { rounds: 5, batch: { size: 200, rounds: 3 }, largest: 20 };

/** To see that it runs. */
export const quickScale: ImageScale = {
  photos: ['0.3 MP JPEG', '2 MP JPEG', '12 MP JPEG'],
  rounds: 1,
  batch: { size: 12, rounds: 1 },
  largest: 2,
};
