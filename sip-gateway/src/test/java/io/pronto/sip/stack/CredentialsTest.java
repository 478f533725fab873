package io.pronto.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which challenges we answer, and how (RFC 7616). */
class CredentialsTest {
  private static final Credentials MUFASA =
      new Credentials("Mufasa", "Circle Of Life", Optional.empty());

  /** The example of RFC 2069 as corrected, for a peer that knows no qop. */
  @Test
  void aPeerWithoutQopIsAnsweredAsInTheOldDays() {
    var asked =
        challenge(
            "Digest realm=\"testrealm@host.com\","
                + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
    var proof =
        new Credentials("Mufasa", "CircleOfLife", Optional.empty())
            .answer(asked, "GET", "/dir/index.html")
            .orElseThrow()
            .toString();

    assertThat(proof)
        .startsWith("Authorization: Digest")
        .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
        .doesNotContain("cnonce", "qop", "algorithm");
  }

  @Test
  void aProxyIsAnsweredInItsOwnHeader() {
    var asked = Messages.response(invite(), 407);
    asked.setHeader(
        Messages.header(
            "Proxy-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int,auth\""));

    assertThat(MUFASA.answer(asked, "INVITE", "sip:r").orElseThrow().toString())
        .startsWith("Proxy-Authorization: Digest")
        .contains("qop=auth", "nc=00000001", "username=\"Mufasa\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256",
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
        "Basic realm=\"r\""
      })
  void whatWeDoNotSpeakIsNotAnswered(String challenge) {
    assertThat(MUFASA.answer(challenge(challenge), "INVITE", "sip:r")).isEmpty();
  }

  @Test
  void anotherRealmThanTheOneWeWereToldIsNotAnswered() {
    var asked = challenge("Digest realm=\"evil\", nonce=\"n\"");

    assertThat(
            new Credentials("us", "secret", Optional.of("good")).answer(asked, "INVITE", "sip:r"))
        .isEmpty();
  }

  @Test
  void thePasswordIsInNoText() {
    assertThat(MUFASA.toString()).doesNotContain("Circle");
  }

  private static SIPResponse challenge(String text) {
    var response = Messages.response(invite(), 401);
    response.setHeader(Messages.header("WWW-Authenticate", text));
    return response;
  }

  private static SIPRequest invite() {
    var us = Messages.address(Messages.sipUri("us", "r"));
    var request =
        Messages.request(
            "INVITE",
            Messages.sipUri("they", "r"),
            Messages.from(us, "tag"),
            Messages.to(us),
            Messages.newCallId(),
            1);
    request.setHeader(Messages.header("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx"));
    return request;
  }
}
