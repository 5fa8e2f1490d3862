import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { codeVersion } from '../code-version.ts';
import type { EngineFunction, Isolation, LogSettings } from '../constructs/engine-function.ts';
import { type RoleWithFunction, roleWithFunction } from '../constructs/role-with-function.ts';
import type { ProviderSettings } from '../settings.ts';
import { type DataStack, workTimeouts } from './data-stack.ts';
import { allowMunicipalityKeys } from './municipality-keys.ts';

/** Decisions that are taken once: on a message, and on how a task ended. */
const settled = ['messages/*', 'outcomes/*'] as const;

/** What the engine is built on. */
export type EngineProps = StackProps & {
  readonly settings: ProviderSettings;
  readonly data: DataStack;
  readonly isolation: Isolation;
  readonly logs: LogSettings;
};

/** Ingest, acceptance of messages, and the two functions that decrypt extracts, in subnets with no way out but S3. */
export class EngineStack extends Stack {
  readonly functions: readonly EngineFunction[];
  readonly #settings: ProviderSettings;
  readonly #data: DataStack;
  readonly #props: EngineProps;

  constructor(scope: Construct, id: string, props: EngineProps) {
    super(scope, id, props);
    this.#settings = props.settings;
    this.#data = props.data;
    this.#props = props;
    const all = [this.#ingestExport(), this.#acceptTask(), this.#runTask(), this.#eraseHousehold()];
    this.functions = all.flatMap(({ deployed }) => (deployed === undefined ? [] : [deployed]));
  }

  /** Turns an export into extracts: writes tables it can never read back. */
  #ingestExport(): RoleWithFunction {
    const { inbox, extracts, register, ledger } = this.#data.buckets;
    const made = roleWithFunction(this, this.#settings, this.#props.logs, {
      name: 'ingest-export',
      environment: {
        ...this.#common(),
        inboxBucket: inbox.name,
        extractsBucket: extracts.name,
        registerBucket: register.name,
        pseudonymKeyArn: this.#data.pseudonymKey.arn,
      },
      memoryMegabytes: this.#settings.memoryMegabytes.ingestExport,
      timeout: workTimeouts.inbox,
      scratchGibibytes: 10,
      usesEngine: true,
    });
    inbox.allowRead(made.role, '*');
    inbox.allowRemove(made.role, '*');
    register.allowRead(made.role, 'municipalities/*', 'objections/*');
    register.allowWrite(made.role, 'objections/*');
    register.allowCreate(made.role, 'quality/*');
    extracts.allowRead(made.role, '*/manifest.json', '*/current.json', '*/left-out.json');
    extracts.allowCreate(made.role, '*');
    extracts.allowWrite(made.role, '*/current.json');
    allowMunicipalityKeys(made.role, this.#settings, ['kms:GenerateDataKey']);
    this.#data.pseudonymKey.allowMac(made.role);
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    made.deployed?.consume(this.#data.queues.inbox, 5, !this.#settings.paused);
    return made;
  }

  /** Verifies every message before it becomes a job; reads no extract. */
  #acceptTask(): RoleWithFunction {
    const { register, jobs, releases, ledger } = this.#data.buckets;
    const made = roleWithFunction(this, this.#settings, this.#props.logs, {
      name: 'accept-task',
      environment: {
        ...this.#common(),
        registerBucket: register.name,
        jobsBucket: jobs.name,
        releasesBucket: releases.name,
        approverKeys: JSON.stringify({ keys: this.#settings.approverKeys }),
        exchangeKeyArn: this.#data.exchangeKey.arn,
      },
      memoryMegabytes: this.#settings.memoryMegabytes.other,
      timeout: workTimeouts.tasks,
    });
    register.allowRead(
      made.role,
      'researchers/*',
      'municipalities/*',
      'providers/*',
      'studies/*',
      'approvals/*',
      ...settled,
      'runs/*',
    );
    register.allowCreate(made.role, 'studies/*', ...settled);
    register.allowWrite(made.role, 'runs/*');
    jobs.allowCreate(made.role, '*');
    jobs.allowRemove(made.role, '*');
    releases.allowCreate(made.role, 'refusals/*', 'notices/*');
    this.#data.exchangeKey.allowOpen(made.role);
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    made.deployed?.consume(
      this.#data.queues.tasks,
      5,
      !this.#settings.paused && this.#settings.approverKeys.length > 0,
    );
    return made;
  }

  /** Computes and discloses: reads extracts, and can write nowhere but to releases and the ledger, once. */
  #runTask(): RoleWithFunction {
    const { disclosure, answerEverySeconds } = this.#settings;
    const { register, jobs, extracts, releases, ledger } = this.#data.buckets;
    const made = roleWithFunction(this, this.#settings, this.#props.logs, {
      name: 'run-task',
      environment: {
        ...this.#common(),
        registerBucket: register.name,
        jobsBucket: jobs.name,
        extractsBucket: extracts.name,
        releasesBucket: releases.name,
        answerEverySeconds: String(answerEverySeconds),
        ...(disclosure !== undefined && { disclosureSettings: JSON.stringify(disclosure) }),
      },
      memoryMegabytes: this.#settings.memoryMegabytes.runTask,
      timeout: workTimeouts.jobs,
      scratchGibibytes: 10,
      usesEngine: true,
      isolation: this.#props.isolation,
    });
    jobs.allowRead(made.role, '*');
    register.allowRead(made.role, 'municipalities/*', 'objections/*', 'providers/*');
    extracts.allowRead(made.role, '*');
    allowMunicipalityKeys(made.role, this.#settings, ['kms:Decrypt']);
    releases.allowRead(made.role, '*');
    releases.allowCreate(made.role, '*');
    ledger.allowRead(made.role, 'audit/*', 'releases/*');
    ledger.allowCreate(made.role, 'audit/*', 'releases/*');
    made.deployed?.consume(this.#data.queues.jobs, 2, !this.#settings.paused);
    return made;
  }

  /** Rewrites an extract without a household and removes the earlier versions. */
  #eraseHousehold(): RoleWithFunction {
    const { register, extracts, ledger } = this.#data.buckets;
    const made = roleWithFunction(this, this.#settings, this.#props.logs, {
      name: 'erase-household',
      environment: { ...this.#common(), registerBucket: register.name, extractsBucket: extracts.name },
      memoryMegabytes: this.#settings.memoryMegabytes.runTask,
      timeout: workTimeouts.erasures,
      scratchGibibytes: 10,
      usesEngine: true,
      isolation: this.#props.isolation,
    });
    register.allowRead(made.role, 'municipalities/*', 'objections/*');
    register.allowWrite(made.role, 'objections/*');
    extracts.allowRead(made.role, '*');
    extracts.allowWrite(made.role, '*');
    extracts.allowErase(made.role, '*');
    allowMunicipalityKeys(made.role, this.#settings, ['kms:Decrypt', 'kms:GenerateDataKey']);
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    made.deployed?.consume(this.#data.queues.erasures, 2, !this.#settings.paused);
    return made;
  }

  #common() {
    return { providerId: this.#settings.providerId, codeVersion, ledgerBucket: this.#data.buckets.ledger.name };
  }
}
