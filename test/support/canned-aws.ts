import { Readable } from 'node:stream';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientConfig } from '../../src/adapters/aws/clients.ts';

/** What one request asked, as it went over the wire. */
export interface WireRequest {
  readonly action: string;
  /** Form fields of an Auto Scaling request; empty for CloudWatch. */
  readonly form: Readonly<Record<string, string>>;
  /** JSON of a CloudWatch request; null for Auto Scaling. */
  readonly json: unknown;
}

export interface WireReply {
  readonly status?: number;
  readonly body: string;
}

/** Answers for as many requests as come, and the requests themselves. */
export interface CannedAws {
  readonly requests: WireRequest[];
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
}

/** Unmodified SDK clients whose socket is `reply`: all above the socket is the real thing. */
export function cannedAws(
  reply: (request: WireRequest) => WireReply | Promise<WireReply>,
): CannedAws {
  const requests: WireRequest[] = [];
  const handle = async (sent: { headers: Record<string, string>; body?: unknown }) => {
    const request = wireRequest(sent.headers, sent.body);
    requests.push(request);
    const { status = 200, body } = await reply(request);
    const headers = { 'content-type': request.json === null ? 'text/xml' : 'application/json' };
    return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } };
  };
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
  const connection = { region: 'eu-west-1', endpoint: 'http://canned.invalid', profile: null };
  const config = { ...clientConfig(connection, {}), maxAttempts: 1, requestHandler };
  return {
    requests,
    autoScaling: new AutoScalingClient(config),
    cloudWatch: new CloudWatchClient(config),
  };
}

function wireRequest(headers: Record<string, string>, body: unknown): WireRequest {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    return { action: target.split('.')[1]!, form: {}, json: JSON.parse(text) };
  }
  const form = Object.fromEntries(new URLSearchParams(text));
  return { action: form.Action!, form, json: null };
}

/** An answer of Auto Scaling. */
export function xmlReply(action: string, result: string): WireReply {
  const body = `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
    <${action}Result>${result}</${action}Result>
    <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
  return { body };
}

/** A refusal of Auto Scaling. */
export function xmlError(status: number, code: string, message = 'no'): WireReply {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>` };
}

/** An XML list, one member for each text. */
export function members(texts: readonly string[]): string {
  return texts.map((text) => `<member>${text}</member>`).join('');
}
