package io.pronto.core.completeness;

import io.pronto.core.audit.Kept;
import io.pronto.core.seal.PublicProofKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Walks along the seals of days from the first on, and stops at the first that is not as it was
 * made. For one thread.
 */
final class CallSealWalk {
  private final PublicProofKey key;
  private final Kept kept;
  private final Map<LocalDate, Integer> parts = new HashMap<>();
  private Optional<LocalDate> day = Optional.empty();
  private CallSealChain.Verdict verdict = CallSealChain.Verdict.NOTHING;

  /**
   * Begins before the first.
   *
   * @param key by which they must be signed
   * @param kept what an earlier walk found
   */
  CallSealWalk(PublicProofKey key, Kept kept) {
    this.key = key;
    this.kept = kept;
  }

  CallSealChain.Verdict verdict() {
    return verdict;
  }

  /** Looks at {@code next}; returns false where it is not in order. */
  boolean accepts(CallSeal next) {
    var fault = place(next).or(() -> content(next)).or(() -> day(next));
    if (fault.isPresent()) {
      refuse(fault.get());
      return false;
    }
    parts.put(next.day(), next.part());
    if (next.part() == 0) {
      day = Optional.of(next.day());
    }
    verdict = new CallSealChain.Verdict(next.sequence(), next.hash(), day, Optional.empty());
    if (next.sequence() == kept.links() && !next.hash().equals(kept.hash())) {
      refuse("Seal %d is not the one that was kept".formatted(kept.links()));
    }
    return verdict.fault().isEmpty();
  }

  /** Notes that what follows is wrong in another way. */
  void refuse(String what) {
    verdict = verdict.faulty(what);
  }

  /** Looks, where no more follow, whether any of those that were kept is missing. */
  CallSealChain.Verdict end() {
    if (verdict.fault().isEmpty() && verdict.seals() < kept.links()) {
      refuse("Seal %d is missing, which was kept".formatted(kept.links()));
    }
    return verdict;
  }

  private Optional<String> place(CallSeal next) {
    long due = verdict.seals() + 1;
    return next.sequence() == due
        ? Optional.empty()
        : Optional.of("Seal %d is missing: %d follows".formatted(due, next.sequence()));
  }

  private Optional<String> content(CallSeal next) {
    if (!next.signedBy().equals(key.fingerprint())) {
      return Optional.of(named(next) + " says that another key signed it, " + next.signedBy());
    }
    var form = next.form();
    if (!form.hash().equals(next.hash()) || !key.verifies(form, next.signature())) {
      return Optional.of(named(next) + " is not what was signed: it was changed");
    }
    return next.previous().orElse("").equals(verdict.hash())
        ? Optional.empty()
        : Optional.of(
            named(next) + " was not made after the %d before it".formatted(verdict.seals()));
  }

  /** One day follows the other; of one that is sealed, part follows part. */
  private Optional<String> day(CallSeal next) {
    boolean follows =
        next.part() == 0
            ? day.isEmpty() || day.get().plusDays(1).equals(next.day())
            : parts.containsKey(next.day()) && parts.get(next.day()) == next.part() - 1;
    return follows
        ? Optional.empty()
        : Optional.of(named(next) + " is of a day, or a part of one, that does not follow");
  }

  private static String named(CallSeal seal) {
    return "Seal %d (%s)".formatted(seal.sequence(), seal.day());
  }
}
