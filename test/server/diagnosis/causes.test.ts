import { expect, suite, test } from 'ztest';
import { causesOf, type Experiment, type Order } from '../../../server/diagnosis/causes.ts';

const ran = (name: string, failures: number, runs = 2): Experiment => ({
  name,
  when: name === 'alone' ? 'alone' : `with ${name}`,
  runs,
  failures,
  error: failures > 0 ? 'no\nmore' : undefined,
  timeouts: 0,
  duration: 1,
});

const none: Order = { polluters: [], setters: [] };

const namesOf = (...experiments: readonly Experiment[]): readonly string[] =>
  causesOf(experiments, none).map(({ name }) => name);

suite('the cause of failures', () => {
  const steady = ran('alone', 0, 10);

  test('is none when it never failed', () => {
    expect(namesOf(steady, ran('random', 0), ran('load', 0, 5))).toEqual([]);
  });

  test('is what makes it fail that never fails alone', () => {
    for (const name of ['network', 'port', 'state'])
      expect(namesOf(steady, ran(name, 2))).toEqual([name]);
    expect(namesOf(steady, ran('clock', 0), ran('clock', 2))).toEqual(['time']);
    expect(namesOf(steady, ran('load', 3, 5))).toEqual(['load']);
    expect(namesOf(steady, { ...ran('load', 3, 5), timeouts: 3 })).toEqual(['timeout']);
  });

  test('is random numbers when some values always fail and others never do', () => {
    const moody = ran('alone', 4, 10);
    const dice = [ran('random', 0), ran('random', 2)];
    expect(namesOf(moody, ...dice)).toEqual(['random']);
    expect(namesOf(moody, ...dice, ran('load', 5, 5))).toEqual(['random']);
    expect(namesOf(moody, ran('random', 1), ran('random', 2))).toEqual(['unknown']);
  });

  test('is who answers from outside, when it fails now and then and always without them', () => {
    const moody = ran('alone', 4, 10);
    expect(namesOf(moody, ran('network', 4, 4))).toEqual(['network']);
    expect(namesOf(moody, ran('network', 2, 4))).toEqual(['unknown']);
    expect(namesOf(moody, ran('port', 4, 4))).toEqual(['unknown']);
    const told = (error: string): Experiment => ({ ...moody, error });
    expect(namesOf(told('connect ECONNREFUSED 10.0.0.1:80'))).toEqual(['network']);
    expect(namesOf(told('listen EADDRINUSE :::80'), ran('port', 4, 4))).toEqual(['port']);
    const always = { ...ran('alone', 10, 10), error: 'listen EADDRINUSE :::80' };
    expect(namesOf(always)).toEqual(['port']);
  });

  test('is nothing else when it always fails', () => {
    expect(namesOf(ran('alone', 10, 10), ran('network', 2), ran('random', 2))).toEqual(['always']);
  });

  test('names the tests that must run before it', () => {
    const [cause] = causesOf([steady], { ...none, polluters: ['a.test.ts#cart>adds'] });
    expect(cause).toMatchObject({
      name: 'order',
      evidence: ['It passes alone (10 of 10).', 'It fails after a.test.ts › cart › adds.'],
    });
  });

  test('names the tests that set up what it needs', () => {
    const [cause, ...others] = causesOf([ran('alone', 10, 10), ran('in its file', 0, 3)], {
      ...none,
      setters: ['a.test.ts#logs in'],
    });
    expect(others).toEqual([]);
    expect(cause).toMatchObject({
      name: 'order',
      evidence: [
        'It fails alone (10 of 10): no',
        'It passes with in its file (3 of 3).',
        'It passes after a.test.ts › logs in.',
      ],
    });
  });

  test('is the clock when it fails at some instants, each time', () => {
    const moody = ran('alone', 1, 10);
    const clock = [ran('stopped clock', 0), ran('stopped clock', 2), ran('stopped clock', 0, 1)];
    expect(namesOf(moody, ran('random', 0), ...clock)).toEqual(['time']);
    expect(namesOf(moody, ...clock, ran('stopped clock', 1))).toEqual(['unknown']);
  });

  test('is the date when it always fails now, and passes at another time', () => {
    const now = ran('alone', 10, 10);
    expect(namesOf(now, ran('clock', 2), ran('clock', 0))).toEqual(['time']);
    expect(namesOf(now, ran('clock', 2), ran('clock', 2))).toEqual(['always']);
  });

  test('is what lies in the temporary folder when it passes with an empty one', () => {
    expect(namesOf(ran('alone', 3, 10), ran('fresh folder', 0, 10))).toEqual(['state']);
    expect(namesOf(ran('alone', 2, 10), ran('fresh folder', 0, 10))).toEqual(['unknown']);
    const dice = [ran('random', 0), ran('random', 2)];
    expect(namesOf(ran('alone', 3, 10), ...dice, ran('fresh folder', 0, 10))).toEqual(['random']);
  });

  test('is not what it failed in by chance', () => {
    expect(namesOf(steady, ran('clock', 1, 3), ran('network', 1, 3))).toEqual(['unknown']);
  });

  test('is told with the first line of the error', () => {
    const [cause] = causesOf([steady, ran('port', 2)], none);
    expect(cause?.evidence).toContain('It fails with port (2 of 2): no');
  });
});
