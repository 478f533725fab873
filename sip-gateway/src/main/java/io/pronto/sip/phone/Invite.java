package io.pronto.sip.phone;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a phone puts into an INVITE beside the usual.
 *
 * @param target who is called: a user part, or a whole SIP URI, tel URI or URN
 * @param from the user part of From, or a whole address of record; empty: the phone's own
 * @param sdp the offer; empty: the phone's usual one, G.711 and telephone-event
 * @param lateOffer no offer in the INVITE (RFC 3261, 13.2.1): the server offers, the ACK answers
 *     with {@code sdp}
 * @param headers more headers
 */
public record Invite(
    String target,
    Optional<String> from,
    Optional<String> sdp,
    boolean lateOffer,
    List<SipMessage.Header> headers) {

  /** An INVITE to {@code target} with nothing special. */
  public static Invite to(String target) {
    return new Invite(target, Optional.empty(), Optional.empty(), false, List.of());
  }

  /** The same, showing {@code user} as the caller. */
  public Invite from(String user) {
    return new Invite(target, Optional.of(user), sdp, lateOffer, headers);
  }

  /**
   * The same, offering {@code sdp}, or with a body of several parts that begins with its boundary;
   * {@code %h} stands for the phone's host, {@code %p} for its RTP port.
   */
  public Invite offering(String sdp) {
    return new Invite(target, from, Optional.of(sdp), lateOffer, headers);
  }

  /** The same without an offer. */
  public Invite withoutOffer() {
    return new Invite(target, from, sdp, true, headers);
  }

  /** The same with one header more. */
  public Invite with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new SipMessage.Header(name, value));
    return new Invite(target, from, sdp, lateOffer, List.copyOf(more));
  }
}
