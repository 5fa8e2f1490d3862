import { releaseState, withheldCounts } from '../../provider/releases.ts';
import { numberInWords, valueInWords } from '../../study/report-words.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

const shownRows = 200;

/** `vroegzicht provider release show TASK`. */
export const command: Command = {
  name: ['provider', 'release', 'show'],
  summary: 'show exactly what would go to the researcher',
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: connectionOptions,
  examples: ['vroegzicht provider release show run-0123456789abcdef --as provider-a'],
  run: async (context) => {
    const { arguments: given, output } = context;
    const desk = await openProviderDesk(context);
    const { stored, state, digest } = await releaseState(
      { releases: desk.store('releases', 'approver'), register: desk.store('register', 'approver') },
      given.positionals[0] ?? '',
    );
    const { pooled } = stored;
    output.line(`Task ${stored.taskId}: ${state.replaceAll('-', ' ')}, for ${stored.researcher}`);
    output.line(
      `${pooled.studyId} version ${pooled.version}, ${pooled.participation.municipalities} municipalities, rules ${pooled.policy}`,
    );
    output.line(`Digest ${digest}`);
    const rows = pooled.estimates.map((row) => [
      row.analysis_id,
      row.measure,
      row.group === '' ? 'all' : row.group,
      row.time_days === null ? '-' : String(row.time_days),
      row.n === null ? '-' : numberInWords(row.n),
      valueInWords(row),
      row.status,
    ]);
    output.table(['analysis', 'measure', 'group', 'days', 'n', 'value', 'status'], rows.slice(0, shownRows));
    if (rows.length > shownRows) output.line(`and ${rows.length - shownRows} more; --json shows all`);
    const withheld = await withheldCounts(desk.store('ledger'), stored.taskId).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
      output.note("how many cells were withheld stands in the ledger, which the administrator's role reads");
      return undefined;
    });
    for (const each of withheld ?? [])
      if (each.withheld > 0) output.line(`${each.analysis}: ${each.withheld} cells were withheld by the gate`);
    output.line(`${stored.own.length} municipalities get a page of their own figures.`);
    output.result({ state, digest, pooled, withheld });
    return undefined;
  },
};

/** An approver decides without the ledger, which holds how small a withheld cell was. */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && ['AccessDenied', 'CredentialsProviderError'].includes(error.name);
