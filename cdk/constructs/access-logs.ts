import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { bucketName, type Place } from '../names.ts';
import { asBucket } from './interfaces.ts';

/** Where S3 writes who asked for which object; S3 can deliver these logs under its own key only. */
export function accessLogs(scope: Construct, place: Place, days: number): IBucket {
  const bucket = new Bucket(scope, 'AccessLogs', {
    bucketName: bucketName(place, 'access-logs'),
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [{ id: 'end', expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(1) }],
  });
  return asBucket(bucket);
}
