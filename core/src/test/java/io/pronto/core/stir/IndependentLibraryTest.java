package io.pronto.core.stir;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.net.URI;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What we sign is read by Nimbus JOSE+JWT, which shares no code with us, and what it signs by us.
 */
class IndependentLibraryTest {
  private final SigningNetwork network = new SigningNetwork();

  @Test
  void whatWeSignAnotherLibraryVerifies() throws Exception {
    var header = network.signer().sign(SigningNetwork.shaken(Attestation.A));

    var jws = JWSObject.parse(header.substring(0, header.indexOf(';')));

    var key = (ECPublicKey) network.ours.certificate().getPublicKey();
    assertThat(jws.verify(new ECDSAVerifier(key))).isTrue();
    assertThat(jws.getHeader().toJSONObject())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("alg", "ES256", "ppt", "shaken", "typ", "passport", "x5u", SigningNetwork.X5U));
    assertThat(jws.getPayload().toString())
        .isEqualTo(
            ("{\"attest\":\"A\",\"dest\":{\"tn\":[\"33612345678\"]},\"iat\":%d,"
                    + "\"orig\":{\"tn\":\"33123456789\"},\"origid\":\"%s\"}")
                .formatted(SigningNetwork.NOW.getEpochSecond(), SigningNetwork.ORIGIN_ID));
  }

  @Test
  void whatWasForgedAnotherLibraryRefusesToo() throws Exception {
    var header = network.signer().sign(SigningNetwork.shaken(Attestation.A));
    var other = network.signer().sign(SigningNetwork.shaken(Attestation.B)).split("[.;]")[1];
    var forged = header.replaceFirst("\\.[^.]*\\.", "." + other + ".");

    var jws = JWSObject.parse(forged.substring(0, forged.indexOf(';')));

    var key = (ECPublicKey) network.ours.certificate().getPublicKey();
    assertThat(jws.verify(new ECDSAVerifier(key))).isFalse();
    assertThat(network.verify(forged).fault()).contains(Fault.FORGED);
  }

  @Test
  void whatAnotherLibrarySignsWeVerify() throws Exception {
    var jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("passport"))
                .x509CertURL(URI.create(SigningNetwork.X5U))
                .customParam("ppt", "shaken")
                .build(),
            new Payload(
                Map.of(
                    "attest", "B",
                    "orig", Map.of("tn", SigningNetwork.CALLER),
                    "dest", Map.of("tn", List.of(SigningNetwork.CALLED)),
                    "iat", SigningNetwork.NOW.getEpochSecond(),
                    "origid", SigningNetwork.ORIGIN_ID)));
    jws.sign(new ECDSASigner((ECPrivateKey) network.ours.key()));

    var verdict =
        network.verify(
            "%s;info=<%s>;alg=\"ES256\";ppt=\"shaken\""
                .formatted(jws.serialize(), SigningNetwork.X5U));

    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.B);
  }
}
