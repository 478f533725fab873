package io.pronto.bench.stir;

import io.pronto.core.stir.Attestation;
import io.pronto.core.stir.Passport;
import io.pronto.core.stir.PassportSigner;
import io.pronto.core.stir.Told;
import io.pronto.core.stir.TrustAnchors;
import io.pronto.core.stir.Verdict;
import io.pronto.core.stir.Verifier;
import io.pronto.core.stir.authority.TestAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to sign a call, and to verify one whose certificate is at hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StirBench {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final TestAuthority authority =
      new TestAuthority(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
  private final PassportSigner signer;
  private final Verifier verifier;
  private final Told told = new Told("33123456789", "33612345678", Optional.empty(), "call");
  private final Passport passport =
      Passport.shaken(Attestation.A, "33123456789", "33612345678", "origin", NOW);
  private final List<String> signed;

  /** An authority, a certificate of it, and a signed call. */
  public StirBench() {
    var root = authority.root("Root");
    var issuer = authority.intermediate("Issuer", root);
    var provider = authority.provider("Provider", "709J", issuer);
    var chain = provider.chain(issuer);
    var anchors = new TrustAnchors(List.of(root.certificate()), List.of());
    signer = new PassportSigner(provider.key(), "https://stir.example/709J.pem");
    verifier = new Verifier(_ -> chain, () -> anchors, () -> NOW);
    signed = List.of(signer.sign(passport));
  }

  /** One call out. */
  @Benchmark
  public String sign() {
    return signer.sign(passport);
  }

  /** One call in. */
  @Benchmark
  public Verdict verify() {
    return verifier.verify(signed, told);
  }
}
