package io.pronto.media;

/** Which way a stream flows, as seen by us (RFC 3264, section 5.1). */
public enum Direction {
  /** We send and receive. */
  SENDRECV,
  /** We send only: the peer listens. */
  SENDONLY,
  /** We receive only: the peer does not want to hear us, for instance because it holds the call. */
  RECVONLY,
  /** Neither way. RTCP goes on. */
  INACTIVE;

  /** Says whether we may send RTP to the peer. */
  public boolean sends() {
    return this == SENDRECV || this == SENDONLY;
  }

  /** Says whether the peer may send RTP to us. */
  public boolean receives() {
    return this == SENDRECV || this == RECVONLY;
  }
}
