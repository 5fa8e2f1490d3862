import { Aws } from 'aws-cdk-lib';
import {
  CfnFirewallDomainList,
  CfnFirewallRuleGroup,
  CfnFirewallRuleGroupAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { localName, type Place } from '../names.ts';

/**
 * Resolves no name but those of S3 in the Region: without it a DNS query is a way out of an isolated subnet. Where S3's
 * own names lead is trusted, since they are aliases inside AWS.
 */
export class NameGuard extends Construct {
  constructor(scope: Construct, place: Place, vpcId: string) {
    super(scope, 'NameGuard');
    const s3 = `s3.${place.region}.${Aws.URL_SUFFIX}`;
    const allowed = new CfnFirewallDomainList(this, 'OnlyS3', {
      name: localName(place, 'only-s3'),
      domains: [s3, `*.${s3}`],
    });
    const all = new CfnFirewallDomainList(this, 'Everything', { name: localName(place, 'everything'), domains: ['*'] });
    const rules = new CfnFirewallRuleGroup(this, 'Rules', {
      name: localName(place, 'names'),
      firewallRules: [
        {
          priority: 1,
          action: 'ALLOW',
          firewallDomainListId: allowed.attrId,
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        },
        { priority: 2, action: 'BLOCK', blockResponse: 'NXDOMAIN', firewallDomainListId: all.attrId },
      ],
    });
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      firewallRuleGroupId: rules.attrId,
      vpcId,
      priority: 101,
      // ENABLED would stop CloudFormation too: a failed deployment could not roll back, the stack not be removed
      mutationProtection: 'DISABLED',
    });
  }
}
