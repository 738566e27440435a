// What the views of measurements share: the choice of a run and of one of its reports, and measuring it now.
import {attempt, el, job, json, message, progress, query, run as address, select, sentence} from './dom.js';

/** Shows reports of an evaluation: draw(place, report, run) shows one. */
export async function measured(root, {info, values, signal}, evaluation, explain, draw) {
  const runs = (await json('/api/runs', {signal})).runs.filter(run => run.state !== 'unreadable');
  if (!runs.length) {
    root.append(message('No runs yet', `There are no runs in ${info.runs}. Start one:`, el('pre', {}, './likeness pretrain')));
    return;
  }
  runs.sort((a, b) => b.changed - a.changed);
  const place = el('div');
  const bar = el('div', {class: 'bar'});
  root.append(bar, place);
  let name = runs.some(run => run.name === values.get('run')) ? values.get('run') : runs[0].name;
  await open();

  async function open(wanted) {
    const reports = await json(address(name) + '/reports' + query({evaluation}), {signal});
    const report = reports.includes(wanted) ? wanted : reports[0];
    const measure = el('button', {type: 'button', class: reports.length ? '' : 'main', onclick: () => attempt(start)},
      reports.length ? 'Measure again' : 'Measure now');
    bar.replaceChildren(
      select('Run', runs.map(run => run.name), name, value => {
        name = value;
        attempt(open);
      }),
      reports.length > 1 ? select('Report', reports, report, value => attempt(() => open(value))) : '',
      el('span', {class: 'grow'}), measure);
    if (report) draw(place, await json(`${address(name)}/reports/${encodeURIComponent(report)}`, {signal}), name);
    else place.replaceChildren(message('Not measured yet', explain));

    async function start() {
      measure.disabled = true;
      try {
        const state = await json(`${address(name)}/measure/${evaluation}`, {method: 'POST', signal});
        await job(state, now => place.replaceChildren(progress(now)), signal);
      } catch (e) {
        if (e.name !== 'AbortError') place.replaceChildren(message('It could not be measured', sentence(e.message)));
        measure.disabled = false;
        return;
      }
      await open(evaluation);
    }
  }
}

/** Large numbers with their names; intervals below them. */
export const numbers = all => el('div', {class: 'numbers'}, all.filter(each => each[1] !== '').map(([title, value, interval]) =>
  el('div', {class: 'card'}, el('b', {}, value), el('span', {class: 'soft'}, title), interval ? el('div', {class: 'soft'}, interval) : '')));
