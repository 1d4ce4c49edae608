/** An error as AWS sends it over the wire. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** Whose fault it is, as the protocols name the two sides. */
  get side(): 'Sender' | 'Receiver' {
    return this.status < 500 ? 'Sender' : 'Receiver';
  }
}

export function validationError(message: string): AwsFault {
  return new AwsFault('ValidationError', message);
}

export function unknownOperation(service: string, operation: string): AwsFault {
  return new AwsFault('InvalidAction', `This emulator of ${service} does not offer ${operation}.`);
}
