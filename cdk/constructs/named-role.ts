import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { breakGlass } from '../key-actions.ts';
import { localName, type Place, type RoleName, roleArn } from '../names.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a role may do: actions on resources, under conditions; a reason for each resource that ends in a wildcard. */
export type Permission = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  readonly reason?: string;
};

/** A role with a known name, so that resource policies in any account can speak of it before it exists. */
export class NamedRole extends Role {
  readonly principalArn: string;
  readonly accountId: string;

  private constructor(scope: Construct, place: Place, name: RoleName, trust: IPrincipal) {
    super(scope, `${pascal(name)}Role`, { roleName: localName(place, name), assumedBy: trust });
    this.principalArn = roleArn(place, name);
    this.accountId = place.accountId;
  }

  /** The role of a Lambda function. */
  static ofFunction(scope: Construct, place: Place, name: RoleName): NamedRole {
    return new NamedRole(scope, place, name, new ServicePrincipal('lambda.amazonaws.com'));
  }

  /** A role that people take: only through the given permission set of IAM Identity Center in this account. */
  static ofPeople(scope: Construct, place: Place, name: RoleName, permissionSet: string): NamedRole {
    const trust = new AccountPrincipal(place.accountId).withConditions({
      ArnLike: {
        'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${place.accountId}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${permissionSet}_*`,
      },
    });
    return new NamedRole(scope, place, name, trust);
  }

  /** The role of an emergency: it saves keys of this account, and uses none. */
  static ofEmergency(scope: Construct, place: Place, permissionSet: string): NamedRole {
    const role = NamedRole.ofPeople(scope, place, 'break-glass', permissionSet);
    const keys = `arn:${Aws.PARTITION}:kms:${place.region}:${place.accountId}:key/*`;
    role.may({ actions: breakGlass, resources: [keys], reason: 'an emergency may concern any key of this account' });
    return role;
  }

  /** Adds one hand-written statement to the role's own policy. */
  may(permission: Permission): void {
    const { actions, resources, conditions = {}, reason } = permission;
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }));
    for (const resource of resources) {
      if (resource.includes('*') && reason !== undefined) acknowledgeWildcard(this, resource, reason);
    }
  }
}

/** `run-task` becomes `RunTask`: the form of construct ids. */
export const pascal = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
