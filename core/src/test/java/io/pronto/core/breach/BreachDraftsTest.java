package io.pronto.core.breach;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.breach.BreachDrafts.Authority;
import io.pronto.core.breach.BreachDrafts.Kind;
import io.pronto.core.breach.BreachDrafts.Known;
import io.pronto.core.subprocessor.DataCategory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreachDraftsTest {
  private static final Instant NOTICED = Instant.parse("2026-11-27T16:30:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void everyDraftIsWholeInEveryLanguage(String language) {
    for (var kind : Kind.values()) {
      for (var authority : Authority.values()) {
        var draft = BreachDrafts.of(kind, authority, language, known("Stolen {people}", ""));

        assertThat(draft.subject()).isNotBlank().doesNotContain("{", "\n");
        assertThat(draft.text())
            .contains("Stolen {people}")
            .doesNotContainPattern("\\{(?!people})|\\bnull\\b");
      }
    }
  }

  @Test
  void theNoticeToTheAuthorityHasWhatTheLawAsksFor() {
    var draft = BreachDrafts.of(Kind.AUTHORITY, Authority.CNIL, "fr", known("Clé volée", "Aucune"));

    assertThat(draft.text())
        .contains(
            "CNIL",
            "27 novembre 2026 16:30 UTC",
            "30 novembre 2026 16:30 UTC",
            "confidentialité",
            "Nombre approximatif de personnes : 3",
            "enregistrements de données : 11",
            "2 enregistrements écoutés",
            "Clé volée",
            "Aucune",
            "[à compléter]");
  }

  @Test
  void theAuthorityIsThatWhichIsWantedWhateverTheLanguage() {
    var draft = BreachDrafts.of(Kind.AUTHORITY, Authority.GARANTE, "en", known("-", "-"));

    assertThat(draft.text()).contains("Garante").doesNotContain("CNIL");
  }

  @Test
  void whatNobodyKnowsIsSaidToBeUnknown() {
    var known = known("-", "");
    var untraced =
        new Known(
            "brc_1",
            known.facts(),
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOTICED);

    assertThat(BreachDrafts.of(Kind.AUTHORITY, Authority.CNIL, "en", untraced).text())
        .contains("number of people: [not known yet]", "nothing was looked for");
  }

  private static Known known(String cause, String consequences) {
    var facts =
        new BreachFacts(
            NOTICED.minusSeconds(60),
            NOTICED,
            List.of(Effect.values()),
            cause,
            List.of(DataCategory.values()),
            Optional.empty(),
            Optional.empty(),
            consequences,
            "",
            List.of(),
            BreachFacts.Authority.NOTHING);
    return new Known(
        "brc_1",
        facts,
        "Bakery",
        Optional.of(new Affected(2, 1, 3, 4, 1, 0, 2, 1, 0)),
        Optional.of(3),
        Optional.of(11),
        NOTICED.plus(Breach.TERM));
  }
}
