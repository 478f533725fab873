package io.pronto.sip.registrar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where those are who once spoke by a connection, for what still has to be said to them in a dialog
 * of then: a phone that has come back by another connection is the same phone (RFC 5626, section
 * 4.2), and its calls go on.
 */
final class Successors {
  private static final Logger LOG = LoggerFactory.getLogger(Successors.class);
  private static final int MOST = 50_000;

  /** No call is longer. */
  private static final Duration REMEMBERED = Duration.ofHours(24);

  private final Cache<Flow, Set<Phone>> spoke =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();
  private final Cache<Phone, Flow> latest =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();
  private final SipStack stack;
  private final Registrations registrations;

  /** What tells a phone from others: its instance, or the Call-ID that it registers by. */
  private record Phone(AddressOfRecord name, String id) {
    static Phone of(Binding binding) {
      return new Phone(
          binding.addressOfRecord(),
          binding.instance().isPresent() ? binding.key() : binding.callId());
    }
  }

  Successors(SipStack stack, Registrations registrations) {
    this.stack = stack;
    this.registrations = registrations;
  }

  /** Notes that the phones of {@code bindings} register by {@code flow}. */
  void note(Flow flow, List<Binding> bindings) {
    for (var binding : bindings) {
      var phone = Phone.of(binding);
      if (flow.transport().isReliable()) {
        spoke.get(flow, _ -> ConcurrentHashMap.newKeySet()).add(phone);
        latest.put(phone, flow);
      } else {
        latest.asMap().computeIfPresent(phone, (_, _) -> flow);
      }
    }
  }

  /**
   * The flow by which whoever spoke by {@code flow} is reached since; empty when that is the same,
   * or when they are away. Blocks while Redis is asked.
   */
  Optional<Flow> of(Flow flow) {
    var phones = spoke.getIfPresent(flow);
    if (phones == null
        || stack.isConnected(flow)
            && phones.stream().anyMatch(phone -> flow.equals(latest.getIfPresent(phone)))) {
      return Optional.empty();
    }
    return phones.stream().flatMap(phone -> now(phone).stream()).findFirst();
  }

  private Optional<Flow> now(Phone phone) {
    try {
      var bindings = registrations.of(phone.name());
      var same =
          bindings.stream()
              .filter(binding -> Phone.of(binding).equals(phone) || bindings.size() == 1)
              .findFirst();
      return same.isPresent()
          ? Optional.of(Target.of(same.get()).flows(stack).getFirst())
          : Optional.empty();
    } catch (RedisUnavailable | SendFailed e) {
      LOG.atDebug().addKeyValue("device", phone.name()).setCause(e).log("A phone is not found");
      return Optional.empty();
    }
  }
}
