package io.pronto.core.live;

import io.pronto.core.device.AddressOfRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a device can be reached for a while (RFC 3261, section 10).
 *
 * @param key what tells it from the other bindings of its address of record: its instance and
 *     reg-id, or else its contact; a binding of the same key replaces it
 * @param contact the URI of its Contact
 * @param instance its {@code +sip.instance} (RFC 5626), without angle brackets
 * @param regId its {@code reg-id} (RFC 5626): which of the device's flows this is; 0 for none
 * @param callId the Call-ID of its REGISTER
 * @param sequence the CSeq of its REGISTER
 * @param path the Path of its REGISTER (RFC 3327): the hops to it, the nearest first, as URIs
 * @param transport {@code udp}, {@code tcp}, {@code tls}, {@code ws} or {@code wss}
 * @param local our end of the flow it registered by, {@code address:port}
 * @param remote its end of that flow as seen by us, {@code address:port}
 * @param node the server that holds the flow
 * @param userAgent what it calls itself; empty when it says nothing
 * @param reachable whether it answers OPTIONS; a binding that does not is tried last
 * @param registeredAt when it was first registered, to the millisecond
 * @param expiresAt when it ends unless it is refreshed, to the millisecond
 */
public record Binding(
    AddressOfRecord addressOfRecord,
    String key,
    String contact,
    Optional<String> instance,
    int regId,
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

  /** Whether it still holds at {@code now}. */
  public boolean isLive(Instant now) {
    return expiresAt.isAfter(now);
  }

  /** The same binding, found to answer or not to answer. */
  public Binding answering(boolean answers) {
    return with(remote, answers, registeredAt);
  }

  /** The same binding with its device at {@code remote}, {@code address:port}. */
  public Binding at(String remote) {
    return with(remote, reachable, registeredAt);
  }

  /** The same binding, first registered at {@code instant}. */
  public Binding since(Instant instant) {
    return with(remote, reachable, instant);
  }

  private Binding with(String newRemote, boolean answers, Instant since) {
    return new Binding(
        addressOfRecord,
        key,
        contact,
        instance,
        regId,
        callId,
        sequence,
        path,
        transport,
        local,
        newRemote,
        node,
        userAgent,
        answers,
        since,
        expiresAt);
  }
}
