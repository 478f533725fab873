package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.notice.Notice;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeLettersTest {
  private static final URI SCREEN = URI.create("https://pronto.example.com");
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
