import type { IncomingHttpHeaders } from 'node:http';
import type { AwsFault } from './aws-fault.ts';
import { Form } from './form.ts';
import { JsonInput } from './json-input.ts';
import { element, type XmlValue } from './xml.ts';

/**
 * The two wire protocols of current AWS clients: Auto Scaling speaks awsQuery (a form in, XML out),
 * CloudWatch speaks AWS JSON 1.0 and names its errors in the query protocol's words besides.
 */
export type Call =
  | { readonly kind: 'query'; readonly operation: string; readonly form: Form }
  | {
      readonly kind: 'json';
      readonly operation: string;
      /** Parsed when it is asked for, so that a bad body is answered like any other mistake. */
      readonly input: () => JsonInput;
    }
  | { readonly kind: 'unknown'; readonly reply: Reply };
export type KnownCall = Exclude<Call, { kind: 'unknown' }>;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const autoScalingVersion = '2011-01-01';
const cloudWatchTarget = 'GraniteServiceVersion20100801.';
const jsonType = 'application/x-amz-json-1.0';

/** What a request asks for, by its headers and body. */
export function callOf(headers: IncomingHttpHeaders, body: string): Call {
  const type = headers['content-type'] ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string' && target.startsWith(cloudWatchTarget)) {
    const operation = target.slice(cloudWatchTarget.length);
    return { kind: 'json', operation, input: () => JsonInput.parse(body) };
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = Form.parse(body);
    if (form.text('Version') === autoScalingVersion) {
      return { kind: 'query', operation: form.text('Action') ?? '', form };
    }
  }
  return { kind: 'unknown', reply: strangerReply };
}

const strangerReply: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body:
    'This is an emulator of EC2 Auto Scaling (awsQuery, 2011-01-01) and CloudWatch (AWS JSON 1.0). ' +
    'Point an AWS SDK at it with its endpoint option.\n',
};

/** A success of AWS JSON. */
export function renderJson(result: object): Reply {
  return { status: 200, headers: { 'content-type': jsonType }, body: JSON.stringify(result) };
}

/** A success of awsQuery; a null result is an empty one. */
export function renderXml(operation: string, result: XmlValue, requestId: string): Reply {
  const content = {
    [`${operation}Result`]: result ?? {},
    ResponseMetadata: { RequestId: requestId },
  };
  const body = element(`${operation}Response`, content, namespace);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

const namespace = ` xmlns="http://autoscaling.amazonaws.com/doc/${autoScalingVersion}/"`;

/** An error, in the protocol of the call. */
export function renderFault(call: KnownCall, fault: AwsFault, requestId: string): Reply {
  const { code, message, side, status } = fault;
  if (call.kind === 'json') {
    const headers = { 'content-type': jsonType, 'x-amzn-query-error': `${code};${side}` };
    const __type = `com.amazonaws.cloudwatch.v2010_08_01#${code}`;
    return { status, headers, body: JSON.stringify({ __type, message }) };
  }
  const error = { Error: { Type: side, Code: code, Message: message }, RequestId: requestId };
  const body = element('ErrorResponse', error, namespace);
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
