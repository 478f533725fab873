package io.pronto.sip.registrar;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.Registrations.Removal;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections and who registered by them. When one breaks, its bindings end with it (RFC 5626,
 * section 5.3), unless the device answers at the address of its Contact.
 */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final Map<Flow, Set<AddressOfRecord>> carried = new ConcurrentHashMap<>();
  private final SipStack stack;
  private final Successors successors;
  private final Probe probe;
  private final Registrations registrations;

  Connections(SipStack stack, Successors successors, Probe probe, Registrations registrations) {
    this.stack = stack;
    this.successors = successors;
    this.probe = probe;
    this.registrations = registrations;
  }

  /** Notes that {@code name} registers by {@code flow}. */
  void carry(Flow flow, AddressOfRecord name) {
    if (flow.transport().isReliable()) {
      carried.computeIfAbsent(flow, _ -> ConcurrentHashMap.newKeySet()).add(name);
    }
  }

  /** Whether nobody but {@code name} has registered by {@code flow}, a connection. */
  boolean carriesOnly(Flow flow, AddressOfRecord name) {
    return Set.of(name).equals(carried.get(flow));
  }

  /** Ends what was registered by {@code flow}. Does not block. */
  void lost(Flow flow) {
    var names = carried.remove(flow);
    if (names != null) {
      Thread.ofVirtual()
          .name("lost-" + flow.source())
          .start(() -> names.forEach(name -> lost(flow, name)));
    }
  }

  /** How many connections carry somebody. */
  int carrying() {
    return carried.size();
  }

  private void lost(Flow flow, AddressOfRecord name) {
    if (isBack(flow, name)) {
      return;
    }
    try {
      for (var binding : registrations.of(name)) {
        if (isOf(binding, flow)) {
          end(binding, flow);
        }
      }
    } catch (RedisUnavailable away) {
      LOG.atDebug().addKeyValue("device", name).log("A lost connection stays to be found out");
    }
  }

  /** Whether the name has registered by another connection between the same ends since. */
  private boolean isBack(Flow lost, AddressOfRecord name) {
    var ends = new Flow(lost.transport(), lost.local(), lost.remote(), false);
    return stack.connected(ends).stream()
        .anyMatch(flow -> carried.getOrDefault(flow, Set.of()).contains(name));
  }

  private void end(Binding binding, Flow lost) {
    var anew = Target.of(binding).anew().filter(flow -> probe.answers(binding, flow));
    anew.ifPresent(flow -> successors.note(flow, List.of(binding)));
    registrations.update(
        binding.addressOfRecord(),
        Removal.DISCONNECTED,
        held ->
            held.stream()
                .flatMap(
                    b ->
                        b.key().equals(binding.key()) && isOf(b, lost)
                            ? anew.map(flow -> b.at(flow.source())).stream()
                            : List.of(b).stream())
                .toList());
  }

  private static boolean isOf(Binding binding, Flow flow) {
    return binding.remote().equals(flow.source())
        && binding.local().equals(Flow.text(flow.local()))
        && binding.transport().equals(flow.transport().parameter());
  }
}
