import * as z from 'zod';
import { AwsError } from '../aws-error.ts';
import { requireUsable } from './key-store.ts';
import { authorisedKey, Bytes, KeyReference, type KmsOperation, operation, toBase64 } from './operation.ts';
import { generateMac, publicKeyOf, signMessage, verifyMac, verifyMessage } from './signatures.ts';

const SignInput = z.strictObject({
  KeyId: KeyReference,
  Message: Bytes,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});
const VerifyInput = SignInput.extend({ Signature: Bytes });
const MacInput = z.strictObject({ KeyId: KeyReference, Message: Bytes, MacAlgorithm: z.literal('HMAC_SHA_256') });
const VerifyMacInput = MacInput.extend({ Mac: Bytes });

/** Signing, message authentication codes and public keys. */
export const signOperations: Readonly<Record<string, KmsOperation>> = {
  Sign: operation(SignInput, (input, call) => {
    const key = authorisedKey(input.KeyId, call, 'Sign', signContext(input));
    requireUsable(key, 'SIGN_VERIFY');
    const signature = signMessage(key, { message: input.Message, messageType: input.MessageType });
    return { KeyId: key.arn, Signature: toBase64(signature), SigningAlgorithm: input.SigningAlgorithm };
  }),
  Verify: operation(VerifyInput, (input, call) => {
    const key = authorisedKey(input.KeyId, call, 'Verify', signContext(input));
    requireUsable(key, 'SIGN_VERIFY');
    if (!verifyMessage(key, { message: input.Message, messageType: input.MessageType }, input.Signature))
      throw new AwsError('KMSInvalidSignatureException', 400, 'The signature is invalid.');
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  }),
  GetPublicKey: operation(z.strictObject({ KeyId: KeyReference }), ({ KeyId }, call) => {
    const key = authorisedKey(KeyId, call, 'GetPublicKey');
    if (key.spec !== 'ECC_NIST_P256' && key.spec !== 'RSA_2048')
      throw new AwsError('UnsupportedOperationException', 400, `${key.arn} has no public key.`);
    requireUsable(key, key.usage);
    const algorithms =
      key.spec === 'RSA_2048'
        ? { EncryptionAlgorithms: ['RSAES_OAEP_SHA_256'] }
        : { SigningAlgorithms: ['ECDSA_SHA_256'] };
    return {
      KeyId: key.arn,
      KeySpec: key.spec,
      CustomerMasterKeySpec: key.spec,
      KeyUsage: key.usage,
      PublicKey: toBase64(publicKeyOf(key)),
      ...algorithms,
    };
  }),
  GenerateMac: operation(MacInput, (input, call) => {
    const key = authorisedKey(input.KeyId, call, 'GenerateMac', { 'kms:MacAlgorithm': input.MacAlgorithm });
    requireUsable(key, 'GENERATE_VERIFY_MAC');
    return { KeyId: key.arn, Mac: toBase64(generateMac(key, input.Message)), MacAlgorithm: input.MacAlgorithm };
  }),
  VerifyMac: operation(VerifyMacInput, (input, call) => {
    const key = authorisedKey(input.KeyId, call, 'VerifyMac', { 'kms:MacAlgorithm': input.MacAlgorithm });
    requireUsable(key, 'GENERATE_VERIFY_MAC');
    if (!verifyMac(key, input.Message, input.Mac))
      throw new AwsError('KMSInvalidMacException', 400, 'The MAC is invalid.');
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
  }),
};

const signContext = (input: z.infer<typeof SignInput>) => ({
  'kms:MessageType': input.MessageType,
  'kms:SigningAlgorithm': input.SigningAlgorithm,
});
