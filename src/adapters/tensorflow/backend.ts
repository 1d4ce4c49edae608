import type { BackendChoice } from '../../app/ports/models.ts';
import { ForewarmError } from '../../errors.ts';
import { loadBundle, type TensorFlow } from './bundle.ts';
import { installFastMatMul } from './fast-matmul.ts';
import { probeNative, requireNative, type VerdictCache } from './native-probe.ts';

export type BackendName = Exclude<BackendChoice, 'auto'>;

/**
 * TensorFlow with one way to compute. It lives as long as its thread: the wasm heap never
 * shrinks, so whoever trains does it in a worker and gives the memory back by ending it.
 */
export interface Backend {
  readonly name: BackendName;
  readonly tf: TensorFlow;
  /** Makes it the one that computes, where several were opened in one thread. */
  activate(): Promise<void>;
}

/**
 * Opens `choice`; `auto` is the fastest that works: native, else wasm, else plain JavaScript.
 * @throws ForewarmError FW_BACKEND_ABSENT when what was asked for cannot be used: never a silent
 * downgrade, except by `auto`.
 */
export async function openBackend(choice: BackendChoice, cache?: VerdictCache): Promise<Backend> {
  if (choice === 'auto') return openFastest(cache);
  return choice === 'native' ? openNative(cache) : openBundled(choice);
}

async function openFastest(cache?: VerdictCache): Promise<Backend> {
  for (const choice of ['native', 'wasm'] as const) {
    try {
      return await openBackend(choice, cache);
    } catch (error) {
      if (!(error instanceof ForewarmError) || error.code !== 'FW_BACKEND_ABSENT') throw error;
    }
  }
  return openBundled('cpu');
}

async function openNative(cache?: VerdictCache): Promise<Backend> {
  const verdict = probeNative(cache);
  if (verdict.kind === 'absent') {
    throw new ForewarmError('FW_BACKEND_ABSENT', `backend native: ${verdict.reason}`, {
      hint: 'npm install @tensorflow/tfjs-node, or choose backend auto, wasm or cpu',
    });
  }
  return activated('native', requireNative() as TensorFlow);
}

async function openBundled(name: 'wasm' | 'cpu'): Promise<Backend> {
  const backend = await activated(name, await loadBundle());
  if (name === 'wasm') installFastMatMul(backend.tf);
  return backend;
}

async function activated(name: BackendName, tf: TensorFlow): Promise<Backend> {
  const registered = name === 'native' ? 'tensorflow' : name;
  const activate = async (): Promise<void> => {
    // A backend that fails to start answers false here, and TensorFlow.js goes on with another.
    const started = await tf.setBackend(registered);
    if (started && tf.getBackend() === registered) return;
    throw new ForewarmError('FW_BACKEND_ABSENT', `backend ${name} does not start`, {
      hint: 'choose backend auto or cpu',
    });
  };
  await activate();
  return { name, tf, activate };
}
