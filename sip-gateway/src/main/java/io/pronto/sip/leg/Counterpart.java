package io.pronto.sip.leg;

import io.pronto.core.MediaEncryption;
import io.pronto.sip.sdp.Codecs;
import io.pronto.sip.stack.Credentials;
import java.util.Optional;

/**
 * The party of a leg, beside where it is.
 *
 * @param name the address of record or the trunk's name, for the record
 * @param alongFlow whether requests to it go along the way by which it is known, whatever its
 *     Contact says: right for phones, which sit behind NATs, and for connections
 * @param codecs what may be spoken with it
 * @param encryption whether its sound is encrypted
 * @param credentials what proves us to it, when it asks
 * @param deviceId the device, if it is one
 * @param trunkId the trunk, if it is one
 */
public record Counterpart(
    String name,
    boolean alongFlow,
    Codecs codecs,
    MediaEncryption encryption,
    Optional<Credentials> credentials,
    Optional<String> deviceId,
    Optional<String> trunkId) {
  /** A phone. */
  public static Counterpart phone(
      String name, MediaEncryption encryption, Optional<String> deviceId) {
    return new Counterpart(
        name, true, Codecs.ANY, encryption, Optional.empty(), deviceId, Optional.empty());
  }

  /** Whether its sound may be, or must be, encrypted; nothing keeps a call for help. */
  MediaEncryption encryption(boolean forHelp) {
    return forHelp ? MediaEncryption.OPTIONAL : encryption;
  }
}
