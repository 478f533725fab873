package io.pronto.core.destruction;

import io.pronto.core.audit.Kept;
import io.pronto.core.seal.PublicProofKey;
import java.util.Optional;

/**
 * Walks along a chain of certificates from its first on, wherever they come from, and stops at the
 * first that is not as it was issued. For one thread.
 */
public final class CertificateWalk {
  private final String chain;
  private final PublicProofKey key;
  private final Kept kept;
  private Verdict verdict = new Verdict(0, "", Optional.empty());

  /**
   * Begins before the first.
   *
   * @param key by which they must be signed
   * @param kept what an earlier walk found
   */
  public CertificateWalk(String chain, PublicProofKey key, Kept kept) {
    this.chain = chain;
    this.key = key;
    this.kept = kept;
  }

  /**
   * What was found.
   *
   * @param certificates how many are in order, from the first
   * @param hash of the last one that is, 64 hexadecimal digits; empty where there is none
   * @param fault what is wrong with the one that follows; empty where nothing is
   */
  public record Verdict(long certificates, String hash, Optional<String> fault) {
    Verdict faulty(String what) {
      return new Verdict(certificates, hash, Optional.of(what));
    }
  }

  /** What was found so far. */
  public Verdict verdict() {
    return verdict;
  }

  /** Looks at {@code next}; returns false where it is not in order. */
  public boolean accepts(DestructionCertificate next) {
    var fault = fault(next);
    verdict =
        fault
            .map(verdict::faulty)
            .orElseGet(() -> new Verdict(next.sequence(), next.hash(), Optional.empty()));
    if (fault.isEmpty() && next.sequence() == kept.links() && !next.hash().equals(kept.hash())) {
      refuse("Certificate %d is not the one that was kept".formatted(kept.links()));
    }
    return verdict.fault().isEmpty();
  }

  /** Notes that what follows is wrong in another way. */
  public void refuse(String what) {
    verdict = verdict.faulty(what);
  }

  /** Looks, where no more follow, whether any of those that were kept is missing. */
  public Verdict end() {
    if (verdict.fault().isEmpty() && verdict.certificates() < kept.links()) {
      refuse("Certificate %d is missing, which was kept".formatted(kept.links()));
    }
    return verdict;
  }

  private Optional<String> fault(DestructionCertificate next) {
    return place(next)
        .or(() -> content(next).map(what -> named(next) + ' ' + what))
        .or(() -> link(next).map(what -> named(next) + ' ' + what));
  }

  private Optional<String> place(DestructionCertificate next) {
    long due = verdict.certificates() + 1;
    if (next.sequence() > due) {
      return Optional.of("Certificate %d is missing: %d follows".formatted(due, next.sequence()));
    }
    return next.sequence() == due
        ? Optional.empty()
        : Optional.of(
            named(next) + " stands where %d should: put in, or out of order".formatted(due));
  }

  private Optional<String> content(DestructionCertificate next) {
    if (!next.chain().equals(chain)) {
      return Optional.of("is of another chain, " + next.chain());
    }
    if (!next.signedBy().equals(key.fingerprint())) {
      return Optional.of("says that another key signed it, " + next.signedBy());
    }
    var form = CertificateForm.of(next);
    boolean hashed = form.hash().equals(next.hash());
    boolean signed = key.verifies(form, next.signature());
    if (!hashed && !signed) {
      return Optional.of("is not what was signed: what it says was changed");
    }
    if (!signed) {
      return Optional.of("has a signature that is not of it");
    }
    return hashed ? Optional.empty() : Optional.of("has a hash that is not of it");
  }

  private Optional<String> link(DestructionCertificate next) {
    return next.previous().orElse("").equals(verdict.hash())
        ? Optional.empty()
        : Optional.of("was not issued after the %d before it".formatted(verdict.certificates()));
  }

  private static String named(DestructionCertificate certificate) {
    return "Certificate %d (%s)".formatted(certificate.sequence(), certificate.id());
  }
}
