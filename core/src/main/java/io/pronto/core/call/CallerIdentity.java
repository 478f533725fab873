package io.pronto.core.call;

import java.util.Optional;

/**
 * What the signature of a caller's network was worth, as a call's record has it.
 *
 * @param outcome {@code verified}, {@code not_verified} or {@code failed}
 * @param attestation {@code A}, {@code B} or {@code C}, if it was verified
 * @param originId the network's name for the caller or the way in, for traces
 * @param signer who has signed: the service provider code, or else the certificate's name
 * @param fault why it was not verified, as a code
 */
public record CallerIdentity(
    String outcome,
    Optional<String> attestation,
    Optional<String> originId,
    Optional<String> signer,
    Optional<String> fault) {}
