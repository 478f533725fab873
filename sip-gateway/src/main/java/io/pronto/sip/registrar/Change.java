package io.pronto.sip.registrar;

import io.pronto.core.live.Binding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a REGISTER does to the bindings of its address of record (RFC 3261, section 10.3, steps 6
 * and 7).
 *
 * @param callId its Call-ID, which with its CSeq says what was asked last
 * @param everything whether all bindings end: Contact {@code *}
 * @param begun bindings that begin or are refreshed
 * @param ended bindings that end
 */
record Change(
    String callId, long sequence, boolean everything, List<Binding> begun, List<Binding> ended) {

  /** Whether nothing changes: the device only asks what there is. */
  boolean isQuestion() {
    return !everything && begun.isEmpty() && ended.isEmpty();
  }

  /**
   * The bindings after the change.
   *
   * @param most how many there may be; those that would be the first to expire give way
   * @throws RegisterRefused if the device has asked for something later already: nothing changes
   */
  List<Binding> applied(List<Binding> held, int most) {
    var after = new ArrayList<>(held);
    if (everything) {
      held.forEach(this::checkOrder);
      after.clear();
    }
    for (var binding : ended) {
      after.removeIf(touched(old -> isSame(old, binding)));
    }
    for (var binding : begun) {
      var before = held.stream().filter(old -> old.key().equals(binding.key())).findFirst();
      after.removeIf(touched(old -> old.key().equals(binding.key())));
      after.removeIf(old -> isSamePhone(old, binding));
      after.add(before.map(old -> continued(old, binding)).orElse(binding));
    }
    makeRoom(after, most);
    return after;
  }

  /** A device that has no instance is known by its contact when it leaves. */
  private static boolean isSame(Binding old, Binding leaving) {
    return old.key().equals(leaving.key())
        || leaving.instance().isEmpty() && old.contact().equals(leaving.contact());
  }

  /**
   * A phone without an instance that comes back by another connection has often another contact,
   * too; it goes on to use its Call-ID (RFC 3261, section 10.2.4). Its numbers may begin anew: it
   * may have been switched off meanwhile.
   */
  private static boolean isSamePhone(Binding old, Binding back) {
    return old.instance().isEmpty()
        && back.instance().isEmpty()
        && old.callId().equals(back.callId())
        && !old.transport().equals("udp")
        && !old.remote().equals(back.remote());
  }

  private Predicate<Binding> touched(Predicate<Binding> same) {
    return old -> {
      boolean touches = same.test(old);
      if (touches) {
        checkOrder(old);
      }
      return touches;
    };
  }

  private void checkOrder(Binding old) {
    if (old.callId().equals(callId) && sequence <= old.sequence()) {
      throw new RegisterRefused(500, "CSeq Is Behind an Earlier Request");
    }
  }

  /** A refresh keeps when it began and, along the same flow, whether it answers. */
  private static Binding continued(Binding old, Binding refreshed) {
    boolean answers = old.reachable() || !old.remote().equals(refreshed.remote());
    return refreshed.since(old.registeredAt()).answering(answers);
  }

  private static void makeRoom(List<Binding> bindings, int most) {
    while (bindings.size() > most) {
      bindings.remove(
          bindings.stream()
              .min(Comparator.comparing(Binding::expiresAt).thenComparing(Binding::registeredAt))
              .orElseThrow());
    }
  }
}
