package io.pronto.sip.sdp;

/** A well-formed description without a stream that we, or the other party, can take: 488. */
public final class NotAcceptable extends Exception {
  /** Says why, in words fit for a Warning. */
  public NotAcceptable(String reason) {
    super(reason);
  }
}
