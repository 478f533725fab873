package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.mail.SmtpServer.Encryption;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.ProcessedBy;
import jakarta.mail.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MailSenderTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final URI SCREEN = URI.create("https://pronto.example.com");
  private static final EmailAddress FROM = new EmailAddress("pronto@example.com");
  private static final Letter LETTER = new Letter.PasswordReset("/#reset=secret-token");
  private static final Pace QUICK =
      new Pace(
          2,
          Duration.ofMinutes(1),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(50));

  private final OrganisationId organisation = Ground.organisation();

  @Test
  void aMailIsHandedOverWholeAndForgotten() throws Exception {
    try (var server = Postroom.open();
        var _ = sender(server)) {
      var ada = person("Ada");

      post(ada, LETTER);

      var message = arrived(server, ada);
      assertThat(message.getFrom()[0].toString()).isEqualTo("Pronto <pronto@example.com>");
      assertThat(message.getSubject()).isEqualTo("Choose a new password for Pronto");
      assertThat(message.getHeader("Message-ID")[0]).matches("<mail_\\w{26}@example\\.com>");
      assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      var whole = GreenMailUtil.getWholeMessage(message);
      assertThat(whole).contains("multipart/alternative", "text/plain", "text/html");
      Waiting.until("nothing is left", () -> waiting(ada) == 0);
    }
  }

  @Test
  void whatWaitsCannotBeReadInTheDatabase() {
    var ada = person("Ada");

    post(ada, LETTER);

    var row =
        Ground.database()
            .in(organisation, tx -> tx.one("select to_jsonb(m)::text as row, sealed from mail m"))
            .orElseThrow();
    var sealed = new String(row.getBuffer("sealed").getBytes(), StandardCharsets.ISO_8859_1);
    assertThat(row.getString("row") + sealed)
        .doesNotContain("secret-token", ada.address().value(), "Ada");
  }

  @Test
  void whenTheFirstServerIsAwayTheNextOneIsGivenTheMail() {
    try (var backup = Postroom.open();
        var _ = sender(Postroom.closed(), backup)) {
      var ada = person("Ada");

      post(ada, LETTER);

      arrived(backup, ada);
      Waiting.until("nothing is left", () -> waiting(ada) == 0);
    }
  }

  @Test
  void whenTheFirstServerDiesTheNextMailGoesToTheOtherAndBackOnceItLives() {
    try (var first = Postroom.open();
        var backup = Postroom.open();
        var _ = sender(first, backup)) {
      var ada = person("Ada");
      post(ada, LETTER);
      arrived(first, ada);

      first.stop();
      var bob = person("Bob");
      post(bob, LETTER);
      arrived(backup, bob);

      first.start();
      var eve = person("Eve");
      post(eve, LETTER);
      arrived(first, eve);
      assertThat(backup.of(eve.address())).isEmpty();
    }
  }

  @Test
  void whileAllServersAreAwayAMailWaitsForOneToComeBack() {
    try (var backup = Postroom.closed();
        var _ = sender(Postroom.closed(), backup)) {
      var ada = person("Ada");
      post(ada, LETTER);
      Waiting.until("it was tried twice", () -> attempts(ada) >= 2);

      backup.start();

      arrived(backup, ada);
      Waiting.until("nothing is left", () -> waiting(ada) == 0);
    }
  }

  @Test
  void severalProcessesHandEachMailOverOnce() {
    try (var server = Postroom.open()) {
      var people = IntStream.range(0, 20).mapToObj(i -> person("Person " + i)).toList();
      people.forEach(person -> post(person, LETTER));

      try (var _ = sender(server);
          var _ = sender(server);
          var _ = sender(server)) {
        Waiting.until(
            "nothing is left", () -> people.stream().allMatch(person -> waiting(person) == 0));
      }

      assertThat(people).allMatch(person -> server.of(person.address()).size() == 1);
    }
  }

  @Test
  void aMailThatNobodyHasAUseForAnyMoreIsDeletedUnsent() {
    try (var server = Postroom.closed();
        var _ = sender(server)) {
      var ada = person("Ada");

      Ground.database().in(organisation, tx -> posted(tx, ada, LETTER, Duration.ofSeconds(1)));

      Waiting.until("nothing is left", () -> waiting(ada) == 0);
      server.start();
      var bob = person("Bob");
      post(bob, LETTER);
      arrived(server, bob);
      assertThat(server.of(ada.address())).isEmpty();
    }
  }

  @Test
  void aMailForAMailboxThatDoesNotExistIsNotTriedAgain() throws Exception {
    try (var server = new RefusingServer("550 5.1.1 no such user");
        var _ = sender(server.address())) {
      var ada = person("Ada");

      post(ada, LETTER);

      Waiting.until("nothing is left", () -> waiting(ada) == 0);
      assertThat(server.refused(ada.address())).isEqualTo(1);
    }
  }

  @Test
  void aMailThatIsRefusedForNowIsTriedAgain() throws Exception {
    try (var server = new RefusingServer("451 4.7.1 greylisted");
        var _ = sender(server.address())) {
      var ada = person("Ada");

      post(ada, LETTER);

      Waiting.until("it is tried again", () -> server.refused(ada.address()) >= 2);
      assertThat(waiting(ada)).isEqualTo(1);
    }
  }

  @Test
  void aNewMailOfTheSameKindTakesThePlaceOfTheOneThatWaits() {
    var ada = person("Ada");

    post(ada, LETTER);
    post(ada, LETTER);
    post(ada, new Letter.Invitation("Café", "/#sign_up=t"));

    assertThat(waiting(ada)).isEqualTo(2);
  }

  @Test
  void whatWaitsForAUserWhoIsDeletedOrHasAnotherAddressIsDeleted() {
    var ada = person("Ada");
    var bob = person("Bob");
    post(ada, LETTER);
    post(bob, LETTER);

    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update("delete from user_account where id = $1", ada.accountId())
                    + tx.update(
                        "update user_account set email = 'new.' || email where id = $1",
                        bob.accountId()));

    assertThat(waiting(ada) + waiting(bob)).isZero();
  }

  @Test
  void aServerThatLetsUsInHasNoFault() {
    try (var server = Postroom.open()) {
      assertThat(MailSender.fault(server.address())).isEmpty();
    }
    assertThat(MailSender.fault(Postroom.closed().address())).contains("does not answer");
  }

  @Test
  void aWrongPasswordIsToldFromAServerThatIsAway() {
    try (var server = Postroom.open()) {
      var wrong = SmtpServer.of("smtp://nobody:wrong@127.0.0.1:" + server.address().port());

      assertThat(MailSender.fault(wrong)).contains("does not accept the user or the password");
    }
  }

  @Test
  void withoutTheEncryptionThatIsNeededNothingIsSaid() {
    try (var server = Postroom.open()) {
      var beyond =
          new SmtpServer(
              "127.0.0.1", server.address().port(), Encryption.STARTTLS, Optional.empty());

      assertThat(MailSender.fault(beyond)).contains("offers no STARTTLS");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsWhereItShouldIsToldFromOneThatIsNotTrusted() {
    try (var server = Postroom.open()) {
      var plain = SmtpServer.of("smtps://127.0.0.1:" + server.address().port());

      assertThat(MailSender.fault(plain)).contains("does not speak TLS 1.2 or later there");
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotTrusted() throws Exception {
    var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
    server.start();
    try {
      var address = SmtpServer.of("smtps://127.0.0.1:" + server.getSmtps().getPort());

      assertThat(MailSender.fault(address))
          .contains("shows no certificate that is trusted for its name");
    } finally {
      server.stop();
    }
  }

  @Test
  void aServerThatItsOrganisationObjectsToIsPassedOver() throws Exception {
    var relay = Announced.inForce();
    var by = new ProcessedBy.Named(relay.id());
    Announced.objection(organisation, relay);
    try (var objected = Postroom.open();
        var own = Postroom.open();
        var _ =
            sender(
                objected.address().processedBy(by),
                own.address().processedBy(new ProcessedBy.Ourselves()))) {
      var ada = person("Ada");

      post(ada, LETTER);

      arrived(own, ada);
      assertThat(objected.of(ada.address())).isEmpty();
    }
  }

  @Test
  void whereNoServerIsLeftTheMailWaitsUntilTheObjectionIsWithdrawn() throws Exception {
    var relay = Announced.inForce();
    var objection = Announced.objection(organisation, relay);
    try (var objected = Postroom.open();
        var _ = sender(objected.address().processedBy(new ProcessedBy.Named(relay.id())))) {
      var ada = person("Ada");
      post(ada, LETTER);
      Waiting.until("it was tried again", () -> attempts(ada) > 1);
      assertThat(objected.of(ada.address())).isEmpty();

      Announced.withdraw(objection);

      arrived(objected, ada);
    }
  }

  private static MailSender sender(Postroom... servers) {
    return sender(Stream.of(servers).map(Postroom::address).toArray(SmtpServer[]::new));
  }

  private static MailSender sender(SmtpServer... servers) {
    return new MailSender(
        Ground.database(), MASTER, new MailSettings(List.of(servers), FROM), QUICK);
  }

  private Recipient person(String name) {
    var email = Id.next("mail").toLowerCase(Locale.ROOT) + "@example.com";
    var user =
        Ground.database()
            .in(
                organisation,
                tx ->
                    UserStore.create(
                        tx,
                        organisation,
                        new NewUser(
                            email, name, Role.AGENT, "en", Optional.empty(), Optional.empty())));
    return new Recipient(Optional.of(organisation), user.id(), new EmailAddress(email), name, "en");
  }

  private void post(Recipient recipient, Letter letter) {
    Ground.database().in(organisation, tx -> posted(tx, recipient, letter, Duration.ofHours(1)));
  }

  private static boolean posted(
      io.pronto.core.db.Tx tx, Recipient recipient, Letter letter, Duration life) {
    new MailQueue(MASTER, SCREEN).post(tx, recipient, letter, life);
    return true;
  }

  private static Message arrived(Postroom server, Recipient recipient) {
    Waiting.until("it arrives", () -> !server.of(recipient.address()).isEmpty());
    return server.of(recipient.address()).getFirst();
  }

  private long waiting(Recipient recipient) {
    return Ground.database()
        .in(
            organisation,
            tx -> tx.query("select from mail where account_id = $1", recipient.accountId()))
        .size();
  }

  private int attempts(Recipient recipient) {
    return Ground.database()
        .in(
            organisation,
            tx -> tx.one("select attempts from mail where account_id = $1", recipient.accountId()))
        .orElseThrow()
        .getInteger("attempts");
  }
}
