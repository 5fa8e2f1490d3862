import { expect, test } from 'vitest';
import { aboutAction } from '../../lib/local/policies/about-action.ts';
import { parsePolicy } from '../../lib/local/policies/template-policies.ts';

const statement = (Action: string | string[], Effect = 'Allow') => ({ Effect, Action, Resource: '*' });
const patterns = ['s3:GetObject', 's3:Get*', 'S3:getobject', '*', 's3:GetObjec?', ['kms:Decrypt', 's3:*Object']];
const others = ['s3:GetObjectVersion', 's3:GetObject?', 'kms:*', 's3.GetObject', 'xs3:GetObject'];

test.each(['Allow', 'Deny'])('what names an action stays, and nothing else: %s', (effect) => {
  const policy = parsePolicy({
    Version: '2012-10-17',
    Statement: [...patterns, ...others].map((action) => statement(action, effect)),
  });
  const about = aboutAction(policy, 's3:GetObject');
  expect(about.Statement).toEqual(policy.Statement.slice(0, patterns.length));
  expect(aboutAction(policy, 's3:GetObject')).toBe(about);
});
