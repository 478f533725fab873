package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.contact.Contact;
import io.pronto.core.contact.ContactCard;
import io.pronto.core.contact.ContactStore;
import io.pronto.core.contact.DisplayName;
import io.pronto.core.destruction.Certified;
import io.pronto.core.numbering.E164;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which name a phone is shown when somebody outside calls. */
class CallerNameTest extends Telephony {
  private static final E164 CALLER = new E164("+33612345678");
  private static final String ASSERTED = "<sip:" + CALLER + "@carrier.example>";

  private final ContactStore contacts = new ContactStore(Ground.database());
  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final TestPhone phone = exchange.phone(bob.credentials());
  private final E164 number = town.number(bob, "off", true);

  CallerNameTest() {
    town.trunk("127.0.0.11", carrier.address().getPort());
  }

  @Test
  void aContactIsShownByNameAndCompany() {
    know("Carol Dupont", "Bakery");

    assertThat(shown(invite("CAROLS MUM"))).startsWith("\"Carol Dupont (Bakery)\" <sip:" + CALLER);
  }

  @Test
  void aContactThatIsDeletedIsShownNoMoreAndTheCarrierIsBelievedAName() {
    var carol = know("Carol", "");
    assertThat(shown(invite(""))).startsWith("\"Carol\" <sip:" + CALLER);

    contacts.delete(town.organisation(), carol.id(), _ -> {}, Certified.BY_HAND);
    exchange.awaitName(town.organisation(), CALLER, "");

    assertThat(shown(invite("BOULANGERIE"))).startsWith("\"BOULANGERIE\" <sip:" + CALLER);
    for (var nothing : List.of("", "0612345678", "Anonymous", "Unknown")) {
      assertThat(shown(invite(nothing))).startsWith("<sip:" + CALLER);
    }
  }

  @Test
  void aContactOfAnotherOrganisationIsNobodyHere() {
    contacts.add(Ground.organisation(), new ContactCard("Carol", "", List.of(CALLER)));

    assertThat(shown(invite(""))).startsWith("<sip:" + CALLER);
  }

  @Test
  void whoHidesHasNoName() {
    know("Carol", "");

    for (var hidden :
        List.of(
            invite("Carol").with("Privacy", "id"),
            Invite.to(number.value()).from("anonymous@anonymous.invalid"),
            Invite.to(number.value())
                .from("anonymous@anonymous.invalid")
                .with("Privacy", "id")
                .with("P-Asserted-Identity", "\"Carol\" " + ASSERTED))) {
      assertThat(shown(hidden))
          .startsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>")
          .doesNotContain("Carol", CALLER.value());
    }
  }

  @Test
  void aHostileNameStaysWithinItsQuotes() {
    var hostile =
        List.of(
            "Eve\" <sip:eve@evil.example>;tag=1, \"Eve",
            "Eve\r\nVia: SIP/2.0/UDP evil.example\r\nX: \\",
            "\u202Eeve\u202C \u0085\u2028\uFEFF",
            "😀".repeat(100),
            "\\\"".repeat(50) + "Eve");
    for (var name : hostile) {
      var eve = know(name, name);

      var from = shown(invite(""));

      assertThat(from)
          .as(name)
          .matches("\"[^\"\\\\<>\\p{Cntrl}]{1,160}\" <sip:\\" + CALLER + "@.*");
      assertThat(from.codePoints()).noneMatch(c -> Character.getType(c) == Character.FORMAT);
      contacts.delete(town.organisation(), eve.id(), _ -> {}, Certified.BY_HAND);
    }
  }

  @Test
  void whoWatchesLiveCallsSeesTheNameToo() {
    know("Carol", "Bakery");

    var call = carrier.call(invite(""));
    var incoming = phone.awaitCall();

    assertThat(exchange.liveCall(town.organisation()).callerName()).isEqualTo("Carol (Bakery)");
    incoming.reject("486 Busy Here");
    call.awaitRefused();
    assertThat(exchange.record().caller().name()).isEmpty();
  }

  @Test
  void aColleagueIsShownByItsOwnName() {
    know("Carol", "");

    var call = exchange.phone(alice.credentials()).call("102");
    var incoming = phone.awaitCall();

    assertThat(incoming.request().header("From")).startsWith("\"Resident 101\" <sip:101@");
    incoming.reject("486 Busy Here");
    call.awaitRefused();
    exchange.record();
  }

  /** The From of the INVITE that the phone gets. */
  private String shown(Invite invite) {
    var call = carrier.call(invite);
    var incoming = phone.awaitCall();
    incoming.reject("486 Busy Here");
    call.awaitRefused();
    exchange.record();
    assertThat(incoming.request().all("From")).hasSize(1);
    assertThat(incoming.request().headers())
        .extracting(SipMessage.Header::name)
        .doesNotContain("X");
    return incoming.request().header("From");
  }

  private Invite invite(String name) {
    var invite = Invite.to(number.value());
    return name.isEmpty()
        ? invite.from(CALLER.value())
        : invite.from("whoever").with("P-Asserted-Identity", "\"" + name + "\" " + ASSERTED);
  }

  private Contact know(String name, String company) {
    var contact =
        contacts.add(town.organisation(), new ContactCard(name, company, List.of(CALLER)));
    exchange.awaitName(town.organisation(), CALLER, DisplayName.of(name, company));
    return contact;
  }
}
