package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.Ground;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.identity.TrunkIdentity.Verification;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.core.stir.Attestation;
import io.pronto.core.stir.Passport;
import io.pronto.core.stir.PassportSigner;
import io.pronto.core.stir.Told;
import io.pronto.core.stir.Verdict;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.stack.Messages;
import io.vertx.core.json.JsonObject;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that prove from whom they are, in both directions, over real SIP. */
class SignedCallTest extends Telephony {
  private static final String CALLER = "+33123456789";
  private static final String LEDGER = "+33188888888";
  private static final String ABROAD = "0612345678";

  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final String trunk = town.trunk("127.0.0.11", carrier.address().getPort());
  private final SignedNetwork network = new SignedNetwork(exchange.identities());

  @AfterEach
  void stopServing() {
    network.close();
  }

  @Test
  void aCallOutIsSignedAndBothOurVerifierAndAnotherLibraryVerifyIt() throws Exception {
    var ours = network.provider("709J");
    network.sign(trunk, ours);
    var number = town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call(ABROAD);
    var incoming = carrier.awaitCall().answer();

    var identity = incoming.request().header("Identity");
    var verdict =
        exchange
            .identities()
            .verify(
                List.of(identity),
                new Told(number.value(), "+33612345678", Optional.empty(), "elsewhere"));
    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.A);
    var jws = JWSObject.parse(identity.substring(0, identity.indexOf(';')));
    assertThat(jws.verify(new ECDSAVerifier((ECPublicKey) ours.certificate().getPublicKey())))
        .isTrue();
    var claims = new JsonObject(jws.getPayload().toString());
    assertThat(claims.getJsonObject("orig").getString("tn")).isEqualTo(number.value().substring(1));
    assertThat(claims.encode()).doesNotContain(town.organisation().value());
    assertThat(incoming.request().find("Date")).isPresent();
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void aCallOverATrunkThatWantsNoneIsNotSigned() {
    town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call(ABROAD);
    var incoming = carrier.awaitCall().answer();

    assertThat(incoming.request().find("Identity")).isEmpty();
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void aSignedCallerIsShownAsVerified() {
    network.verify(trunk, Verification.REQUIRE);
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing = call(number, signed(network.signer(network.provider("1")), CALLER, number));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().header("P-Asserted-Identity"))
        .contains(CALLER, "verstat=TN-Validation-Passed");
    talk(outgoing, incoming);
    var identity = exchange.record().legs().getFirst().identity().orElseThrow();
    assertThat(identity.outcome()).isEqualTo("verified");
    assertThat(identity.attestation()).contains("A");
    assertThat(identity.signer()).contains("1");
  }

  @Test
  void aCallerWhoseSignatureIsOfAnotherIsShownAsNotWhoItSays() {
    network.verify(trunk, Verification.OBSERVE);
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing =
        call(number, signed(network.signer(network.provider("1")), "+33199999999", number));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().header("P-Asserted-Identity"))
        .contains("verstat=TN-Validation-Failed");
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void nobodyIsToldWhatWasNotLookedAt() {
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing = call(number, signed(network.signer(network.provider("1")), CALLER, number));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().find("P-Asserted-Identity")).isEmpty();
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void whereTheOperatorInsistsOthersAreRefused() {
    network.verify(trunk, Verification.REQUIRE);
    var number = town.number(bob, "off", true);
    exchange.phone(bob.credentials());
    var good = network.signer(network.provider("1"));
    var signed = signed(good, CALLER, number);

    assertThat(refused(Invite.to(number.value()).from(CALLER))).isEqualTo(428);
    var nowhere = new PassportSigner(good.key(), network.address("/nowhere"));
    assertThat(refused(number, signed(nowhere, CALLER, number))).isEqualTo(436);
    var stranger = network.signer(network.stranger());
    assertThat(refused(number, signed(stranger, CALLER, number))).isEqualTo(437);
    assertThat(refused(number, signed.replace("alg=ES256", "alg=none"))).isEqualTo(438);
    assertThat(refused(number, signed(good, "+33199999999", number))).isEqualTo(438);
    var old =
        Passport.shaken(
            Attestation.A,
            CALLER.substring(1),
            number.value().substring(1),
            "x",
            Instant.now().minusSeconds(120));
    assertThat(refused(number, good.sign(old))).isEqualTo(403);
  }

  @Test
  void aCallThatIsForwardedKeepsItsSignatureAndSaysThatItWasDiverted() {
    network.sign(trunk, network.provider("709J"));
    var number = town.number(bob, "off", true);
    var theirs = signed(network.signer(network.provider("2")), CALLER, number);
    var invite = invite(number);
    invite.addHeader(Messages.header("Identity", theirs));

    var headers = forwarded(invite);

    assertThat(headers).hasSize(2).first().isEqualTo(theirs);
    var verdict = verify(headers);
    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.A);
    assertThat(verdict.diversions()).containsExactly(number.value().substring(1));
  }

  @Test
  void aCallThatIsForwardedUnsignedIsVouchedForAsOneThatOnlyPassesThrough() {
    network.sign(trunk, network.provider("709J"));
    var number = town.number(bob, "off", true);

    var verdict = verify(forwarded(invite(number)));

    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.C);
    assertThat(verdict.verstat()).isEqualTo("No-TN-Validation");
  }

  @Test
  void aCallThatIsForwardedByANumberOfTheLedgerIsVouchedForInFull() {
    network.signHidingCallers(trunk, network.provider("709J"));
    var number = town.number(bob, "off", true);
    var rules = new Rules(town);
    rules.show(bob, LEDGER);
    rules.forward(bob, "always", "+33612345678");

    var outgoing = carrier.call(Invite.to(number.value()).from(CALLER));
    var incoming = carrier.awaitCall().answer();

    var identity = incoming.request().header("Identity");
    var verdict =
        exchange
            .identities()
            .verify(
                List.of(identity), new Told(LEDGER, "+33612345678", Optional.empty(), "elsewhere"));
    assertThat(verdict.outcome()).as(verdict.detail()).isEqualTo(Verdict.Outcome.VERIFIED);
    assertThat(verdict.attestation()).contains(Attestation.A);
    talk(outgoing, incoming);
    exchange.record();
  }

  /** What is said when a call of {@link #CALLER} goes on to {@link #ABROAD}. */
  private List<String> forwarded(SIPRequest invite) {
    var directory = new Directory(Ground.database(), Town.DOMAIN);
    var signing = new CallSigning(exchange.identities(), directory, InstantSource.system());
    var way = new TrunkStore(Ground.database()).find(trunk).orElseThrow();
    var caller = new Caller.OfTrunk(way, CALLER, "");
    var forwarding = Optional.of(new E164("+33188888888"));
    var outside =
        signing.shown(way, new Destination.Outside("+33612345678", forwarding, false), caller);
    return signing.headers(way, outside, Optional.of(town.organisation()), caller, invite).stream()
        .filter(header -> header.getName().equals("Identity"))
        .map(header -> header.toString().substring("Identity:".length()).strip())
        .toList();
  }

  private Verdict verify(List<String> headers) {
    return exchange
        .identities()
        .verify(headers, new Told(CALLER, "+33612345678", Optional.empty(), "elsewhere"));
  }

  private static SIPRequest invite(E164 number) {
    var uri = Messages.sipUri(number.value(), "127.0.0.1");
    var from = Messages.from(Messages.address(Messages.sipUri(CALLER, "127.0.0.11")), "tag");
    var to = Messages.to(Messages.address(uri));
    return Messages.request("INVITE", uri, from, to, Messages.newCallId(), 1);
  }

  private PhoneCall call(E164 number, String identity) {
    return carrier.call(Invite.to(number.value()).from(CALLER).with("Identity", identity));
  }

  private int refused(E164 number, String identity) {
    return refused(Invite.to(number.value()).from(CALLER).with("Identity", identity));
  }

  private int refused(Invite invite) {
    return carrier.call(invite).awaitRefused().status();
  }

  private static String signed(PassportSigner signer, String caller, E164 called) {
    return signer.sign(
        Passport.shaken(
            Attestation.A,
            caller.substring(1),
            called.value().substring(1),
            "6f2c1f7e-8d3a-4c1e-9f0b-2a5d6c7e8f90",
            Instant.ofEpochSecond(Instant.now().getEpochSecond())));
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
