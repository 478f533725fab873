package io.pronto.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.rules.ListedCaller.Kind;
import io.pronto.core.rules.ListedCaller.Treatment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerListsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final CallerLists lists =
      new CallerLists(
          List.of(
              entry("+33162", true, Kind.BLOCKED, "", ""),
              entry("+33162555555", false, Kind.VIP, "", ""),
              entry("+331626", true, Kind.VIP, "", ""),
              entry("+44", true, Kind.BLOCKED, "", ""),
              entry("+44", true, Kind.VIP, "", ""),
              entry("+39", true, Kind.BLOCKED, "", "2026-11-23T09:00:00Z"),
              entry("+49", true, Kind.BLOCKED, "", "2026-11-23T09:00:01Z"),
              entry("+336", true, Kind.BLOCKED, "usr_1", "")));

  @ParameterizedTest
  @CsvSource({
    "+33162111111, BLOCKED",
    "+33162555555, VIP",
    "+33162611111, VIP",
    "+442012345678, BLOCKED",
    "+4912345678, BLOCKED"
  })
  void whatSaysMostAboutANumberDecides(String number, Kind kind) {
    assertThat(lists.ofOrganisation(number, NOW).orElseThrow().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"+33612345678", "+3912345678", "+33163111111", "''"})
  void whoIsNotListedIsNot(String number) {
    assertThat(lists.ofOrganisation(number, NOW)).isEmpty();
  }

  @Test
  void aUsersListIsTheUsersAlone() {
    assertThat(lists.ofUser("usr_1", "+33612345678", NOW)).isPresent();
    assertThat(lists.ofUser("usr_2", "+33612345678", NOW)).isEmpty();
    assertThat(lists.ofUser("usr_1", "+33162111111", NOW)).isEmpty();
  }

  private static ListedCaller entry(
      String number, boolean prefix, Kind kind, String user, String expires) {
    return new ListedCaller(
        "lst_1",
        Optional.of(user).filter(id -> !id.isEmpty()),
        number,
        prefix,
        "",
        kind == Kind.BLOCKED ? new Treatment.Blocked(Answer.BUSY) : new Treatment.Vip(true),
        Optional.of(expires).filter(text -> !text.isEmpty()).map(Instant::parse),
        NOW);
  }
}
