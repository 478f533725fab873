package io.pronto.media.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Our side of ICE with one peer (RFC 8445, section 7.3): judges its binding requests and writes the
 * answers. For one thread.
 */
public final class IceLite {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHENTICATED = 401;
  private static final int UNKNOWN_ATTRIBUTE = 420;
  private static final int ROLE_CONFLICT = 487;

  private final IceTerms terms;
  private final Mac mac;

  /** What is made of a STUN message. */
  public sealed interface Check {
    /**
     * It is the peer's, and where it comes from can be sent to.
     *
     * @param answer to be sent there
     * @param nominates whether the peer wants its sound there
     */
    record Valid(ByteBuffer answer, boolean nominates) implements Check {}

    /**
     * It is somebody else's, or not as it must be.
     *
     * @param answer to be sent there
     */
    record Refused(ByteBuffer answer) implements Check {}

    /** It asks nothing. */
    record Idle() implements Check {}

    /** It is not STUN as ICE speaks it. */
    record Malformed() implements Check {}
  }

  /** An agent for what the two sides have told each other. */
  public IceLite(IceTerms terms) {
    this.terms = terms;
    try {
      mac = Mac.getInstance("HmacSHA1");
      var password = terms.ours().password().getBytes(StandardCharsets.US_ASCII);
      mac.init(new SecretKeySpec(password, "HmacSHA1"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no HMAC-SHA1", e);
    }
  }

  /** Judges {@code packet}, which starts at 0 and has come from {@code source}. */
  public Check check(ByteBuffer packet, InetSocketAddress source) {
    var request = StunRequest.parse(packet);
    if (request.isPresent()) {
      return check(request.get(), source);
    }
    boolean asks = packet.limit() < 2 || packet.getShort(0) == 1;
    return !asks && StunRequest.isMessage(packet) ? new Check.Idle() : new Check.Malformed();
  }

  private Check check(StunRequest request, InetSocketAddress source) {
    if (request.integrityAt() < 0 || request.username().isEmpty()) {
      return refused(StunAnswer.error(request, BAD_REQUEST, "Bad Request"));
    }
    if (!request.username().equals(Optional.of(username())) || !isSealed(request)) {
      return refused(StunAnswer.error(request, UNAUTHENTICATED, "Unauthenticated"));
    }
    if (request.unknown() != 0) {
      var answer = StunAnswer.error(request, UNKNOWN_ATTRIBUTE, "Unknown Attribute");
      return new Check.Refused(answer.unknown(request.unknown()).sealed(mac::doFinal));
    }
    if (request.controlled() && !terms.lite()) { // who is lite is controlled (section 6.1.1)
      var answer = StunAnswer.error(request, ROLE_CONFLICT, "Role Conflict");
      return new Check.Refused(answer.sealed(mac::doFinal));
    }
    var answer = StunAnswer.success(request, source).sealed(mac::doFinal);
    return new Check.Valid(answer, request.nominates());
  }

  private String username() {
    return terms.ours().fragment() + ':' + terms.theirs().fragment();
  }

  private static Check refused(StunAnswer answer) {
    return new Check.Refused(answer.unsealed());
  }

  /** The tag is over what is before it, as if it were the last attribute (RFC 8489, 14.5). */
  private boolean isSealed(StunRequest request) {
    int at = request.integrityAt();
    var before = Arrays.copyOf(request.bytes(), at);
    int length = at + 4 + StunRequest.INTEGRITY_BYTES - StunRequest.HEADER;
    ByteBuffer.wrap(before).putShort(2, (short) length);
    var tag = Arrays.copyOfRange(request.bytes(), at + 4, at + 4 + StunRequest.INTEGRITY_BYTES);
    return MessageDigest.isEqual(mac.doFinal(before), tag);
  }
}
