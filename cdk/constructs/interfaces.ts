import type { IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';

/** A bucket as other constructs take it: CDK's classes and interfaces differ under `exactOptionalPropertyTypes`. */
export function asBucket(bucket: Bucket): IBucket {
  if (isBucket(bucket)) return bucket;
  throw new TypeError('not a bucket');
}

/** A network as other constructs take it; see `asBucket`. */
export function asVpc(vpc: Vpc): IVpc {
  if (isVpc(vpc)) return vpc;
  throw new TypeError('not a network');
}

const isBucket = (bucket: Bucket): bucket is Bucket & IBucket => bucket.bucketArn !== '';

const isVpc = (vpc: Vpc): vpc is Vpc & IVpc => vpc.vpcId !== '';
