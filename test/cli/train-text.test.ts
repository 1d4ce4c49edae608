import { describe, expect, test } from 'vitest';
import { trainText } from '../../src/cli/train-text.ts';
import { ForewarmError } from '../../src/errors.ts';
import { aTrainedModel } from '../support/models.ts';

const day = 86_400;
const { manifest } = aTrainedModel({ trainedFrom: 0, trainedTo: 9 * day, trainedAt: 9 * day });

describe('trainText', () => {
  test('says who serves and why, how good it is, and what the history allows', () => {
    const trial = { origins: 5, difference: 0.2, error: 0.03 };
    const standing = { role: 'challenger', reason: 'worse by 20 %', trial } as const;
    const text = trainText(
      [
        { group: 'web', model: { ...manifest, contest: manifest.contest }, failure: null },
        { group: 'api', model: { ...manifest, contest: [], standing }, failure: null },
        { group: 'old', model: { ...manifest, trainedAt: 14 * day }, failure: null },
        {
          group: 'new',
          model: null,
          failure: new ForewarmError('FW_DATA_SHORT', '5 h only', { hint: 'wait' }),
        },
      ],
      100,
    );
    expect(text).toMatchInlineSnapshot(`
      "web: serves from now on, trained in 0.5 s
        on past days: error 10.0 %, 0.33 × the loss of seasonal naive; the 80 % interval held 80 %
        9 d learnt: less than two weeks of history: each weekday was seen once, which one accident can
        spoil

      api: set aside, the champion serves on, trained in 0.5 s
        worse by 20 %
        too little history to measure its error
        9 d learnt: less than two weeks of history: each weekday was seen once, which one accident can
        spoil

      old: serves once newer data arrive, trained in 0.5 s
        on past days: error 10.0 %, 0.33 × the loss of seasonal naive; the 80 % interval held 80 %
        9 d learnt: less than two weeks of history: each weekday was seen once, which one accident can
        spoil
        the newest data are 5 d old

      new: not trained
        5 h only
        wait

      3 of 4 models trained
      "
    `);
  });
});
