import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, type Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, EventSourceMapping, type Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, Charset, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type EnvironmentKey, environmentNames } from '../../lib/environment.ts';
import { localName, type Place, type RoleName } from '../names.ts';
import { type NamedRole, pascal } from './named-role.ts';
import type { PurposeKey } from './purpose-key.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { copyUnbundled, unbundledModules } from './unbundled-modules.ts';

const projectRoot = join(import.meta.dirname, '..', '..');

/** Where a function without a way out lives. */
export type Isolation = { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };

/** Logs of a deployment: their key and how long they stay. */
export type LogSettings = { readonly key: PurposeKey; readonly retentionDays: RetentionDays };

/** A function: its role, what it is told, and how large it is. */
export type FunctionProps = {
  readonly place: Place;
  readonly name: RoleName;
  readonly role: NamedRole;
  readonly environment: Readonly<Partial<Record<EnvironmentKey, string>>>;
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  readonly logs: LogSettings;
  readonly isolation?: Isolation;
  readonly scratchGibibytes?: number;
  readonly usesEngine?: boolean;
  /** Answers nobody; for a function that is called and takes no messages. */
  readonly paused?: boolean;
};

/** True when functions/<name>.ts has been written: only such functions are deployed. */
export const isWritten = (name: RoleName): boolean => existsSync(sourceOf(name));

/** A Lambda function of this project: Node.js 24 on x86_64, ES modules, own role, own encrypted log group. */
export class EngineFunction extends Construct {
  readonly lambda: Function;
  readonly name: string;
  readonly logGroup: LogGroup;
  readonly logGroupName: string;
  readonly role: NamedRole;

  constructor(scope: Construct, props: FunctionProps) {
    super(scope, pascal(props.name));
    const { place, name, role, logs, isolation } = props;
    this.name = localName(place, name);
    this.role = role;
    this.logGroupName = `/vroegzicht/${place.stage}/${name}`;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: this.logGroupName,
      encryptionKey: logs.key.key,
      retention: logs.retentionDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.#allowLogging(place);
    if (isolation !== undefined) this.#allowNetworkInterfaces(place);
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName: this.name,
      entry: sourceOf(name),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      role: role.withoutPolicyUpdates(),
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      environment: environmentOf(props),
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      ...(props.paused === true ? { reservedConcurrentExecutions: 0 } : {}),
      ephemeralStorageSize: Size.gibibytes(props.scratchGibibytes ?? 1),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      bundling: bundling(props.usesEngine ?? false),
      ...(isolation === undefined
        ? {}
        : {
            vpc: isolation.vpc,
            vpcSubnets: { subnets: isolation.vpc.isolatedSubnets },
            securityGroups: [isolation.securityGroup],
          }),
    });
  }

  /** Name of the log group: a reference inside the stack, so that it is made first; the name elsewhere. */
  logGroupNameIn(scope: Construct): string {
    return Stack.of(scope) === Stack.of(this) ? this.logGroup.logGroupName : this.logGroupName;
  }

  /** Feeds the function one message at a time; a failed message returns to the queue by itself. */
  consume(queue: QueueWithDeadLetters, maximumConcurrency: number, enabled: boolean): void {
    queue.allowConsume(this.role);
    new EventSourceMapping(this, 'Messages', {
      target: this.lambda,
      eventSourceArn: queue.arn,
      batchSize: 1,
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
      enabled,
    });
  }

  #allowLogging(place: Place): void {
    const group = `arn:${Aws.PARTITION}:logs:${place.region}:${place.accountId}:log-group:${this.logGroupName}:*`;
    const reason = 'streams of one log group are named by Lambda';
    this.role.may({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [group], reason });
  }

  /** What Lambda needs to place a function in a subnet; the function's own code is refused it (AWS's published pattern). */
  #allowNetworkInterfaces(place: Place): void {
    const reason = 'network interfaces are named by Lambda and cannot be listed by ARN; the code itself is denied them';
    this.role.may({ actions: interfaceActions, resources: ['*'], reason });
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: interfaceActions,
        resources: ['*'],
        conditions: {
          ArnEquals: {
            'lambda:SourceFunctionArn': `arn:${Aws.PARTITION}:lambda:${place.region}:${place.accountId}:function:${this.name}`,
          },
        },
      }),
    );
  }
}

const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const sourceOf = (name: RoleName): string => join(projectRoot, 'functions', `${name}.ts`);

function environmentOf({ environment, memoryMegabytes, usesEngine }: FunctionProps): Record<string, string> {
  const pairs = Object.entries({ ...environment, memoryMegabytes: String(memoryMegabytes), workDirectory: '/tmp' });
  const known: Readonly<Record<string, string>> = environmentNames;
  const named = Object.fromEntries(
    pairs.flatMap(([key, value]) => {
      const name = known[key];
      return name === undefined ? [] : [[name, value]];
    }),
  );
  // two lanes of DuckDB, each in memory that stays warm (docs/decisions/0016)
  const lanes = usesEngine === true ? { UV_THREADPOOL_SIZE: '2' } : {};
  return { ...named, ...lanes, NODE_OPTIONS: '--enable-source-maps' };
}

function bundling(usesEngine: boolean): BundlingOptions {
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    bundleAwsSDK: true,
    minify: true,
    sourceMap: true,
    sourcesContent: false,
    logLevel: LogLevel.ERROR,
    charset: Charset.UTF8,
    banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    externalModules: [...unbundledModules],
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_input, output) => (usesEngine ? copyUnbundled(projectRoot, output) : []),
    },
  };
}
