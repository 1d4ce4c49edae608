import { expect, test } from 'vitest';
import { spokenLog } from '../../src/cli/spoken-log.ts';

/** What a person reads of one entry. */
function spoken(speak: (log: ReturnType<typeof spokenLog>) => void): string {
  let said = '';
  speak(spokenLog({ columns: 80, err: (text) => void (said += text) }));
  return said;
}

test('a warning is a sentence about its group, with what to do', () => {
  const fields = {
    group: 'web',
    code: 'FW_AWS_DENIED',
    detail: 'AWS refused to read the metric RequestCount',
    hint: 'check the credentials',
  };
  expect(spoken((log) => log.warn(fields, 'traffic could not be read'))).toBe(
    'warning: web: traffic could not be read: AWS refused to read the metric\n' +
      'RequestCount\n  check the credentials\n',
  );
});

test('a failure without a group or a hint is a sentence too', () => {
  const fields = { series: 'web', hint: null, detail: 'it is damaged' };
  expect(spoken((log) => log.error(fields, 'a model is unreadable'))).toBe(
    'warning: web: a model is unreadable: it is damaged\n',
  );
});

test('progress is silent', () => {
  expect(spoken((log) => log.info({ group: 'web' }, 'model trained'))).toBe('');
  expect(spoken((log) => log.debug({ group: 'web' }, 'traffic ingested'))).toBe('');
});
