/** A rung of the study's ladder with its patterns. */
export type LadderRung<Pattern> = {
  readonly edgesDays: readonly number[];
  readonly patterns: readonly Pattern[];
};

/** How the patterns of a kind of table are judged: which count at all, how many steps they may show, and whether one passes. */
export type RungRules<Pattern> = {
  readonly large: (pattern: Pattern) => boolean;
  readonly steps: (patterns: readonly Pattern[], gridLength: number) => number;
  readonly passes: (pattern: Pattern, steps: number) => boolean;
};

/** A rung with the steps that it may show and the patterns that pass on it. */
export type Candidate<Pattern> = {
  readonly rung: LadderRung<Pattern>;
  readonly steps: number;
  readonly passing: readonly Pattern[];
};

/** The finest rung on which every pattern passes that passes on some rung (ruling 24); undefined when none passes anywhere. */
export function chooseRung<Pattern extends { readonly levels: readonly string[] }>(
  rungs: readonly LadderRung<Pattern>[],
  rules: RungRules<Pattern>,
): Candidate<Pattern> | undefined {
  const candidates = rungs.map((rung): Candidate<Pattern> => {
    const large = rung.patterns.filter(rules.large);
    const steps = rules.steps(large, rung.edgesDays.length);
    return { rung, steps, passing: large.filter((pattern) => rules.passes(pattern, steps)) };
  });
  const key = (pattern: Pattern) => pattern.levels.join('\u0000');
  const eligible = new Set(candidates.flatMap((candidate) => candidate.passing.map(key)));
  return candidates.find((candidate) => eligible.size > 0 && candidate.passing.length === eligible.size);
}
