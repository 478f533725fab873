package io.pronto.core.stir;

import static io.pronto.core.stir.SigningNetwork.CALLED;
import static io.pronto.core.stir.SigningNetwork.CALLER;
import static io.pronto.core.stir.SigningNetwork.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a signed call is worth. */
class VerifierTest {
  private final SigningNetwork network = new SigningNetwork();

  @ParameterizedTest
  @EnumSource(Attestation.class)
  void whatWasSignedIsVerifiedWithItsAttestation(Attestation attestation) {
    var verdict = network.verify(network.signer().sign(SigningNetwork.shaken(attestation)));

    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(attestation);
    assertThat(verdict.originId()).contains(SigningNetwork.ORIGIN_ID);
    assertThat(verdict.signer()).contains("709J");
    assertThat(verdict.diversions()).isEmpty();
    assertThat(verdict.verstat())
        .isEqualTo(attestation == Attestation.A ? "TN-Validation-Passed" : "No-TN-Validation");
  }

  @ParameterizedTest
  @CsvSource({
    "+33 1 23 45 67 89, +33612345678",
    "+33-1-23-45-67-89;npdi, 33612345678;phone-context=x",
    "33123456789, +33(6)12345678"
  })
  void numbersAreComparedAsDigitsHoweverTheyAreWritten(String caller, String called) {
    var header = network.signer().sign(SigningNetwork.shaken(Attestation.A));

    assertThat(network.verify(network.told(caller, called), header).outcome())
        .isEqualTo(Verdict.Outcome.VERIFIED);
  }

  @ParameterizedTest
  @CsvSource({"33512612345678", "0512612345678", "C0512612345678", "33A0512612345678"})
  void aFrenchPortabilityPrefixBeforeTheNumberCalledIsNoOtherNumber(String destination) {
    var passport =
        Passport.shaken(Attestation.A, CALLER, destination, SigningNetwork.ORIGIN_ID, NOW);

    assertThat(network.verify(network.signer().sign(passport)).outcome())
        .isEqualTo(Verdict.Outcome.VERIFIED);
  }

  @ParameterizedTest
  @CsvSource({"33512612345679", "4912612345678", "33123456789012612345678", "3361234567"})
  void whatIsNotAPrefixIsAnotherNumber(String destination) {
    var passport =
        Passport.shaken(Attestation.A, CALLER, destination, SigningNetwork.ORIGIN_ID, NOW);

    var verdict = network.verify(network.signer().sign(passport));

    assertThat(verdict.fault()).contains(Fault.OTHER_NUMBER);
  }

  @Test
  void aCallDivertedFiveTimesByFiveNetworksIsVerifiedInAnyOrderOfHeaders() {
    var headers = diverted(5);
    Collections.reverse(headers);

    var verdict =
        network.verify(network.told(CALLER, "33600000005"), headers.toArray(String[]::new));

    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.A);
    assertThat(verdict.diversions())
        .containsExactly(CALLED, "33600000001", "33600000002", "33600000003", "33600000004");
  }

  @Test
  void aDiversionThatIsMissingBreaksTheChain() {
    var headers = diverted(5);
    headers.remove(3);

    var verdict =
        network.verify(network.told(CALLER, "33600000005"), headers.toArray(String[]::new));

    assertThat(verdict.fault()).contains(Fault.OTHER_NUMBER);
  }

  @Test
  void aDiversionByAStrangerBreaksTheChain() {
    var stranger = new SigningNetwork();
    var headers = diverted(1);
    headers.set(
        1,
        network
            .signer(stranger.ours, stranger.intermediate)
            .sign(Passport.div(CALLER, "33600000001", CALLED, NOW)));

    var verdict =
        network.verify(network.told(CALLER, "33600000001"), headers.toArray(String[]::new));

    assertThat(verdict.fault()).contains(Fault.NOT_TRUSTED);
  }

  @Test
  void aCallThatRangForAMinuteBeforeItWasDivertedIsVerified() {
    var shaken =
        Passport.shaken(
            Attestation.A,
            CALLER,
            CALLED,
            SigningNetwork.ORIGIN_ID,
            NOW.minus(Duration.ofSeconds(90)));
    var div = Passport.div(CALLER, "33600000001", CALLED, NOW);
    var told = network.told(CALLER, "33600000001");

    var verdict = network.verify(told, network.signer().sign(shaken), network.signer().sign(div));

    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
  }

  @Test
  void aShortOneIsMadeWholeFromTheRequest() {
    var plain =
        new Passport(
            "", CALLER, List.of(CALLED), NOW, Optional.empty(), Optional.empty(), Optional.empty());
    var whole = IdentityHeader.parse(network.signer().sign(plain).replace(";ppt=", ""));
    var cut = "..%s;info=<%s>;alg=ES256".formatted(whole.signature(), whole.info());

    assertThat(network.verify(cut).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(network.verify(network.told("33199999999", CALLED), cut).fault())
        .contains(Fault.FORGED);
    var undated = new Told(CALLER, CALLED, Optional.empty(), "another");
    assertThat(network.verify(undated, cut).fault()).contains(Fault.MALFORMED);
  }

  @Test
  void aCertificateOfNumbersSpeaksForThoseAlone() {
    var ranged = network.authority.numbers("A firm", CALLER, 10, network.intermediate);
    var signer = network.signer(ranged, network.intermediate);
    var header = signer.sign(SigningNetwork.shaken(Attestation.A));
    var other =
        Passport.shaken(Attestation.A, "33123456799", CALLED, SigningNetwork.ORIGIN_ID, NOW);

    assertThat(network.verify(header).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(network.verify(network.told("33123456799", CALLED), signer.sign(other)).fault())
        .contains(Fault.NOT_TRUSTED);
  }

  @Test
  void aPassportForAnotherPurposeBesideItDoesNoHarm() {
    var header = network.signer().sign(SigningNetwork.shaken(Attestation.A));
    var priority = network.signer().sign(rph());

    assertThat(network.verify(priority, header).outcome()).isEqualTo(Verdict.Outcome.VERIFIED);
  }

  @Test
  void withoutAnIdentityHeaderNothingIsKnown() {
    var verdict = network.verify();

    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_VERIFIED);
    assertThat(verdict.fault()).contains(Fault.MISSING);
    assertThat(Fault.MISSING.sipStatus()).isEqualTo(428);
  }

  private static Passport rph() {
    return new Passport(
        "rph", CALLER, List.of(CALLED), NOW, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The headers of a call from one network to the next, {@code times} times. */
  private List<String> diverted(int times) {
    var headers = new ArrayList<String>();
    headers.add(network.signer().sign(SigningNetwork.shaken(Attestation.A)));
    IntStream.rangeClosed(1, times)
        .forEach(
            i -> {
              var by =
                  network.authority.provider("Network " + i, "70%dX".formatted(i), network.root);
              var from = i == 1 ? CALLED : "3360000000" + (i - 1);
              headers.add(
                  network.signer(by).sign(Passport.div(CALLER, "3360000000" + i, from, NOW)));
            });
    return headers;
  }
}
