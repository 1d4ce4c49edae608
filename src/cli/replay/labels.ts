/** Labels beside the marks of a chart, placed one after the other where nothing stands yet. */

/** A box on the canvas, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A label that wants a place near its mark. */
export interface WantedLabel {
  readonly text: string;
  /** Centre of its mark. */
  readonly at: readonly [x: number, y: number];
}

export interface PlacedLabel extends Box {
  /** Whether it stands so far from its mark that a line should lead there. */
  readonly isFar: boolean;
}

/** What a letter takes, if it is bold, and a line. */
const letterWidth = 8;
const lineHeight = 16;
/** Between the centre of a mark and a label beside it. */
const gap = 10;
/** How far a label may move up or down, in lines, and to the side, in pixels. */
const linesMax = 8;
const sideways = [0, 40, 90] as const;

/**
 * A place for each of `wanted`, in their order: the nearest to its mark that lies within `canvas`
 * and overlaps neither a mark nor a label that is placed already; else the one that overlaps least.
 */
export function placeLabels(
  wanted: readonly WantedLabel[],
  marks: readonly Box[],
  canvas: Box,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const label of wanted) {
    const places = placesOf(label).filter((place) => isWithin(place, canvas));
    const taken = [...marks, ...placed];
    const covered = (place: Box) => taken.reduce((sum, box) => sum + overlapOf(place, box), 0);
    const least = Math.min(...places.map(covered));
    const best = places.find((place) => covered(place) === least);
    placed.push(best ?? { ...placesOf(label)[0]!, isFar: false });
  }
  return placed;
}

/** Around the mark, the nearest first: right, left, then line by line up and down. */
function placesOf({ text, at: [x, y] }: WantedLabel): PlacedLabel[] {
  const width = text.length * letterWidth;
  const places: (PlacedLabel & { readonly distance: number })[] = [];
  for (let line = -linesMax; line <= linesMax; line++) {
    for (const side of sideways) {
      const [right, left] = [x + gap + side, x - gap - side - width];
      const lefts = line === 0 ? [right, left] : [right, left, x - width / 2];
      for (const start of lefts) {
        const middle = y + line * lineHeight;
        const box = { left: start, right: start + width };
        const rows = { top: middle - lineHeight / 2, bottom: middle + lineHeight / 2 };
        const isLeft = start < x ? 1 : 0;
        const distance = Math.hypot(side, line * lineHeight) + isLeft;
        places.push({ ...box, ...rows, isFar: distance > 1.5 * lineHeight, distance });
      }
    }
  }
  return places
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ distance: _, ...place }) => place);
}

/** Pixels of area that two boxes share. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function isWithin(place: Box, canvas: Box): boolean {
  return (
    place.left >= canvas.left &&
    place.right <= canvas.right &&
    place.top >= canvas.top &&
    place.bottom <= canvas.bottom
  );
}
