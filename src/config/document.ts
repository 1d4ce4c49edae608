import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';

export type Path = readonly (string | number)[];

/** Where something stands in a file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a file, where it stands. */
export interface SyntaxProblem {
  readonly position: Position;
  readonly message: string;
}

/** A YAML file as plain values, with the way back from a value to its line. */
export interface YamlFile {
  /** undefined when `problems` leave nothing to read. */
  readonly raw: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** Whether the file itself holds something at `path`. */
  has(path: Path): boolean;
  /** Where the value at `path` stands, or else what is nearest above it. */
  positionOf(path: Path): Position;
  /** Where the key at the end of `path` stands. */
  positionOfKey(path: Path): Position;
}

/** Reads a file as YAML 1.2. A key that is given twice is a problem that leaves the rest readable. */
export function readYaml(text: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const problems = document.errors.map(({ code, message, pos }) => ({
    position: positionAt(pos[0]),
    message: code === 'DUPLICATE_KEY' ? 'this key is given twice' : `is not YAML: ${message}`,
  }));
  const readable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  let raw: unknown;
  try {
    if (readable) raw = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    // Aliases are followed only now: to an anchor that is not there, or to far too many.
    problems.push({ position: positionAt(0), message: `is not YAML: ${error.message}` });
  }
  const walk = (path: Path) => walkTo(document.contents, path, (node) => resolved(node));
  const resolved = (node: Node | null) => (isAlias(node) ? (node.resolve(document) ?? null) : node);

  return {
    raw,
    problems,
    has: (path) => walk(path).found,
    positionOf: (path) => positionAt(walk(path).offset),
    positionOfKey: (path) => positionAt(walk(path).keyOffset),
  };
}

interface Walk {
  readonly found: boolean;
  /** Of the value, or of the nearest thing above that has a place of its own. */
  readonly offset: number;
  /** Of the key or list entry that leads to it. */
  readonly keyOffset: number;
}

function walkTo(root: Node | null, path: Path, resolve: (node: Node | null) => Node | null): Walk {
  let node = resolve(root);
  let keyOffset = root?.range?.[0] ?? 0;
  for (const step of path) {
    const pair = isMap<Node, Node | null>(node) ? pairOf(node.items, step) : undefined;
    const entry = isSeq<Node>(node) ? node.items[Number(step)] : undefined;
    const at = pair?.key ?? entry;
    if (at === undefined) return { found: false, offset: keyOffset, keyOffset };
    keyOffset = at.range?.[0] ?? keyOffset;
    node = resolve(pair === undefined ? (entry ?? null) : pair.value);
  }
  return { found: true, offset: node?.range?.[0] ?? keyOffset, keyOffset };
}

/** Of a key that is given twice, the one that counts: the last. */
function pairOf(pairs: readonly Pair<Node, Node | null>[], step: string | number) {
  return pairs.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
}
