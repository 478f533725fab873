package io.pronto.sip.registrar;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.Registrations.Removal;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Transport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP connections and who registered by them. When one breaks, its bindings end with it (RFC 5626,
 * section 5.3), unless the device answers at the address of its Contact.
 */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final Map<String, Set<AddressOfRecord>> carried = new ConcurrentHashMap<>();
  private final Probe probe;
  private final Registrations registrations;

  Connections(Probe probe, Registrations registrations) {
    this.probe = probe;
    this.registrations = registrations;
  }

  /** Notes that {@code name} registers by {@code flow}. */
  void carry(Flow flow, AddressOfRecord name) {
    if (flow.transport() == Transport.TCP) {
      carried.computeIfAbsent(flow.source(), _ -> ConcurrentHashMap.newKeySet()).add(name);
    }
  }

  /** Ends what was registered by {@code flow}. Does not block. */
  void lost(Flow flow) {
    var names = carried.remove(flow.source());
    if (names != null) {
      var remote = flow.source();
      Thread.ofVirtual()
          .name("lost-" + remote)
          .start(() -> names.forEach(name -> lost(remote, name)));
    }
  }

  private void lost(String remote, AddressOfRecord name) {
    try {
      for (var binding : registrations.of(name)) {
        if (isOf(binding, remote)) {
          end(binding, remote);
        }
      }
    } catch (RedisUnavailable away) {
      LOG.atDebug().addKeyValue("device", name).log("A lost connection stays to be found out");
    }
  }

  private void end(Binding binding, String remote) {
    var anew = Target.of(binding).anew().filter(flow -> probe.answers(binding, flow));
    registrations.update(
        binding.addressOfRecord(),
        Removal.DISCONNECTED,
        held ->
            held.stream()
                .flatMap(
                    b ->
                        b.key().equals(binding.key()) && isOf(b, remote)
                            ? anew.map(flow -> b.at(flow.source())).stream()
                            : List.of(b).stream())
                .toList());
  }

  private static boolean isOf(Binding binding, String remote) {
    return binding.remote().equals(remote) && binding.transport().equals(Transport.TCP.parameter());
  }
}
