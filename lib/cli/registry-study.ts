import type { CommandEntry } from './command.ts';

/** Commands of researchers, in the order of a study's life. */
export const studyEntries: readonly CommandEntry[] = [
  {
    name: ['study', 'init'],
    summary: 'write a commented study file into a new folder',
    load: async () => (await import('./commands/study-init.ts')).command,
  },
  {
    name: ['study', 'lint'],
    summary: 'check a study file against the schema and the codebook',
    load: async () => (await import('./commands/study-lint.ts')).command,
  },
  {
    name: ['study', 'plan'],
    summary: 'show exactly what would leave the providers',
    load: async () => (await import('./commands/study-plan.ts')).command,
  },
  {
    name: ['study', 'dry-run'],
    summary: 'run a study on own or synthetic exports, with the engine of the providers',
    load: async () => (await import('./commands/study-dry-run.ts')).command,
  },
  {
    name: ['study', 'identity'],
    summary: 'print what a provider must know of you: keys, sender and inbox',
    load: async () => (await import('./commands/study-identity.ts')).command,
  },
  {
    name: ['study', 'trust'],
    summary: 'pin the public keys of a provider',
    load: async () => (await import('./commands/study-trust.ts')).command,
  },
  {
    name: ['study', 'submit'],
    summary: 'sign a study and hand it in at the providers; returns at once',
    load: async () => (await import('./commands/study-submit.ts')).command,
  },
  {
    name: ['study', 'run'],
    summary: 'ask the providers to run an approved study once; returns at once',
    load: async () => (await import('./commands/study-run.ts')).command,
  },
  {
    name: ['study', 'cancel'],
    summary: 'stop a task that has not run yet',
    load: async () => (await import('./commands/study-cancel.ts')).command,
  },
  {
    name: ['study', 'status'],
    summary: 'one line for each provider and later wave, and everything that happened',
    load: async () => (await import('./commands/study-status.ts')).command,
  },
  {
    name: ['study', 'collect'],
    summary: 'fetch and verify what the providers delivered',
    load: async () => (await import('./commands/study-collect.ts')).command,
  },
  {
    name: ['study', 'pool'],
    summary: 'pool the collected releases over providers and waves',
    load: async () => (await import('./commands/study-pool.ts')).command,
  },
  {
    name: ['study', 'report'],
    summary: 'write one self-contained HTML file with every result',
    load: async () => (await import('./commands/study-report.ts')).command,
  },
  {
    name: ['study', 'export'],
    summary: 'write the pooled results as CSV, Parquet, JSON, SVG, PNG or LaTeX',
    load: async () => (await import('./commands/study-export.ts')).command,
  },
  {
    name: ['study', 'cite'],
    summary: 'write CITATION.cff and BibTeX',
    load: async () => (await import('./commands/study-cite.ts')).command,
  },
  {
    name: ['study', 'publish'],
    summary: 'give the 30-day notice and keep objections and co-authorship',
    load: async () => (await import('./commands/study-publish.ts')).command,
  },
  {
    name: ['study', 'bundle'],
    summary: 'write one evidence file that anyone can check offline',
    load: async () => (await import('./commands/study-bundle.ts')).command,
  },
];
