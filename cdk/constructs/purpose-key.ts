import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, type KeySpec, type KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { breakGlass, breakGlassOnly, keyAdministration, keyAudit } from '../key-actions.ts';
import { deploymentRoleArn, localName, type Place, roleArn } from '../names.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Who uses a key: a role of any account, by name. */
export type KeyUser = { readonly principalArn: string; readonly accountId: string };

/** What a key is for, in its description and its alias. */
export type PurposeKeyProps = {
  readonly place: Place;
  readonly purpose: string;
  readonly description: string;
  readonly spec?: KeySpec;
  readonly usage?: KeyUsage;
};

/** A key with one purpose and an explicit policy: nobody uses it but by `allow`, and who manages it cannot use it. */
export class PurposeKey extends Construct {
  readonly key: Key;
  readonly accountId: string;
  readonly #place: Place;
  readonly #users = new Map<string, string[]>();

  constructor(scope: Construct, id: string, props: PurposeKeyProps) {
    super(scope, id);
    const { place, purpose, description, spec, usage } = props;
    this.#place = place;
    this.accountId = place.accountId;
    this.key = new Key(this, 'Key', {
      alias: localName(place, purpose),
      description,
      policy: new PolicyDocument({ statements: this.#management() }),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      pendingWindow: Duration.days(30),
      enableKeyRotation: spec === undefined,
      ...(spec === undefined ? {} : { keySpec: spec }),
      ...(usage === undefined ? {} : { keyUsage: usage }),
    });
  }

  /** ARN of the key. */
  get arn(): string {
    return this.key.keyArn;
  }

  /** Lets one more role use the key for these actions; roles with the same use share a statement. */
  allow(user: KeyUser, actions: readonly string[], conditions: Conditions = {}): void {
    const use = `${user.accountId} ${actions.join(' ')}`;
    const known = this.#users.get(use);
    if (known !== undefined) {
      if (!known.includes(user.principalArn)) known.push(user.principalArn);
      return;
    }
    const arns = [user.principalArn];
    this.#users.set(use, arns);
    const who = { ArnEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => [...arns].sort() }) } };
    this.key.addToResourcePolicy(statement(user.accountId, actions, { ...conditions, ...who }));
  }

  /** Lets a service of AWS use the key on behalf of this account only. */
  allowStatement(added: PolicyStatement): void {
    this.key.addToResourcePolicy(added);
  }

  #management(): PolicyStatement[] {
    const place = this.#place;
    const account = place.accountId;
    const glass = roleArn(place, 'break-glass');
    const aliases = ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'];
    return [
      statement(account, keyAdministration, only(deploymentRoleArn(place))),
      statement(account, ['kms:PutKeyPolicy', ...aliases], only(deploymentRoleArn(place))),
      statement(account, breakGlass, only(glass)),
      statement(account, keyAudit, {}),
      new PolicyStatement({
        sid: 'BreakGlassOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...breakGlassOnly],
        resources: ['*'],
        conditions: {
          ArnNotEquals: { 'aws:PrincipalArn': glass },
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ];
  }
}

const only = (...arns: string[]): Conditions => ({ ArnEquals: { 'aws:PrincipalArn': arns } });

const statement = (accountId: string, actions: readonly string[], conditions: Conditions): PolicyStatement =>
  new PolicyStatement({
    principals: [new AccountPrincipal(accountId)],
    actions: [...actions],
    resources: ['*'],
    conditions,
  });
