package io.pronto.core.audit;

import io.pronto.core.seal.PublicProofKey;
import java.util.Optional;

/**
 * Walks along a chain of the audit log from its first event on, wherever they come from, and stops
 * at the first that is not what was written. For one thread.
 */
public final class AuditWalk {
  private final String chain;
  private final Optional<PublicProofKey> key;
  private final Kept kept;
  private Verdict verdict = Verdict.NOTHING;

  /**
   * What was found.
   *
   * @param events how many are in order, from the first
   * @param hash of the last one that is, 64 hexadecimal digits; empty where there is none
   * @param sealed the last one that a seal vouches for; 0 where there is none
   * @param fault what is wrong with the one that follows; empty where nothing is
   */
  public record Verdict(long events, String hash, long sealed, Optional<String> fault) {
    static final Verdict NOTHING = new Verdict(0, "", 0, Optional.empty());

    Verdict faulty(String what) {
      return new Verdict(events, hash, sealed, Optional.of(what));
    }
  }

  /**
   * Begins before the first.
   *
   * @param key by which its seals must be signed; where there is none nobody asks whether they are
   * @param kept what an earlier walk found
   */
  public AuditWalk(String chain, Optional<PublicProofKey> key, Kept kept) {
    this.chain = chain;
    this.key = key;
    this.kept = kept;
  }

  /** What was found so far. */
  public Verdict verdict() {
    return verdict;
  }

  /** Looks at {@code next}; returns false where it is not in order. */
  public boolean accepts(ChainedEvent next) {
    return accepts(next, Seal.NONE);
  }

  /** Whether an event was sealed in another way too, by which nobody but its maker can tell. */
  enum Seal {
    NONE,
    GOOD,
    BROKEN
  }

  boolean accepts(ChainedEvent next, Seal seal) {
    var fault = place(next).or(() -> content(next)).or(() -> seals(next, seal));
    if (fault.isPresent()) {
      refuse(fault.get());
      return false;
    }
    boolean sealed = seal == Seal.GOOD || key.isPresent() && next.signature().isPresent();
    verdict =
        new Verdict(
            next.sequence(),
            next.hash(),
            sealed ? next.sequence() : verdict.sealed(),
            Optional.empty());
    if (next.sequence() == kept.links() && !next.hash().equals(kept.hash())) {
      refuse("Event %d is not the one that was kept".formatted(kept.links()));
    }
    return verdict.fault().isEmpty();
  }

  /** Notes that what follows is wrong in another way. */
  public void refuse(String what) {
    verdict = verdict.faulty(what);
  }

  /** Looks, where no more follow, whether any of those that were kept is missing. */
  public Verdict end() {
    return end(0);
  }

  /** The same, where a seal says that there were as many. */
  Verdict end(long sealed) {
    if (verdict.fault().isPresent()) {
      return verdict;
    }
    if (verdict.events() < sealed) {
      refuse("Event %d is missing: a seal says that there was one".formatted(sealed));
    } else if (verdict.events() < kept.links()) {
      refuse("Event %d is missing, which was kept".formatted(kept.links()));
    }
    return verdict;
  }

  private Optional<String> place(ChainedEvent next) {
    long due = verdict.events() + 1;
    if (next.sequence() > due) {
      return Optional.of("Event %d is missing: %d follows".formatted(due, next.sequence()));
    }
    return next.sequence() == due
        ? Optional.empty()
        : Optional.of(
            named(next) + " stands where %d should: put in, or out of order".formatted(due));
  }

  private Optional<String> content(ChainedEvent next) {
    if (!next.chain().equals(chain)) {
      return Optional.of(named(next) + " is of another chain, " + next.chain());
    }
    return next.hash().equals(next.hashAfter(verdict.hash())) && next.isOfWhomItWas()
        ? Optional.empty()
        : Optional.of(named(next) + " is not what was written");
  }

  private Optional<String> seals(ChainedEvent next, Seal seal) {
    if (seal == Seal.BROKEN) {
      return Optional.of(unsealed(next, "secrets.key"));
    }
    return signed(next) ? Optional.empty() : Optional.of(unsealed(next, "the key of proofs"));
  }

  private boolean signed(ChainedEvent next) {
    if (key.isEmpty() || next.signature().isEmpty()) {
      return true;
    }
    var form = ChainedEvent.sealed(next.chain(), next.sequence(), next.hash());
    return key.get().verifies(form, next.signature().get());
  }

  private String unsealed(ChainedEvent next, String by) {
    return named(next)
        + " is not what was sealed by %s: it, or events since %d, were written anew"
            .formatted(by, verdict.sealed() + 1);
  }

  private static String named(ChainedEvent event) {
    return "Event %d (%s, %s)".formatted(event.sequence(), event.id(), event.action());
  }
}
