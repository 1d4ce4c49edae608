/** The few shapes of SVG a report is drawn with, as text. */

/** Text that is safe between tags and within quoted attributes of HTML and SVG. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A coordinate in tenths of a pixel. @throws RangeError when it is not finite. */
export function px(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`coordinate ${value}`);
  return String(Math.round(value * 10) / 10);
}

export type Attributes = Readonly<Record<string, string | number>>;

/** `<name …>children</name>`; numbers become coordinates, and text is escaped. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escapeXml(value)}"`)
    .join('');
  const inner = children.join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

/** `words` at (x, y). */
export function label(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(words));
}

/** What a pointer that rests on the shape around it is told. */
export function tooltip(words: string): string {
  return element('title', {}, escapeXml(words));
}

export type Point = readonly [x: number, y: number];

/** A line through `points`; null breaks it, and a point between two breaks is drawn as a dot. */
export function linePath(points: readonly (Point | null)[]): string {
  let [path, open] = ['', false];
  points.forEach((point, index) => {
    if (point === null) {
      open = false;
      return;
    }
    const [x, y] = point;
    path += `${open ? 'L' : 'M'}${px(x)} ${px(y)}`;
    const alone = !open && (points[index + 1] ?? null) === null;
    if (alone) path += `h0.1`;
    open = true;
  });
  return path;
}

/** The area between an upper and a lower line over the same places; both at least one point. */
export function areaPath(upper: readonly Point[], lower: readonly Point[]): string {
  const around = [...upper, ...lower.toReversed()];
  return around.length === 0 ? '' : `${linePath(around)}Z`;
}
