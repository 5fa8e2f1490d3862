import type { CommandEntry } from './command.ts';

/** Commands of the people at a provider. */
export const providerEntries: readonly CommandEntry[] = [
  {
    name: ['provider', 'municipality', 'add'],
    summary: 'register a municipality with its agreement, and make its key',
    load: async () => (await import('./commands/provider-municipality-add.ts')).command,
  },
  {
    name: ['provider', 'municipality', 'list'],
    summary: 'list the registered municipalities, their agreements, and whose last mail did not arrive',
    load: async () => (await import('./commands/provider-municipality-list.ts')).command,
  },
  {
    name: ['provider', 'municipality', 'withdraw'],
    summary: 'stop all new work for a municipality and erase its data',
    load: async () => (await import('./commands/provider-municipality-withdraw.ts')).command,
  },
  {
    name: ['provider', 'researcher', 'add'],
    summary: 'register a researcher: keys, queue identity and inbox',
    load: async () => (await import('./commands/provider-researcher-add.ts')).command,
  },
  {
    name: ['provider', 'introduce'],
    summary: 'register the public keys of another provider, to fit models together',
    load: async () => (await import('./commands/provider-introduce.ts')).command,
  },
  {
    name: ['provider', 'ingest'],
    summary: 'hand in exports and show what was wrong with them',
    load: async () => (await import('./commands/provider-ingest.ts')).command,
  },
  {
    name: ['provider', 'object'],
    summary: "carry out a resident's objection: the household leaves at once",
    load: async () => (await import('./commands/provider-object.ts')).command,
  },
  {
    name: ['provider', 'inspect'],
    summary: 'say what is held of a household: a request for access',
    load: async () => (await import('./commands/provider-inspect.ts')).command,
  },
  {
    name: ['provider', 'study', 'show'],
    summary: 'list submitted studies, or show what one would let out',
    load: async () => (await import('./commands/provider-study-show.ts')).command,
  },
  {
    name: ['provider', 'study', 'approve'],
    summary: 'approve a submitted study: a signed decision of a person',
    load: async () => (await import('./commands/provider-study-approve.ts')).command,
  },
  {
    name: ['provider', 'study', 'reject'],
    summary: 'reject a submitted study, for good; the researcher is told',
    load: async () => (await import('./commands/provider-study-reject.ts')).command,
  },
  {
    name: ['provider', 'release', 'list'],
    summary: 'list releases: delivered, and waiting for a person',
    load: async () => (await import('./commands/provider-release-list.ts')).command,
  },
  {
    name: ['provider', 'release', 'show'],
    summary: 'show exactly what would go to the researcher',
    load: async () => (await import('./commands/provider-release-show.ts')).command,
  },
  {
    name: ['provider', 'release', 'approve'],
    summary: 'let a held release go to the researcher',
    load: async () => (await import('./commands/provider-release-approve.ts')).command,
  },
  {
    name: ['provider', 'release', 'reject'],
    summary: 'keep a held release back; the researcher is told that it was rejected',
    load: async () => (await import('./commands/provider-release-reject.ts')).command,
  },
  {
    name: ['provider', 'audit', 'verify'],
    summary: 'check the record: chain, signatures and counts',
    load: async () => (await import('./commands/provider-audit-verify.ts')).command,
  },
  {
    name: ['provider', 'keys', 'show'],
    summary: 'print the public keys that researchers and other providers must trust',
    load: async () => (await import('./commands/provider-keys-show.ts')).command,
  },
  {
    name: ['provider', 'keys', 'rotate'],
    summary: 'announce a new release key, signed by the old one',
    load: async () => (await import('./commands/provider-keys-rotate.ts')).command,
  },
  {
    name: ['provider', 'register', 'export'],
    summary: 'write for each municipality its Algoritmeregister entry, processing record and information text',
    load: async () => (await import('./commands/provider-register-export.ts')).command,
  },
  {
    name: ['provider', 'report', 'status'],
    summary: 'what became of the mails to municipalities: sent, failed, bounced, and until when their links work',
    load: async () => (await import('./commands/provider-report-status.ts')).command,
  },
  {
    name: ['provider', 'report', 'preview'],
    summary: "write a municipality's page as it sees it, or will see it once its release is approved",
    load: async () => (await import('./commands/provider-report-preview.ts')).command,
  },
  {
    name: ['provider', 'report', 'resend'],
    summary: 'send a municipality its mail again, with a new link',
    load: async () => (await import('./commands/provider-report-resend.ts')).command,
  },
  {
    name: ['provider', 'report', 'renew'],
    summary: 'replace the links of a municipality by new ones of thirty days',
    load: async () => (await import('./commands/provider-report-renew.ts')).command,
  },
  {
    name: ['provider', 'audit', 'disclosure'],
    summary: 'solve for every withheld number from released files alone',
    load: async () => (await import('./commands/provider-audit-disclosure.ts')).command,
  },
];
