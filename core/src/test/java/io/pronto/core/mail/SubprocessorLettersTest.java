package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.notification.SubprocessorNews;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.Objections;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.Tellings;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What organisations are written of subprocessors, to a real mail server. */
class SubprocessorLettersTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final Pace QUICK =
      new Pace(
          2,
          Duration.ofMinutes(1),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(50));

  private final OrganisationId organisation = Ground.organisation();
  private final SubprocessorNews news =
      new SubprocessorNews(
          Ground.database(),
          Ground.outbox(),
          Optional.of(new MailQueue(MASTER, URI.create("https://pronto.example.com"))),
          InstantSource.system());

  @Test
  void everySuperAdministratorIsToldInTheirLanguageAndThatIsWrittenDown() throws Exception {
    var ada = person(Role.SUPER_ADMINISTRATOR, "fr");
    var bob = person(Role.SUPER_ADMINISTRATOR, "it");
    var eve = person(Role.ADMINISTRATOR, "en");
    var subprocessor = Announced.inForce();
    var other = Announced.inForce();

    news.tell();
    assertThat(news.tell()).as("twice").isZero();

    try (var server = Postroom.open();
        var _ = sender(server)) {
      Waiting.until("both notices come to both", () -> both(server, ada) && both(server, bob));
      assertThat(server.of(eve)).isEmpty();
      assertThat(plain(server, ada, subprocessor))
          .contains("traitera des données pour nous", "États-Unis", "clauses contractuelles types");
      assertThat(plain(server, bob, other)).contains("Stati Uniti", "clausole contrattuali tipo");
      Waiting.until(
          "it is known that they left",
          () ->
              told(subprocessor).size() == 2
                  && told(subprocessor).stream().allMatch(t -> t.handedOverAt().isPresent()));
    }
    var events =
        Ground.database()
            .in(
                organisation,
                tx -> tx.query("select data from event where type = 'subprocessor.announced'"));
    assertThat(events).hasSize(2);
    assertThat(new Tellings(Ground.database()).of(Ground.organisation(), List.of(notice(other))))
        .isEmpty();
  }

  @Test
  void aLetterIsTriedUntilTheDayOfWhichItTellsIsOver() {
    person(Role.SUPER_ADMINISTRATOR, "en");
    var day = LocalDate.now().plusDays(40);
    var subprocessor = Announced.effective(day);

    news.tell();

    var expires =
        Ground.database()
            .in(
                organisation,
                tx ->
                    tx.one(
                        """
                        select expires_at from mail
                         where id = (select mail_id from subprocessor_letter where notice_id = $1)
                        """,
                        notice(subprocessor)))
            .orElseThrow()
            .getOffsetDateTime(0)
            .toInstant();
    assertThat(expires)
        .isCloseTo(
            WorkingDays.FRANCE.at(day.plusDays(1), LocalTime.MIDNIGHT),
            within(1, ChronoUnit.MINUTES));
  }

  @Test
  void anAnswerIsWrittenToWhoeverObjected() throws Exception {
    var ada = person(Role.SUPER_ADMINISTRATOR, "en");
    var objection = Announced.objection(organisation, Announced.inForce());

    try (var server = Postroom.open();
        var _ = sender(server)) {
      new Objections(Ground.database(), Ground.outbox(), InstantSource.system())
          .answer(
              objection.id(),
              Objection.Way.ALTERNATIVE,
              "Legos rents you numbers",
              "opr_a",
              news::answered);

      Waiting.until("it comes", () -> !server.of(ada).isEmpty());
      assertThat(text(server.of(ada).getFirst()))
          .contains("We use another in its place", "Legos rents you numbers");
    }
  }

  private boolean both(Postroom server, EmailAddress to) {
    return server.of(to).size() == 2;
  }

  private static String plain(Postroom server, EmailAddress to, Subprocessor about)
      throws Exception {
    for (var message : server.of(to)) {
      if (text(message).contains(about.latest().details().name())) {
        return text(message);
      }
    }
    throw new AssertionError(
        "No letter about it: " + GreenMailUtil.getWholeMessage(server.of(to).getFirst()));
  }

  private static String text(Message message) throws Exception {
    return (String) ((MimeMultipart) message.getContent()).getBodyPart(0).getContent();
  }

  private List<Tellings.Told> told(Subprocessor subprocessor) {
    return new Tellings(Ground.database())
        .of(organisation, List.of(notice(subprocessor)))
        .getOrDefault(notice(subprocessor), List.of());
  }

  private static String notice(Subprocessor subprocessor) {
    return subprocessor.latest().id();
  }

  private static MailSender sender(Postroom server) {
    return new MailSender(
        Ground.database(),
        MASTER,
        new MailSettings(List.of(server.address()), new EmailAddress("pronto@example.com")),
        QUICK);
  }

  private EmailAddress person(Role role, String language) {
    var email = Id.next("mail").toLowerCase(Locale.ROOT) + "@example.com";
    Ground.database()
        .in(
            organisation,
            tx ->
                UserStore.create(
                    tx,
                    organisation,
                    new NewUser(email, "Ada", role, language, Optional.empty(), Optional.empty())));
    return new EmailAddress(email);
  }
}
