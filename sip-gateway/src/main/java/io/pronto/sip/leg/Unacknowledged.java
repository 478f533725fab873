package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;

/** A 2xx of ours to an INVITE that waits for its ACK (RFC 3261, section 13.3.1.4). */
record Unacknowledged(long sequence, Repeater repeater) {
  boolean isMeantBy(SIPRequest ack) {
    return ack.getCSeq().getSeqNumber() == sequence;
  }

  void stop() {
    repeater.stop();
  }
}
