/** A seeded stream of numbers. Passed in wherever chance is needed, so that a seed repeats a run. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole, uniform in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream: the same name gives the same stream, whatever was drawn before. */
  stream(name: string): Random;
}

/** Streams of sfc32, seeded by a hash of `seed` and the stream's name. Source: PractRand, sfc32. */
export function seededRandom(seed: number, name = ''): Random {
  let [a, b, c, counter] = [hash(`${seed}/${name}/a`), hash(`${seed}/${name}/b`), hash(name), 1];
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) draw();
  return {
    next: draw,
    below: (bound) => Math.floor(draw() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw()),
    stream: (child) => seededRandom(seed, `${name}/${child}`),
  };
}

/** FNV-1a over UTF-16 units, finished by a murmur mix. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
