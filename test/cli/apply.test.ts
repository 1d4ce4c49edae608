import { expect, test } from 'vitest';
import { notResized } from '../../src/cli/commands/apply.ts';

test.each([
  {
    reasons: ['FW_AWS_THROTTLED: resize web: Rate exceeded'],
    code: 'FW_AWS_THROTTLED',
    message: 'not resized: web: AWS throttled the request after all retries',
  },
  {
    reasons: ['FW_AWS_DENIED: no', 'FW_AWS_UNREACHABLE: gone'],
    code: 'FW_AWS_DENIED',
    message:
      'not resized: web: AWS refused the credentials or the permission; api: AWS could not be reached',
  },
  {
    reasons: ['toString: no code at all'],
    code: 'FW_AWS_UNKNOWN',
    message: 'not resized: web: AWS failed in a way forewarm does not know',
  },
])('apply fails with the code of what failed: $code', ({ reasons, code, message }) => {
  const failed = reasons.map((reason, i) => ({ group: ['web', 'api'][i]!, reason }));
  const error = notResized(failed);
  expect(error).toMatchObject({ code, message, exitCode: 4 });
  expect(error.hint).not.toBeNull();
});
