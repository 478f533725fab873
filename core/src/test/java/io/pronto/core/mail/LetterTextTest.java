package io.pronto.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.Details;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.Safeguard;
import io.pronto.core.subprocessor.SubprocessorNotice;
import io.pronto.core.subprocessor.Use;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTextTest {
  private static final SubprocessorNotice NOTICE = notice(SubprocessorNotice.Change.ADDED);

  private static SubprocessorNotice notice(SubprocessorNotice.Change change) {
    return notice(change, LocalDate.of(2026, 12, 16));
  }

  private static SubprocessorNotice notice(SubprocessorNotice.Change change, LocalDate effect) {
    return new SubprocessorNotice(
        "spn_1",
        "spr_1",
        1,
        change,
        new Details(
            "Colt",
            "Number rental",
            List.of("GB"),
            "London",
            Safeguard.CONTRACTUAL_CLAUSES,
            List.of(DataCategory.values()),
            List.of(Use.values())),
        Instant.parse("2026-12-01T09:05:00Z"),
        Optional.of(LocalDate.of(2026, 12, 15)),
        effect);
  }

  private static Letter announced(SubprocessorNotice.Change change) {
    return new Letter.SubprocessorAnnounced(notice(change), "/subprocessors");
  }

  private static Letter due(boolean operators, boolean over) {
    var objection = ((Letter.ObjectionAnswered) answered(Objection.Way.LEAVE)).objection();
    return new Letter.ObjectionDeadline(
        objection, operators, over, LocalDate.of(2026, 12, 15), "/subprocessors");
  }

  private static Letter answered(Objection.Way way) {
    return new Letter.ObjectionAnswered(
        new Objection(
            "sob_1",
            OrganisationId.next(),
            NOTICE,
            "No",
            "usr_1",
            NOTICE.announcedAt(),
            Optional.of(new Objection.Answer(way, "So be it", "opr_1", NOTICE.announcedAt())),
            Optional.empty()),
        "/subprocessors");
  }

  private static final URI SCREEN = URI.create("https://pronto.example.com");
  private static final Instant AT = Instant.parse("2026-12-01T09:05:00Z");
  private static final List<Letter> LETTERS =
      List.of(
          new Letter.Invitation("Café & Fils", "/#sign_up=t"),
          new Letter.PasswordReset("/#reset=t"),
          new Letter.PasswordChanged(AT),
          new Letter.FraudAlarm(
              "Café & Fils",
              "user_spending_premium_hour",
              "10",
              "Bob",
              "+33899123456",
              AT,
              "/#fraud"),
          announced(SubprocessorNotice.Change.ADDED),
          announced(SubprocessorNotice.Change.CHANGED),
          announced(SubprocessorNotice.Change.REMOVED),
          new Letter.SubprocessorAnnounced(
              notice(SubprocessorNotice.Change.ADDED, LocalDate.of(2024, 5, 2)), "/subprocessors"),
          answered(Objection.Way.ALTERNATIVE),
          answered(Objection.Way.CONFIGURATION),
          answered(Objection.Way.LEAVE),
          new Letter.BreachDeadline(Letter.Stage.DUE, "brc_1", AT, "/"),
          new Letter.BreachDeadline(Letter.Stage.OVER, "brc_1", AT, "/"),
          new Letter.BreachDeadline(Letter.Stage.OWN_DUE, "brc_1", AT, "/"),
          due(true, false),
          due(true, true),
          due(false, false),
          due(false, true),
          new Letter.RetentionAsked(Optional.of(12L), Optional.empty(), "/"),
          new Letter.RetentionWaits(AT, Optional.of(12L), Optional.of(3L), "/"),
          new Letter.RetentionNear(AT, "/"),
          new Letter.ExportReady("/v1/exports/downloads/t"),
          new Letter.SubjectRequestDue("sreq_1", LocalDate.of(2026, 12, 31), false, "/"),
          new Letter.SubjectRequestDue("sreq_1", LocalDate.of(2026, 12, 31), true, "/"));

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void everyLetterIsWholeInEveryLanguage(String language) {
    for (var letter : LETTERS) {
      var text = LetterText.of(letter, recipient("Ada Lovelace", language), SCREEN);

      assertThat(text.subject()).contains("Pronto").hasLineCount(1);
      assertThat(text.plain()).contains("Ada Lovelace,", "https://pronto.example.com/");
      assertThat(text.html())
          .contains("lang=\"" + language + "\"", "href=\"https://pronto.example.com/");
      assertThat(text.plain() + text.html()).doesNotContainPattern("[{}]|\\bnull\\b");
    }
  }

  @Test
  void theNewsOfAChangeSaysWhenInThePersonsLanguage() {
    var text = LetterText.of(new Letter.PasswordChanged(AT), recipient("Ada", "fr"), SCREEN);

    assertThat(text.plain()).contains("le 1 décembre 2026 à 09:05 UTC");
  }

  @Test
  void wordsOfPeopleAreTextAndNothingElse() {
    var letter = new Letter.Invitation("<b>Café</b>\r\n\r\nPS {link}", "/#sign_up=t");

    var text = LetterText.of(letter, recipient("Ada\r\nBcc: eve", "en"), SCREEN);

    assertThat(text.html()).contains("&lt;b&gt;Café&lt;/b&gt; PS {link}").doesNotContain("<b>");
    assertThat(text.plain()).contains("<b>Café</b> PS {link} has opened").doesNotContain("\r");
    assertThat(text.subject()).doesNotContain("Ada", "Café");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Win at evil.example",
        "https://evil.example",
        "evil@example.com",
        "Bcc: eve",
        " ",
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890"
      })
  void aNameThatCouldPassForALinkIsLeftOut(String name) {
    var text = LetterText.of(LETTERS.getFirst(), recipient(name, "en"), SCREEN);

    assertThat(text.plain()).startsWith("Hello,\n");
  }

  private static Recipient recipient(String name, String language) {
    return new Recipient(
        Optional.empty(), "opr_1", new EmailAddress("ada@example.com"), name, language);
  }
}
