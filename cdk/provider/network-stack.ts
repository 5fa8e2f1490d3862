import { Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  type GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Isolation, LogSettings } from '../constructs/engine-function.ts';
import { asVpc } from '../constructs/interfaces.ts';
import { allowLogService } from '../constructs/log-key.ts';
import { NameGuard } from '../constructs/name-guard.ts';
import { PurposeKey } from '../constructs/purpose-key.ts';
import { bucketArn, localName } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';

/** The isolated subnets of the engine: one way out, S3 of the own account, and no other name resolves. */
export class NetworkStack extends Stack {
  readonly isolation: Isolation;
  readonly endpointId: string;
  readonly logs: LogSettings;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: ProviderSettings }) {
    super(scope, id, props);
    const { settings } = props;
    const key = new PurposeKey(this, 'LogKey', {
      place: settings,
      purpose: 'logs',
      description: 'Vroegzicht logs: no rows, no values, identifiers and counts only',
    });
    allowLogService(key, settings);
    this.logs = { key, retentionDays: settings.retentionDays.logs };
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(settings.network.cidr),
      maxAzs: 2,
      natGateways: 0,
      createInternetGateway: false,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'engine', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    this.endpointId = this.#endpoint(vpc, settings).vpcEndpointId;
    this.isolation = { vpc: asVpc(vpc), securityGroup: onlyToS3(this, asVpc(vpc), settings) };
    this.#flowLogs(vpc, settings);
    new NameGuard(this, settings, vpc.vpcId);
  }

  /** The first two zones as the account has them: asking AWS at synth would make it depend on an account. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  #endpoint(vpc: Vpc, settings: ProviderSettings): GatewayVpcEndpoint {
    const endpoint = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const buckets = ['extracts', 'register', 'jobs', 'releases', 'ledger'].map((name) => bucketArn(settings, name));
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new StarPrincipal()],
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
        resources: buckets.flatMap((arn) => [arn, `${arn}/*`]),
        conditions: {
          StringEquals: { 'aws:ResourceAccount': settings.accountId, 'aws:PrincipalAccount': settings.accountId },
        },
      }),
    );
    return endpoint;
  }

  #flowLogs(vpc: Vpc, settings: ProviderSettings): void {
    const logGroup = new LogGroup(this, 'FlowLogs', {
      logGroupName: `/vroegzicht/${settings.stage}/network`,
      encryptionKey: this.logs.key.key,
      retention: this.logs.retentionDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const writer = new Role(this, 'FlowLogsRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
    vpc.addFlowLog('Flow', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, writer),
      trafficType: FlowLogTrafficType.ALL,
    });
  }
}

function onlyToS3(scope: Construct, vpc: IVpc, place: ProviderSettings): SecurityGroup {
  const group = new SecurityGroup(scope, 'EngineGroup', {
    vpc,
    securityGroupName: localName(place, 'engine'),
    description: 'Engine functions: out to S3 over TLS, nothing in',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.prefixList(place.network.s3PrefixListId), Port.tcp(443), 'S3 of the Region');
  return group;
}
