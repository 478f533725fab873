package io.pronto.core.live;

import io.pronto.core.device.AddressOfRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a device can be reached for a while (RFC 3261, section 10).
 *
 * @param contact the URI of its Contact
 * @param instance its {@code +sip.instance} (RFC 5626), by which a new binding replaces an old one
 * @param callId the Call-ID of its REGISTER
 * @param sequence the CSeq of its REGISTER
 * @param path the Path of its REGISTER (RFC 3327): the hops to it, the nearest first
 * @param transport {@code udp} or {@code tcp}
 * @param local our end of the flow it registered by, {@code address:port}
 * @param remote its end of that flow as seen by us, {@code address:port}
 * @param node the server that holds the flow
 * @param userAgent what it calls itself; empty when it says nothing
 * @param reachable whether it answers OPTIONS; a binding that does not is tried last
 */
public record Binding(
    AddressOfRecord addressOfRecord,
    String contact,
    Optional<String> instance,
    String callId,
    long sequence,
    List<String> path,
    String transport,
    String local,
    String remote,
    String node,
    String userAgent,
    boolean reachable,
    Instant registeredAt,
    Instant expiresAt) {
  /** Copies the list. */
  public Binding {
    path = List.copyOf(path);
  }
}
