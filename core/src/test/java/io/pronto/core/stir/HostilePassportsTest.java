package io.pronto.core.stir;

import static io.pronto.core.stir.SigningNetwork.CALLED;
import static io.pronto.core.stir.SigningNetwork.CALLER;
import static io.pronto.core.stir.SigningNetwork.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import io.pronto.core.stir.authority.Issued;
import io.pronto.core.stir.authority.TestAuthority;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What forgers, the careless and the unlucky send. */
class HostilePassportsTest {
  private record Case(String what, Fault fault, Function<SigningNetwork, String> header) {}

  private static final List<Case> CASES =
      List.of(
          new Case("a claim was changed", Fault.FORGED, n -> claims(n, "\"A\"", "\"B\"")),
          new Case(
              "another caller was signed for",
              Fault.OTHER_CALLER,
              n -> signed(n, "33199999999", CALLED)),
          new Case(
              "another number was signed for",
              Fault.OTHER_NUMBER,
              n -> signed(n, CALLER, "33699999999")),
          new Case("the caller was swapped", Fault.FORGED, HostilePassportsTest::swapped),
          new Case("alg is none", Fault.MALFORMED, n -> head(n, "ES256", "none")),
          new Case(
              "alg is none, unsigned",
              Fault.MALFORMED,
              n -> head(n, "ES256", "none").replaceFirst("\\.[^.;]*;", ".;")),
          new Case(
              "alg is HS256 by the certificate", Fault.MALFORMED, HostilePassportsTest::symmetric),
          new Case("alg is RS256", Fault.MALFORMED, n -> head(n, "ES256", "RS256")),
          new Case(
              "the parameter alg is none",
              Fault.MALFORMED,
              n -> good(n).replace("alg=ES256", "alg=none")),
          new Case("typ is JWT", Fault.MALFORMED, n -> head(n, "passport", "JWT")),
          new Case("crit is asked for", Fault.MALFORMED, n -> head(n, "{", "{\"crit\":[\"b64\"],")),
          new Case(
              "ppt says what the PASSporT does not",
              Fault.MALFORMED,
              n -> good(n).replace("ppt=shaken", "ppt=div")),
          new Case(
              "ppt=shaken in the short form",
              Fault.MALFORMED,
              n -> good(n).replaceFirst("^[^.]+\\.[^.]+\\.", "..")),
          new Case(
              "info leads elsewhere than x5u",
              Fault.MALFORMED,
              n -> good(n).replace("info=<https://cert", "info=<https://evil")),
          new Case(
              "info is missing", Fault.MALFORMED, n -> good(n).replaceFirst("info=<[^>]*>;", "")),
          new Case(
              "info is said twice",
              Fault.MALFORMED,
              n -> good(n) + ";info=<https://evil.example/>"),
          new Case(
              "the claims are no base64",
              Fault.MALFORMED,
              n -> good(n).replaceFirst("\\.", ".%%%")),
          new Case("the parts are padded", Fault.MALFORMED, n -> good(n).replaceFirst(";", "==;")),
          new Case(
              "there are two parts", Fault.MALFORMED, n -> good(n).replaceFirst("^[^.]+\\.", "")),
          new Case("there are four parts", Fault.MALFORMED, n -> "e30." + good(n)),
          new Case(
              "the signature is cut off",
              Fault.MALFORMED,
              n -> good(n).replaceFirst(".{10};info", ";info")),
          new Case("the signature is all zeros", Fault.FORGED, n -> resigned(n, new byte[64])),
          new Case("the signature is DER", Fault.MALFORMED, n -> resigned(n, new byte[71])),
          new Case("nothing at all", Fault.MALFORMED, _ -> ""),
          new Case("semicolons", Fault.MALFORMED, _ -> ";;;;"),
          new Case("9,000 characters", Fault.MALFORMED, _ -> "a".repeat(9_000)),
          new Case("claims that are a list", Fault.MALFORMED, n -> replaced(n, "[]")),
          new Case("claims that nest", Fault.MALFORMED, n -> replaced(n, "[".repeat(2_000))),
          new Case(
              "orig is text",
              Fault.MALFORMED,
              n -> claims(n, "{\"tn\":\"" + CALLER + "\"}", "\"" + CALLER + '"')),
          new Case(
              "dest is one number",
              Fault.MALFORMED,
              n -> claims(n, "[\"" + CALLED + "\"]", "\"" + CALLED + '"')),
          new Case("dest is empty", Fault.MALFORMED, n -> claims(n, "[\"" + CALLED + "\"]", "[]")),
          new Case("attest is D", Fault.MALFORMED, n -> claims(n, "\"A\"", "\"D\"")),
          new Case(
              "origid is missing", Fault.MALFORMED, n -> claims(n, "\"origid\"", "\"origin\"")),
          new Case(
              "iat is text", Fault.MALFORMED, n -> claims(n, "\"iat\":", "\"iat\":\"\",\"x\":")),
          new Case(
              "iat is beyond all time",
              Fault.MALFORMED,
              n -> claims(n, "\"iat\":", "\"iat\":9223372036854775807,\"x\":")),
          new Case("signed 62 s ago", Fault.STALE, n -> at(n, Duration.ofSeconds(-62))),
          new Case("signed 61 s ahead", Fault.STALE, n -> at(n, Duration.ofSeconds(61))),
          new Case(
              "only a diversion",
              Fault.MISSING,
              n -> n.signer().sign(Passport.div(CALLER, CALLED, "33600000001", NOW))),
          new Case(
              "no certificate there",
              Fault.NO_CERTIFICATE,
              n -> new PassportSigner(n.ours.key(), "https://nowhere.example/").sign(passport())),
          new Case(
              "another's certificate there",
              Fault.FORGED,
              n ->
                  new PassportSigner(
                          n.authority.provider("X", "1", n.root).key(), SigningNetwork.X5U)
                      .sign(passport())),
          new Case(
              "of an authority that nobody trusts",
              Fault.NOT_TRUSTED,
              HostilePassportsTest::stranger),
          new Case(
              "self-signed, by the name of the root",
              Fault.NOT_TRUSTED,
              n -> n.signer(n.authority.root("Test Root")).sign(passport())),
          new Case(
              "issued by a certificate that may not",
              Fault.NOT_TRUSTED,
              n ->
                  n.signer(n.authority.provider("X", "1", n.ours), n.ours, n.intermediate)
                      .sign(passport())),
          new Case(
              "signed by an authority itself",
              Fault.NOT_TRUSTED,
              n -> n.signer(n.intermediate).sign(passport())),
          new Case(
              "the intermediate is left out",
              Fault.NOT_TRUSTED,
              n -> n.signer(n.ours).sign(passport())),
          new Case("of an expired certificate", Fault.NOT_TRUSTED, HostilePassportsTest::expired),
          new Case("of a revoked certificate", Fault.NOT_TRUSTED, n -> revoked(n, n.ours)),
          new Case("of a revoked authority", Fault.NOT_TRUSTED, n -> revoked(n, n.intermediate)));

  @TestFactory
  Stream<DynamicTest> itIsRefused() {
    return CASES.stream().map(each -> DynamicTest.dynamicTest(each.what(), () -> check(each)));
  }

  private static void check(Case hostile) {
    var network = new SigningNetwork();
    var header = hostile.header().apply(network);

    var verdict = network.verify(header);

    assertThat(verdict.fault()).as(verdict.detail()).contains(hostile.fault());
    assertThat(verdict.outcome()).isNotEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).isEmpty();
  }

  @Test
  void whatCameWithOneCallIsWorthNothingWithAnother() {
    var network = new SigningNetwork();
    var header = good(network);
    var first = network.told(CALLER, CALLED);

    assertThat(network.verify(first, header).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(network.verify(first, header).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(network.verify(header).fault()).contains(Fault.REPLAYED);
  }

  @Test
  void whoIsTrustedNoMoreIsNotAtTheNextCall() {
    var network = new SigningNetwork();
    assertThat(network.verify(good(network)).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);

    network.anchors = TrustAnchors.NONE;

    assertThat(network.verify(at(network, Duration.ofSeconds(1))).fault())
        .contains(Fault.NOT_TRUSTED);
  }

  @Test
  void ninthHeadersAreNotEvenRead() {
    var network = new SigningNetwork();
    var header = good(network);
    var nine = IntStream.range(0, 9).mapToObj(_ -> header).toArray(String[]::new);

    assertThat(network.verify(nine).fault()).contains(Fault.MALFORMED);
  }

  @Property(tries = 500)
  void noTextBreaksTheVerifier(@ForAll String text) {
    var verifier = new Verifier(_ -> null, () -> TrustAnchors.NONE, () -> NOW);
    var told = new Told(text, text, Optional.empty(), text);

    assertThat(verifier.verify(List.of(text, text + ".a.b;info=<x>"), told).outcome())
        .isNotEqualTo(Verdict.Outcome.VERIFIED);
  }

  @Property(tries = 300)
  void noBytesBreakTheReadingOfCertificates(@ForAll byte[] bytes) {
    assertThat(parses(bytes)).isFalse();
  }

  private static boolean parses(byte[] bytes) {
    try {
      CertificateChain.parse(bytes);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static Passport passport() {
    return SigningNetwork.shaken(Attestation.A);
  }

  private static String good(SigningNetwork network) {
    return network.signer().sign(passport());
  }

  private static String signed(SigningNetwork network, String caller, String called) {
    return network
        .signer()
        .sign(Passport.shaken(Attestation.A, caller, called, SigningNetwork.ORIGIN_ID, NOW));
  }

  private static String at(SigningNetwork network, Duration off) {
    return network
        .signer()
        .sign(
            Passport.shaken(
                Attestation.A, CALLER, CALLED, SigningNetwork.ORIGIN_ID, NOW.plus(off)));
  }

  /** Signed for another caller, then made to say this one. */
  private static String swapped(SigningNetwork network) {
    var parts = signed(network, "33199999999", CALLED).split("\\.", 3);
    var claims = decoded(parts[1]).replace("33199999999", CALLER);
    return parts[0] + '.' + encoded(claims) + '.' + parts[2];
  }

  /** The same with something else in its claims, and the signature of before. */
  private static String claims(SigningNetwork network, String was, String is) {
    var parts = good(network).split("\\.", 3);
    return parts[0] + '.' + encoded(decoded(parts[1]).replace(was, is)) + '.' + parts[2];
  }

  private static String head(SigningNetwork network, String was, String is) {
    var parts = good(network).split("\\.", 3);
    return encoded(decoded(parts[0]).replace(was, is)) + '.' + parts[1] + '.' + parts[2];
  }

  private static String replaced(SigningNetwork network, String claims) {
    var parts = good(network).split("\\.", 3);
    return parts[0] + '.' + encoded(claims) + '.' + parts[2];
  }

  private static String resigned(SigningNetwork network, byte[] signature) {
    return good(network).replaceFirst("\\.[^.;]*;", "." + Base64URL.encode(signature) + ';');
  }

  /** The old trick: the public certificate is the secret of an HMAC. */
  private static String symmetric(SigningNetwork network) {
    var parts = head(network, "ES256", "HS256").split("[.;]", 4);
    try {
      var secret = network.ours.pem().getBytes(StandardCharsets.US_ASCII);
      var mac =
          new MACSigner(secret)
              .sign(
                  JWSHeader.parse("{\"alg\":\"HS256\"}"),
                  (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return parts[0] + '.' + parts[1] + '.' + mac + ';' + parts[3];
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String stranger(SigningNetwork network) {
    var stranger = new SigningNetwork();
    return network.signer(stranger.ours, stranger.intermediate, stranger.root).sign(passport());
  }

  private static String expired(SigningNetwork network) {
    var yesterday =
        new TestAuthority(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofSeconds(1)));
    return network.signer(yesterday.provider("Old", "1", network.root)).sign(passport());
  }

  private static String revoked(SigningNetwork network, Issued issued) {
    var issuer = issued.equals(network.ours) ? network.intermediate : network.root;
    var pem = network.authority.revocations(issuer, issued.certificate());
    network.anchors = new TrustAnchors(network.anchors.anchors(), List.of(list(pem)));
    return good(network);
  }

  private static X509CRL list(String pem) {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509")
              .generateCRL(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return PassportReader.base64(text);
  }
}
