package io.pronto.api;

import static com.nimbusds.jose.JWSAlgorithm.PS256;
import static com.nimbusds.jose.JWSAlgorithm.RS256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** ID tokens that prove nothing open nothing; those beside them that do, do. */
class ForgedTokensTest {
  private static final RSAKey KEY = TestProvider.key("the-key");
  private static final RSAKey FOREIGN = TestProvider.key("the-key");
  private static final RSAKey UNKNOWN = TestProvider.key("another-key");
  private static final RSAKey FOR_ENCRYPTION =
      new RSAKey.Builder(TestProvider.key("enc")).keyUse(KeyUse.ENCRYPTION).build();
  private static final RSAKey SHORT = shortKey();
  private static final ECKey CURVE = curve();
  private static final OctetSequenceKey SHARED =
      new OctetSequenceKey.Builder("0123456789abcdef0123456789abcdef".getBytes(UTF_8))
          .keyID("shared")
          .build();

  private final TestCompany company = TestCompany.okta();

  @TestFactory
  Stream<DynamicTest> whatHoldsOpensASession() {
    var tokens = new LinkedHashMap<String, Function<String, String>>();
    tokens.put("RS256", nonce -> Forgery.rsa(RS256, KEY, honest(nonce)));
    tokens.put("PS256", nonce -> Forgery.rsa(PS256, KEY, honest(nonce)));
    tokens.put("ES256", nonce -> Forgery.ec(CURVE, honest(nonce)));
    tokens.put("ended within the leeway", changed(c -> c.expirationTime(Forgery.at(-40))));
    tokens.put("made within the leeway", changed(c -> c.issueTime(Forgery.at(40))));
    tokens.put(
        "for several, ours among them",
        changed(
            c ->
                c.audience(List.of("other", TestProvider.CLIENT))
                    .claim("azp", TestProvider.CLIENT)));
    return tokens.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> assertThat(screenAfter(each.getValue())).startsWith("/#sso=")));
  }

  @TestFactory
  Stream<DynamicTest> whatDoesNotHoldOpensNone() {
    return forged().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () ->
                        assertThat(screenAfter(each.getValue()))
                            .isEqualTo("/#sso_error=token_refused")));
  }

  private Map<String, Function<String, String>> forged() {
    var tokens = new LinkedHashMap<String, Function<String, String>>();
    tokens.put("no token", _ -> "nonsense");
    tokens.put("an empty one", _ -> "");
    tokens.put("alg none", nonce -> new PlainJWT(honest(nonce)).serialize());
    tokens.put("alg none, spelled otherwise", nonce -> unsigned("{\"alg\":\"nOnE\"}", nonce));
    tokens.put("unsigned", nonce -> unsigned("{\"alg\":\"RS256\",\"kid\":\"the-key\"}", nonce));
    tokens.put(
        "HS256 with the public key", nonce -> Forgery.mac(publicKey(), "the-key", honest(nonce)));
    tokens.put(
        "HS256 with the public key as PEM",
        nonce -> Forgery.mac(pem().getBytes(UTF_8), "the-key", honest(nonce)));
    tokens.put(
        "HS256 with a secret that the provider is so careless as to publish",
        nonce -> Forgery.mac(SHARED.toByteArray(), "shared", honest(nonce)));
    tokens.put(
        "HS256 with the client secret",
        nonce ->
            Forgery.mac(
                "0123456789abcdef0123456789abcdef".getBytes(UTF_8), "the-key", honest(nonce)));
    tokens.put(
        "a foreign key of the same name", nonce -> Forgery.rsa(RS256, FOREIGN, honest(nonce)));
    tokens.put("an unknown key", nonce -> Forgery.rsa(RS256, UNKNOWN, honest(nonce)));
    tokens.put(
        "a key that it brings along",
        nonce ->
            Forgery.rsa(
                RS256, UNKNOWN, honest(nonce), header -> header.jwk(UNKNOWN.toPublicJWK())));
    tokens.put(
        "a key that it names the address of",
        nonce ->
            Forgery.rsa(
                RS256,
                UNKNOWN,
                honest(nonce),
                header -> header.jwkURL(URI.create("https://evil.example/keys"))));
    tokens.put("a key for encryption", nonce -> Forgery.rsa(RS256, FOR_ENCRYPTION, honest(nonce)));
    tokens.put("a key that is too short", nonce -> Forgery.rsa(RS256, SHORT, honest(nonce)));
    tokens.put(
        "a header that must be understood and is not",
        nonce ->
            Forgery.rsa(
                RS256,
                KEY,
                honest(nonce),
                header -> header.criticalParams(Set.of("new")).customParam("new", 1)));
    tokens.put(
        "a logout token",
        nonce ->
            Forgery.rsa(
                RS256,
                KEY,
                honest(nonce),
                header -> header.type(new JOSEObjectType("logout+jwt"))));
    tokens.put("claims of another one", nonce -> spliced(nonce));
    tokens.put("expired", changed(c -> c.expirationTime(Forgery.at(-70))));
    tokens.put("without an end", changed(c -> c.expirationTime(null)));
    tokens.put("made later than now", changed(c -> c.issueTime(Forgery.at(70))));
    tokens.put("made at no time", changed(c -> c.issueTime(null)));
    tokens.put("not valid yet", changed(c -> c.notBeforeTime(Forgery.at(70))));
    tokens.put("of another issuer", changed(c -> c.issuer("https://elsewhere.example")));
    tokens.put("of almost the issuer", changed(c -> c.issuer(company.provider().issuer() + '/')));
    tokens.put("of no issuer", changed(c -> c.issuer(null)));
    tokens.put("for another audience", changed(c -> c.audience("other")));
    tokens.put("for no audience", changed(c -> c.audience((String) null)));
    tokens.put(
        "for several, of whom it does not say which asked",
        changed(c -> c.audience(List.of("other", TestProvider.CLIENT))));
    tokens.put("for us, but asked by another", changed(c -> c.claim("azp", "other")));
    tokens.put("with another nonce", changed(c -> c.claim("nonce", "another")));
    tokens.put("without a nonce", changed(c -> c.claim("nonce", null)));
    tokens.put("of nobody", changed(c -> c.subject(null)));
    return tokens;
  }

  @Test
  void aTokenOfOneSignInServesNoOther() {
    publish();
    var first = new TestBrowser();
    var callback = TestBrowser.visits(first.begins(company.address("grace")));
    var second = new TestBrowser();
    var nonce = TestBrowser.query(second.begins(company.address("grace"))).get("nonce");
    company.provider().answersTokens(Forgery.rsa(RS256, KEY, honest(nonce)));

    assertThat(first.comesBack(callback)).isEqualTo("/#sso_error=token_refused");
  }

  @Test
  void aKeyThatIsNewIsLookedForButNotAgainAndAgain() {
    publish();
    assertThat(screenAfter(nonce -> Forgery.rsa(RS256, KEY, honest(nonce)))).startsWith("/#sso=");
    var next = TestProvider.key("the-next-key");
    var nextButOne = TestProvider.key("the-next-key-but-one");

    company.provider().answersKeys(next);
    assertThat(screenWith(nonce -> Forgery.rsa(RS256, next, honest(nonce)))).startsWith("/#sso=");
    assertThat(screenWith(nonce -> Forgery.rsa(RS256, KEY, honest(nonce))))
        .isEqualTo("/#sso_error=token_refused");
    company.provider().answersKeys(nextButOne);
    assertThat(screenWith(nonce -> Forgery.rsa(RS256, nextButOne, honest(nonce))))
        .isEqualTo("/#sso_error=token_refused");
  }

  private void publish() {
    company
        .provider()
        .answersKeys(
            KEY.toPublicJWK(),
            FOR_ENCRYPTION.toPublicJWK(),
            SHORT.toPublicJWK(),
            SHARED,
            CURVE.toPublicJWK());
  }

  private String screenAfter(Function<String, String> token) {
    publish();
    return screenWith(token);
  }

  /** Where a sign-in ends whose ID token is made by {@code token} for its nonce. */
  private String screenWith(Function<String, String> token) {
    var browser = new TestBrowser();
    var asked = browser.begins(company.address("grace"));
    var callback = TestBrowser.visits(asked);
    company.provider().answersTokens(token.apply(TestBrowser.query(asked).get("nonce")));
    return browser.comesBack(callback);
  }

  private JWTClaimsSet honest(String nonce) {
    return Forgery.claims(company, nonce).build();
  }

  private Function<String, String> changed(UnaryOperator<JWTClaimsSet.Builder> change) {
    return nonce -> Forgery.rsa(RS256, KEY, change.apply(Forgery.claims(company, nonce)).build());
  }

  private String unsigned(String header, String nonce) {
    return encoded(header) + '.' + encoded(honest(nonce).toString()) + '.';
  }

  /** The signature of one, the claims of another. */
  private String spliced(String nonce) {
    var honest = Forgery.rsa(RS256, KEY, honest(nonce)).split("\\.");
    var other = Forgery.claims(company, nonce).subject("00u2").build();
    return honest[0] + '.' + encoded(other.toString()) + '.' + honest[2];
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] publicKey() {
    try {
      return KEY.toPublicKey().getEncoded();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static RSAKey shortKey() {
    try {
      return new RSAKeyGenerator(1024, true).keyID("short").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
