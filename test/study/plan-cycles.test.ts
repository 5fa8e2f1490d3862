import { describe, expect, test } from 'vitest';
import { Study } from '../../lib/protocol/study.ts';
import { plannedCycles, plannedCyclesWords } from '../../lib/study/plan-cycles.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const studyOf = (tables: readonly (readonly string[])[], primary: readonly string[] = []) =>
  Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'cycles',
    version: 1,
    title: 'Cycles',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research-effectiveness',
    minimumMunicipalities: 3,
    ladderDays: [[105]],
    primary,
    analyses: tables.map((by, index) => ({
      id: `table-${index}`,
      question: 'How many?',
      analysis: 'table',
      unit: 'cases',
      by,
      measures: [{ measure: 'count' }],
    })),
  });

const variables = ['first-method', 'primary-method', 'outcome', 'attempts-band', 'clean-contact-arm'];

/** A table of every two of five variables: together they say more than two by two. */
const pairs = variables.flatMap((one, place) => variables.slice(place + 1).map((other) => [one, other]));

describe('tables that close a cycle', () => {
  test('are named before anything runs, with what to do', () => {
    const cycles = plannedCycles(studyOf(pairs));
    expect(cycles.length).toBeGreaterThan(0);
    expect(cycles.map(({ analysis }) => analysis)).not.toContain('table-0');
    expect(cycles[0]?.combinations).toBeGreaterThan(cycles[0]?.limit ?? Number.POSITIVE_INFINITY);
    expect(plannedCyclesWords(cycles)[0]).toMatch(/^table-\d will be withheld: .*Leave one of these variables out/);
  });
  test('are never those that are registered, as long as these can be proved', () => {
    const [last] = plannedCycles(studyOf(pairs)).slice(-1);
    const registered = plannedCycles(studyOf(pairs, [last?.analysis ?? '']));
    expect(registered.map(({ analysis }) => analysis)).not.toContain(last?.analysis);
    expect(registered.length).toBeGreaterThan(0);
  });
  test('a chain of tables is none', () =>
    expect(plannedCycles(studyOf(variables.slice(1).map((each, place) => [variables[place] ?? '', each])))).toEqual(
      [],
    ));
  test.each(['contact-and-return-2026', 'effectiveness-2026', 'effectiveness-notebook-2026'])(
    'the study %s has none that it registers',
    async (name) => {
      const study = await readStudyFile(`studies/${name}.yaml`);
      const primary: readonly string[] = study.primary;
      expect(plannedCycles(study).filter(({ analysis }) => primary.includes(analysis))).toEqual([]);
    },
  );
});
