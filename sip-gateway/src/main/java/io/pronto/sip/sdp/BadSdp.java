package io.pronto.sip.sdp;

/** A body that is not a session description: the answer is 400. */
public final class BadSdp extends Exception {
  /** Says what is wrong, in words fit for a Reason or Warning; nothing of the input is repeated. */
  BadSdp(String fault) {
    super(fault);
  }
}
