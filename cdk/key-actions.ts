/** What an administrator does with a key: manage it, never use it, never widen its policy. */
export const keyAdministration = [
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
] as const;

/** What anyone in the account may look at, if the own role allows it. */
export const keyAudit = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListResourceTags',
] as const;

/** What would undo a shred or hand a key on: denied to everyone but the break-glass role. */
export const breakGlassOnly = ['kms:CancelKeyDeletion', 'kms:CreateGrant', 'kms:ReEncrypt*'] as const;

/** What the break-glass role does when two persons decide so; it reads nothing by itself. */
export const breakGlass = [
  'kms:CancelKeyDeletion',
  'kms:CreateGrant',
  'kms:DescribeKey',
  'kms:EnableKey',
  'kms:PutKeyPolicy',
] as const;
