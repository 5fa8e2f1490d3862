import { municipalityKeyPolicy } from '../../cdk/provider/municipality-key-policy.ts';
import { bucketName, localName, type Place } from './names.ts';

/** The policy of a municipality's key in the local cloud, as `CreateKey` takes it: the one that a deployment writes. */
export function localMunicipalityKeyPolicy(place: Place, municipality: string): string {
  const policy = municipalityKeyPolicy({
    accountArn: `arn:aws:iam::${place.accountId}:root`,
    municipality,
    extractsBucketArn: `arn:aws:s3:::${bucketName(place, 'extracts')}`,
    s3Service: `s3.${place.region}.amazonaws.com`,
    roleArn: (name) => `arn:aws:iam::${place.accountId}:role/${localName(place, name)}`,
  });
  return JSON.stringify(policy);
}
