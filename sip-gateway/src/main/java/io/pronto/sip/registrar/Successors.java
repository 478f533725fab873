package io.pronto.sip.registrar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.live.Binding;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where those are who once spoke by a connection, for what still has to be said to them in a dialog
 * of then: a phone that has come back by another connection is the same phone (RFC 5626, section
 * 4.2), and its calls go on.
 */
final class Successors {
  private static final int MOST = 50_000;

  /** Phones of one name by one connection: those in a house behind a proxy, with one password. */
  private static final int MOST_OF_A_NAME = 16;

  /** No call is longer. */
  private static final Duration REMEMBERED = Duration.ofHours(24);

  private final Cache<Speaker, List<Phone>> spoke = remembered();
  private final Cache<Phone, Flow> latest = remembered();
  private final SipStack stack;

  /** An address of record, and a connection by which it has registered. */
  private record Speaker(Flow flow, String name) {}

  /** What tells a phone from others: its instance, or the Call-ID that it registers by. */
  private record Phone(String name, String id) {
    static Phone of(Binding binding) {
      return new Phone(
          binding.addressOfRecord().toString(),
          binding.instance().isPresent() ? binding.key() : binding.callId());
    }
  }

  Successors(SipStack stack) {
    this.stack = stack;
  }

  /**
   * Notes that the phones of {@code bindings} have registered by {@code flow}.
   *
   * @return the connections that they spoke by until now, where no other phone of the name is left
   */
  List<Flow> note(Flow flow, List<Binding> bindings) {
    var before = new ArrayList<Flow>();
    for (var phone : bindings.stream().map(Phone::of).toList()) {
      if (flow.transport().isReliable()) {
        spoke.asMap().merge(new Speaker(flow, phone.name), List.of(phone), Successors::joined);
        Optional.ofNullable(latest.asMap().put(phone, flow)).ifPresent(before::add);
      } else {
        Optional.ofNullable(latest.asMap().replace(phone, flow)).ifPresent(before::add);
      }
      before.removeIf(one -> one.equals(flow) || isSpokenBy(one, phone.name));
    }
    return before;
  }

  private boolean isSpokenBy(Flow flow, String name) {
    var phones = spoke.getIfPresent(new Speaker(flow, name));
    return phones != null
        && phones.stream().anyMatch(phone -> flow.equals(latest.getIfPresent(phone)));
  }

  /**
   * The flow by which the phone of {@code name} that spoke by {@code flow} is reached since; empty
   * when that is the same, when it is away, or when there were several and they went apart.
   */
  Optional<Flow> of(Flow flow, String name) {
    var phones = spoke.getIfPresent(new Speaker(flow, name));
    if (phones == null) {
      return Optional.empty();
    }
    var since =
        phones.stream()
            .flatMap(phone -> Optional.ofNullable(latest.getIfPresent(phone)).stream())
            .filter(this::leadsSomewhere)
            .distinct()
            .toList();
    return since.size() == 1
        ? Optional.of(since.getFirst()).filter(now -> !now.equals(flow))
        : Optional.empty();
  }

  private boolean leadsSomewhere(Flow flow) {
    return flow.opens() || stack.isConnected(flow);
  }

  private static List<Phone> joined(List<Phone> before, List<Phone> now) {
    var all = Stream.concat(before.stream().filter(one -> !now.contains(one)), now.stream());
    return all.skip(Math.max(0, before.size() + now.size() - MOST_OF_A_NAME)).toList();
  }

  private static <K, V> Cache<K, V> remembered() {
    return Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();
  }
}
