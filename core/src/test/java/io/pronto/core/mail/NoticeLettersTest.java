package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.db.PageRequest;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.notification.NoticeNews;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeLettersTest {
  private static final URI SCREEN = URI.create("https://pronto.example.com");
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final Pace QUICK =
      new Pace(
          2,
          Duration.ofMinutes(1),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(50));
  private static final JsonObject BREACH =
      new JsonObject()
          .put("occurred_at", "2026-11-27T16:00:00Z")
          .put("noticed_at", "2026-11-28T09:30:00Z")
          .put("effects", JsonArray.of("confidentiality"))
          .put("cause", "A disk was sold")
          .put("data_categories", JsonArray.of("recordings"))
          .put("consequences", "")
          .put("measures", "It was bought back")
          .put("message", "Ask <dpo>");
  private static final JsonObject LESS =
      new JsonObject()
          .put("data_categories", JsonArray.of("recordings"))
          .put("in_force_at", "2026-12-07T09:30:00Z")
          .put("minimum_days", 1)
          .put("maximum_days", 90)
          .put("default", "P90D")
          .put("maximum_days_before", 365)
          .put("default_before", "P6M")
          .put("recordings_deleted_sooner", 41)
          .put("transcripts_deleted_sooner", 0);
  private static final JsonObject DISCLOSURE =
      new JsonObject()
          .put("authority", "Tribunal")
          .put("legal_basis", "Art. 60-1-2")
          .put("since", "2026-11-01T00:00:00Z")
          .put("until", "2026-11-20T00:00:00Z")
          .put("disclosed_at", "2026-11-28T09:30:00Z");
  private static final JsonObject AUDIT =
      new JsonObject()
          .put("wanted_on", "2027-03-01")
          .putNull("agreed_on")
          .put("answer_text", "Not then");

  @ParameterizedTest
  @CsvSource({
    "en, recordings, 28 November 2026 09:30",
    "fr, enregistrements, 28 novembre 2026 09:30",
    "it, registrazioni, 28 novembre 2026 09:30"
  })
  void aBreachIsToldWithAllThatIsKnown(String language, String data, String noticed) {
    var letter = letter(Notice.Kind.BREACH, BREACH, language);

    assertThat(letter.plain())
        .contains(data, noticed, "A disk was sold", "It was bought back", "Ask <dpo>", ": –.")
        .doesNotContain("{", "}", "null");
    assertThat(letter.html()).contains("Ask &lt;dpo&gt;");
  }

  @ParameterizedTest
  @CsvSource({"en, 1 November 2026", "fr, 1 novembre 2026", "it, 1 novembre 2026"})
  void aDisclosureAndAnAnswerAreToldInTheReadersLanguage(String language, String since) {
    assertThat(letter(Notice.Kind.DISCLOSURE, DISCLOSURE, language).plain())
        .contains("Tribunal", "Art. 60-1-2", since)
        .doesNotContain("{", "}", "null");
    assertThat(letter(Notice.Kind.AUDIT, AUDIT, language).plain())
        .contains("Not then", "2027", "–")
        .doesNotContain("{", "}", "null");
  }

  @ParameterizedTest
  @CsvSource({
    "en, recordings, 6 months, 90 days, 7 December 2026 09:30",
    "fr, enregistrements, 6 mois, 90 jours, 7 décembre 2026 09:30",
    "it, registrazioni, 6 mesi, 90 giorni, 7 dicembre 2026 09:30"
  })
  void whatMayBeKeptForLessTimeIsToldInTheReadersLanguage(
      String language, String data, String before, String usual, String from) {
    assertThat(letter(Notice.Kind.RETENTION, LESS, language).plain())
        .contains(data, before, usual, from, "365", "41")
        .doesNotContain("{", "}", "P90D")
        .doesNotContainPattern("\\bnull\\b");
    assertThat(letter(Notice.Kind.RETENTION_WITHDRAWN, LESS, language).plain())
        .contains(data, from)
        .doesNotContain("{", "}", "null");
  }

  @Test
  void everySuperAdministratorIsWrittenToAndWhenTheMailLeftIsWrittenDown() throws Exception {
    var organisation = Ground.organisation();
    var ada = person(organisation, Role.SUPER_ADMINISTRATOR, "fr");
    var eve = person(organisation, Role.ADMINISTRATOR, "en");
    var about = Id.next("brc");
    give(organisation, about);
    var news =
        new NoticeNews(
            Ground.database(),
            Ground.outbox(),
            Optional.of(new MailQueue(MASTER, SCREEN)),
            InstantSource.system());

    news.tell();
    news.tell();

    var notices = new Notices(Ground.database());
    var notice =
        notices.page(organisation, Optional.empty(), PageRequest.first(9)).items().getFirst();
    assertThat(notice.toldAt()).isPresent();
    try (var server = Postroom.open();
        var _ =
            new MailSender(
                Ground.database(),
                MASTER,
                new MailSettings(List.of(server.address()), new EmailAddress("pronto@example.com")),
                QUICK)) {
      Waiting.until("it comes", () -> server.of(ada).size() == 1);
      assertThat(server.of(ada).getFirst().getSubject()).contains("violation de données");
      assertThat(server.of(eve)).isEmpty();
      Waiting.until(
          "it is known that it left",
          () ->
              notices.letters(organisation, List.of(notice.id())).get(notice.id()).stream()
                  .allMatch(letter -> letter.handedOverAt().isPresent()));
    }
  }

  private static void give(OrganisationId organisation, String about) {
    var now = Instant.now();
    Ground.database()
        .asOperator(
            tx -> {
              Notices.give(tx, organisation, Notice.Kind.BREACH, about, BREACH, now, now);
              return null;
            });
  }

  private static EmailAddress person(OrganisationId organisation, Role role, String language) {
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

  private static LetterText letter(Notice.Kind kind, JsonObject facts, String language) {
    var organisation = OrganisationId.next();
    var notice =
        new Notice(
            Id.next("ntc"),
            organisation,
            kind,
            Id.next("brc"),
            facts,
            Instant.now(),
            Instant.now(),
            Optional.empty());
    var ada =
        new Recipient(
            Optional.of(organisation),
            "usr_a",
            new EmailAddress("ada@example.com"),
            "Ada",
            language);
    return LetterText.of(new Letter.Noticed(notice, "/"), ada, SCREEN);
  }
}
