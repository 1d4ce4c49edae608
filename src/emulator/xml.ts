/** A reply as data: lists become `<member>`s, undefined and null fields are left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly XmlValue[]
  | { readonly [field: string]: XmlValue };

/** `value` as the content of an element. */
export function xmlOf(value: XmlValue): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((each) => element('member', each)).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([name, field]) => element(name, field))
      .join('');
  }
  return escaped(String(value));
}

export function element(name: string, value: XmlValue, attributes = ''): string {
  return `<${name}${attributes}>${xmlOf(value)}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
