package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The INVITEs that have come and have no leg yet, because who sends them is still being found out.
 * Meanwhile they may come by another way, or be cancelled.
 */
final class Arrivals {
  private final Map<Key, Boolean> cancelled = new ConcurrentHashMap<>();

  private record Key(String callId, String tag, long sequence) {}

  /** Takes {@code invite} in; false when it is there already, by another way. */
  boolean add(SIPRequest invite) {
    return cancelled.putIfAbsent(key(invite), false) == null;
  }

  /** Takes note that the INVITE of {@code cancel} is cancelled; false when it is not here. */
  boolean cancel(SIPRequest cancel) {
    return cancelled.computeIfPresent(key(cancel), (_, _) -> true) != null;
  }

  /** Lets {@code invite} go, to its leg or for good; true when it has been cancelled. */
  boolean remove(SIPRequest invite) {
    return Boolean.TRUE.equals(cancelled.remove(key(invite)));
  }

  private static Key key(SIPRequest request) {
    var tag = request.getFromTag();
    return new Key(
        request.getCallId().getCallId(), tag == null ? "" : tag, request.getCSeq().getSeqNumber());
  }
}
