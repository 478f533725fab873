package io.pronto.sip.stream;

import io.pronto.core.lease.Leases;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.OutboundSockets;
import io.pronto.core.stream.StreamDestinationStore;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Sends the sound of calls to servers that their organisations have listed, for as long as they do.
 */
public final class SoundStreams implements AutoCloseable {
  private final Function<StreamOrder, Optional<StreamTarget>> targets;
  private final Leases leases;
  private final StreamLimits limits;
  private final Set<SoundStream> running = ConcurrentHashMap.newKeySet();

  /** Sends it to {@code destinations} by {@code sockets}. */
  public SoundStreams(
      StreamDestinationStore destinations,
      OutboundSockets sockets,
      Leases leases,
      StreamLimits limits) {
    this(order -> listed(destinations, sockets, order), leases, limits);
    destinations.onRemoved(
        whose -> Thread.ofVirtual().name("sound-streams").start(() -> lookAgain(whose)));
  }

  SoundStreams(
      Function<StreamOrder, Optional<StreamTarget>> targets, Leases leases, StreamLimits limits) {
    this.targets = targets;
    this.leases = leases;
    this.limits = limits;
  }

  private static Optional<StreamTarget> listed(
      StreamDestinationStore destinations, OutboundSockets sockets, StreamOrder order) {
    return destinations
        .find(order.organisation(), order.destination())
        .map(
            found ->
                new StreamTarget(
                    sockets, found.url(), destinations.token(found), found.unredacted()));
  }

  /** Begins to send what {@code order} says; returns at once, whatever the server does. */
  public SoundStream begin(StreamOrder order, StreamNews news) {
    var stream = new SoundStream(this, order, limits, news);
    running.add(stream);
    stream.start();
    return stream;
  }

  /** Ends those that are left, and waits until nothing is left of them. */
  @Override
  public void close() {
    running.forEach(stream -> stream.end(StreamEnd.SHUTDOWN));
    running.forEach(SoundStream::close);
  }

  private void lookAgain(Optional<OrganisationId> whose) {
    running.stream()
        .filter(stream -> whose.isEmpty() || whose.get().equals(stream.organisation()))
        .forEach(SoundStream::look);
  }

  Optional<StreamTarget> target(StreamOrder order) {
    return targets.apply(order);
  }

  Leases leases() {
    return leases;
  }

  void leave(SoundStream stream) {
    running.remove(stream);
  }
}
