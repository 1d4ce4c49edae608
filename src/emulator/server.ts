import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { EpochSeconds } from '../core/units.ts';
import { callAutoScaling } from './auto-scaling.ts';
import { AwsFault } from './aws-fault.ts';
import { callCloudWatch } from './cloud-watch.ts';
import { faultOf } from './faults.ts';
import {
  callOf,
  type KnownCall,
  type Reply,
  renderFault,
  renderJson,
  renderXml,
} from './protocols.ts';
import type { World } from './world.ts';

export interface EmulatorOptions {
  /** 0 = any free port. */
  readonly port?: number;
  /** Before each call the world is advanced to this clock; without one, only its owner does so. */
  readonly clock?: { now(): EpochSeconds };
}

export interface Emulator {
  /** The endpoint of both services, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Ends open connections and frees the port. */
  close(): Promise<void>;
}

/** Larger bodies are refused, compressed or not; CloudWatch itself takes 1 MB. */
const bodyBytesMax = 4 * 1024 * 1024;

/** Serves `world` on the loopback interface to unmodified AWS clients; credentials are not looked at. */
export async function startEmulator(
  world: World,
  options: EmulatorOptions = {},
): Promise<Emulator> {
  let requests = 0;
  const server = createServer((request, response) => {
    const requestId = `00000000-0000-4000-8000-${String(requests++).padStart(12, '0')}`;
    answer(world, options, request, requestId).then(
      (reply) => send(response, requestId, reply),
      () => response.destroy(),
    );
  });
  await listen(server, options.port ?? 0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

/** The reply to one request; null = the connection breaks. */
async function answer(
  world: World,
  { clock }: EmulatorOptions,
  request: IncomingMessage,
  requestId: string,
): Promise<Reply | null> {
  const body = await bodyOf(request);
  // From here to the reply nothing waits, so that calls take effect one after the other.
  if (clock !== undefined) world.advanceTo(Math.max(world.now, clock.now()));
  const call = callOf(request.headers, body);
  if (call.kind === 'unknown') return call.reply;
  const fault = world.faults.next(call.operation);
  if (fault === 'lost-request') return null;
  try {
    if (fault !== null && fault !== 'lost-reply') throw faultOf(fault);
    const reply = carryOut(world, call, requestId);
    return fault === 'lost-reply' ? null : reply;
  } catch (error) {
    if (error instanceof AwsFault) return renderFault(call, error, requestId);
    const message = error instanceof Error ? error.message : String(error);
    return renderFault(call, new AwsFault('InternalFailure', message, 500), requestId);
  }
}

function carryOut(world: World, call: KnownCall, requestId: string): Reply {
  const { operation } = call;
  if (call.kind === 'json') return renderJson(callCloudWatch(world, operation, call.input()));
  return renderXml(operation, callAutoScaling(world, operation, call.form), requestId);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  const raw = Buffer.concat(chunks);
  const zipped = request.headers['content-encoding'] === 'gzip';
  return (zipped ? gunzipSync(raw, { maxOutputLength: bodyBytesMax }) : raw).toString();
}

function send(response: ServerResponse, requestId: string, reply: Reply | null): void {
  if (reply === null) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'x-amzn-requestid': requestId });
  response.end(reply.body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
