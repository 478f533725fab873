package io.pronto.core.stir;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.stir.PassportReader.Signed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Verifies who calls, as a verification service does (RFC 8224, section 6.2; RFC 8946, section 5
 * for diverted calls).
 */
public final class Verifier {
  /** How old a PASSporT may be, and how far ahead its clock (RFC 8224, section 6.2.1). */
  public static final Duration FRESH = Duration.ofSeconds(60);

  /** How long before a diversion the PASSporT that it follows may have been signed: it rang. */
  private static final Duration RANG = Duration.ofMinutes(3);

  private static final int MOST_HEADERS = 8;
  private static final int MOST_REMEMBERED = 100_000;
  private static final Duration CHECKED = Duration.ofMinutes(1);

  private final Function<String, CertificateChain> certificates;
  private final Supplier<TrustAnchors> anchors;
  private final InstantSource clock;
  private final Cache<String, String> seen =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(FRESH.multipliedBy(2))
          .build();
  private final Cache<CertificateChain, Checked> checked =
      Caffeine.newBuilder().maximumSize(1_000).build();

  private record Checked(TrustAnchors by, Instant at) {}

  /**
   * A verifier.
   *
   * @param certificates those at an address; throws {@link PassportRefused} when it has none
   */
  public Verifier(
      Function<String, CertificateChain> certificates,
      Supplier<TrustAnchors> anchors,
      InstantSource clock) {
    this.certificates = certificates;
    this.anchors = anchors;
    this.clock = clock;
  }

  /**
   * Says what the values of a request's Identity headers are worth. Never throws for what they say.
   */
  public Verdict verify(List<String> headers, Told told) {
    try {
      return verified(read(headers, told), told);
    } catch (PassportRefused refused) {
      return Verdict.refused(refused);
    }
  }

  /** Those that can be read; others stand beside them for purposes of their own. */
  private static List<Signed> read(List<String> headers, Told told) {
    if (headers.isEmpty()) {
      throw new PassportRefused(Fault.MISSING, "The request has no Identity header");
    }
    if (headers.size() > MOST_HEADERS) {
      throw new PassportRefused(
          Fault.MALFORMED, "There are %d Identity headers".formatted(headers.size()));
    }
    var found = new ArrayList<Signed>();
    var first = Optional.<PassportRefused>empty();
    for (var header : headers) {
      try {
        found.add(PassportReader.read(IdentityHeader.parse(header), told));
      } catch (PassportRefused refused) {
        first = first.or(() -> Optional.of(refused));
      }
    }
    if (found.stream().allMatch(Verifier::isDiversion)) {
      throw first.orElseGet(
          () -> new PassportRefused(Fault.MISSING, "Nothing vouches for the caller"));
    }
    return found;
  }

  private Verdict verified(List<Signed> found, Told told) {
    var refused = Optional.<PassportRefused>empty();
    for (var origin : found) {
      if (!isDiversion(origin)) {
        try {
          return verified(origin, found, told);
        } catch (PassportRefused each) {
          refused = refused.or(() -> Optional.of(each));
        }
      }
    }
    throw refused.orElseThrow();
  }

  private Verdict verified(Signed origin, List<Signed> found, Told told) {
    if (!Digits.same(origin.passport().origin(), told.origin())) {
      throw new PassportRefused(Fault.OTHER_CALLER, "It says another caller than the request");
    }
    var path = path(origin, found, told);
    requireFresh(path);
    var signer = "";
    for (var signed : path) {
      signer = signer(signed);
    }
    requireNew(path.getFirst(), told);
    return new Verdict(
        Verdict.Outcome.VERIFIED,
        origin.passport().attestation(),
        origin.passport().originId(),
        Optional.of(signer),
        path.reversed().stream().flatMap(each -> each.passport().diverted().stream()).toList(),
        Optional.empty(),
        "");
  }

  /** From the number called back to the one that the caller called, diversion by diversion. */
  private static List<Signed> path(Signed origin, List<Signed> found, Told told) {
    var left = new ArrayList<>(found.stream().filter(Verifier::isDiversion).toList());
    var path = new ArrayList<Signed>();
    var target = told.destination();
    while (!isFor(origin, target)) {
      var wanted = target;
      var next =
          left.stream()
              .filter(each -> isFor(each, wanted))
              .filter(each -> Digits.same(each.passport().origin(), origin.passport().origin()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new PassportRefused(
                          Fault.OTHER_NUMBER, "It is for another number than the one called"));
      left.remove(next);
      path.add(next);
      target = next.passport().diverted().orElseThrow();
    }
    path.add(origin);
    return path;
  }

  /** The newest against the clock; each before it against the one that it led to. */
  private void requireFresh(List<Signed> path) {
    var latest = clock.instant();
    var oldest = latest.minus(FRESH);
    for (var signed : path) {
      var at = signed.passport().issuedAt();
      if (at.isBefore(oldest.minusSeconds(1)) || at.isAfter(latest.plus(FRESH))) {
        throw new PassportRefused(Fault.STALE, "It was signed at " + at);
      }
      latest = at;
      oldest = at.minus(RANG);
    }
  }

  /** Checks one signature and whose it is; returns who has signed. */
  private String signer(Signed signed) {
    var chain = certificates.apply(signed.x5u());
    check(chain);
    if (!Es256.verify(chain.leaf().getPublicKey(), signed.input(), signed.signature())) {
      throw new PassportRefused(Fault.FORGED, "The signature is not that of the certificate");
    }
    var authority = NumberAuthority.of(chain.leaf());
    var spoken = signed.passport().diverted().orElse(signed.passport().origin());
    boolean anybodys = authority.codes().isEmpty() && authority.ranges().isEmpty();
    if (!anybodys && !authority.covers(spoken)) {
      throw new PassportRefused(Fault.NOT_TRUSTED, "The certificate is for other numbers");
    }
    return authority.codes().stream()
        .findFirst()
        .orElseGet(() -> chain.leaf().getSubjectX500Principal().getName());
  }

  /** Once a minute, and whenever the operator trusts others: it takes longer than all the rest. */
  private void check(CertificateChain chain) {
    var now = clock.instant();
    var by = anchors.get();
    var before = checked.getIfPresent(chain);
    if (before == null || before.by() != by || before.at().plus(CHECKED).isBefore(now)) {
      checked.invalidate(chain);
      by.check(chain, now);
      checked.put(chain, new Checked(by, now));
    }
  }

  /** What was good for one call is not good for another one. */
  private void requireNew(Signed newest, Told told) {
    var signature = PassportReader.base64(newest.signature());
    var before = seen.asMap().putIfAbsent(signature, told.callId());
    if (before != null && !before.equals(told.callId())) {
      throw new PassportRefused(Fault.REPLAYED, "It was seen with another call");
    }
  }

  private static boolean isDiversion(Signed signed) {
    return signed.passport().kind().equals(Passport.DIV);
  }

  private static boolean isFor(Signed signed, String number) {
    return signed.passport().destinations().stream().anyMatch(each -> Digits.same(each, number));
  }
}
