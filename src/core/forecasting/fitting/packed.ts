/** Numbers as base64 of little-endian float64: exact, and a third of the length of decimal JSON. */
export type PackedNumbers = string;

export function pack(values: ArrayLike<number>): PackedNumbers {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i]!, true);
  let bytes = '';
  for (let i = 0; i < view.byteLength; i++) bytes += String.fromCharCode(view.getUint8(i));
  return btoa(bytes);
}

/** The `count` numbers of `packed`. @throws RangeError where it holds more or fewer: of other shapes. */
export function unpackExactly(packed: PackedNumbers, count: number): Float64Array {
  const values = unpack(packed);
  checkCount(values, count);
  return values;
}

/** @throws RangeError unless a saved model holds `count` of `parts`: this forewarm reads no other. */
export function checkCount({ length }: ArrayLike<unknown>, count: number): void {
  if (length === count) return;
  throw new RangeError(`a model holds ${length} where this forewarm reads ${count}: train again`);
}

export function unpack(packed: PackedNumbers): Float64Array {
  const bytes = atob(packed);
  const view = new DataView(new ArrayBuffer(bytes.length));
  for (let i = 0; i < bytes.length; i++) view.setUint8(i, bytes.charCodeAt(i));
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}
