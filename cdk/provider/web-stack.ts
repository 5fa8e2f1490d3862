import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  IpAddressType,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { codeVersion } from '../code-version.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { EngineFunction, LogSettings } from '../constructs/engine-function.ts';
import { type RoleWithFunction, roleWithFunction } from '../constructs/role-with-function.ts';
import { localName } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';
import type { DataStack } from './data-stack.ts';
import { allowMail } from './mail.ts';

/** What the page is built on. */
export type WebProps = StackProps & {
  readonly settings: ProviderSettings;
  readonly data: DataStack;
  readonly logs: LogSettings;
};

/** Paths of the page; the token is in the path, so no log may hold the path. */
const paths = [
  '/r/{token}',
  '/r/{token}/code',
  '/r/{token}/open',
  '/resultaat',
  '/resultaat.csv',
  '/resultaat.json',
  '/afsluiten',
  '/robots.txt',
  '/.well-known/security.txt',
];

/** The page of a municipality: a Lambda function behind an HTTP API with its own domain; it reads rendered results only. */
export class WebStack extends Stack {
  readonly functions: readonly EngineFunction[];
  readonly apiName: string;

  constructor(scope: Construct, id: string, props: WebProps) {
    super(scope, id, props);
    const { deployed } = this.#showResult(props);
    this.functions = deployed === undefined ? [] : [deployed];
    this.apiName = localName(props.settings, 'reports');
    if (deployed !== undefined) this.#api(props, deployed);
  }

  #showResult({ settings, data, logs }: WebProps): RoleWithFunction {
    const { reports, register, ledger } = data.buckets;
    const made = roleWithFunction(this, settings, logs, {
      name: 'show-result',
      environment: {
        providerId: settings.providerId,
        codeVersion,
        reportsBucket: reports.name,
        registerBucket: register.name,
        mailFrom: settings.mail.from,
        ledgerBucket: ledger.name,
        reportBaseUrl: `https://${settings.reports.domain}`,
        mailContact: settings.mail.contact,
      },
      memoryMegabytes: settings.memoryMegabytes.other,
      timeout: Duration.seconds(20),
      paused: settings.paused,
    });
    reports.allowRead(made.role, 'own/*', 'links/*', 'codes/*', 'sessions/*');
    reports.allowWrite(made.role, 'codes/*', 'sessions/*');
    register.allowRead(made.role, 'municipalities/*');
    allowMail(made.role, settings);
    ledger.allowRead(made.role, 'audit/*');
    ledger.allowCreate(made.role, 'audit/*');
    return made;
  }

  #api({ settings, logs }: WebProps, shows: EngineFunction): void {
    const integration = new HttpLambdaIntegration('ShowResult', shows.lambda);
    const api = new HttpApi(this, 'Api', {
      defaultIntegration: integration,
      apiName: this.apiName,
      createDefaultStage: false,
      disableExecuteApiEndpoint: true,
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    acknowledge(
      api.node.findChild('DefaultRoute'),
      'APIG4',
      'any other address gets one page that says so, for everyone',
    );
    for (const path of paths) {
      for (const route of api.addRoutes({
        path,
        methods: [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
        integration,
      })) {
        acknowledge(route, 'APIG4', 'the visitor proves itself with the secret of the link, which the function checks');
      }
    }
    this.#stage(api, settings, logs);
  }

  #stage(api: HttpApi, settings: ProviderSettings, logs: LogSettings): void {
    const domainName = new DomainName(this, 'Domain', {
      domainName: settings.reports.domain,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.reports.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    const logGroup = new LogGroup(this, 'AccessLog', {
      logGroupName: `/vroegzicht/${settings.stage}/reports-access`,
      encryptionKey: logs.key.key,
      retention: logs.retentionDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 20, burstLimit: 40 },
      detailedMetricsEnabled: true,
      domainMapping: { domainName },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    new CfnOutput(this, 'ReportsHost', {
      value: domainName.regionalDomainName,
      description: `DNS: CNAME of ${settings.reports.domain}, or the target of an alias of A and AAAA`,
    });
    new CfnOutput(this, 'ReportsHostedZone', {
      value: domainName.regionalHostedZoneId,
      description: 'hosted zone of ReportsHost, for an alias of Route 53',
    });
  }
}

/** The route, never the path: the path holds the token (BIO2 8.15.02). */
const accessLog = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  ip: '$context.identity.sourceIp',
  latency: '$context.responseLatency',
};
