// The portfolio with its parts left out. Members are fitted and asked once for all variants.
import { unstretched } from '../dist/core/forecasting/portfolio/calibration.js';
import { trainPortfolio } from '../dist/core/forecasting/portfolio/portfolio.js';
import { restoreModel } from '../dist/core/forecasting/portfolio/restore.js';

/**
 * Quantiles of the steps after `series` by each variant, the whole portfolio first, then one without
 * each of `parts`, whether it is among `members` or not.
 */
export async function variantsOf(series, context, members, parts) {
  const able = members.map(remembered);
  const modelOf = async (keep) => {
    const kept = able.filter(({ name }) => keep(name));
    return (await trainPortfolio(series, context, kept)).model;
  };
  const isNetwork = (name) => name === 'network';
  const isLinear = (name) => name.startsWith('linear');
  const whole = await modelOf(() => true);
  const models = { 'the portfolio': whole, 'without calibration': uncalibrated(whole) };
  for (const part of parts) {
    models[`without ${part}`] = await modelOf((name) => name !== part);
  }
  models['the network alone'] = await modelOf(isNetwork);
  models['the linear members alone'] = await modelOf(isLinear);
  models['the baselines alone'] = await modelOf((name) => name.startsWith('naive'));
  const said = Object.entries(models).map(([name, model]) => {
    return [name, model.predict(series, context.horizon, context.levels).quantiles];
  });
  return Object.fromEntries(said);
}

function uncalibrated({ state }) {
  const stretches = state.parameters.stretches.map(() => unstretched);
  return restoreModel({ ...state, parameters: { ...state.parameters, stretches } });
}

/** `member`, which fits a lesson of one length, and answers one question, only once. */
function remembered(member) {
  const fits = new Map();
  const fit = async (lesson, context) => {
    const outcome = await member.fit(lesson, context);
    if (outcome.kind !== 'fitted') return outcome;
    const { name, state, quantilesAt } = outcome.model;
    const answers = new Map();
    const answer = (view, origin, ahead) => {
      const question = [view.history.steps, origin, ahead.length].join();
      if (!answers.has(question)) answers.set(question, quantilesAt(view, origin, ahead));
      return answers.get(question);
    };
    return { kind: 'fitted', model: { name, state, quantilesAt: answer } };
  };
  return {
    name: member.name,
    fit(lesson, context) {
      if (!fits.has(lesson.until)) fits.set(lesson.until, fit(lesson, context));
      return fits.get(lesson.until);
    },
  };
}
