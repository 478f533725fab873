package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CdrStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final Database database = Ground.database();
  private final CdrStore cdrs = new CdrStore(database);
  private final OrganisationId organisation = Ground.organisation();

  @Test
  void pagesGoFromTheNewestToTheOldestAndBack() {
    var calls = IntStream.range(0, 5).mapToObj(i -> call(NOON)).map(CdrStoreTest::id).toList();

    var first = cdrs.page(organisation, CdrFilter.ALL, PageRequest.first(2));
    var second =
        cdrs.page(
            organisation, CdrFilter.ALL, new PageRequest(2, first.next(), Optional.empty(), true));
    var back =
        cdrs.page(
            organisation,
            CdrFilter.ALL,
            new PageRequest(2, Optional.empty(), second.previous(), true));

    var newest = calls.stream().sorted().toList().reversed();
    assertThat(first.items()).extracting(CdrStoreTest::id).isEqualTo(newest.subList(0, 2));
    assertThat(second.items()).extracting(CdrStoreTest::id).isEqualTo(newest.subList(2, 4));
    assertThat(back.items()).extracting(CdrStoreTest::id).isEqualTo(newest.subList(0, 2));
  }

  /** The newest are looked for in the present month first. */
  @Test
  void aPageGoesOnFromOneMonthToTheMonthBefore() {
    var december = Instant.parse("2026-12-20T12:00:00Z");
    var before = IntStream.range(0, 2).mapToObj(_ -> id(call(NOON))).sorted().toList().reversed();
    var since =
        IntStream.range(0, 2).mapToObj(_ -> id(call(december))).sorted().toList().reversed();
    var store = new CdrStore(database, () -> december.plusSeconds(60));

    var one = store.page(organisation, CdrFilter.ALL, PageRequest.first(1));
    var rest =
        store.page(
            organisation, CdrFilter.ALL, new PageRequest(5, one.next(), Optional.empty(), true));
    var three = store.page(organisation, CdrFilter.ALL, PageRequest.first(3));

    assertThat(one.items()).extracting(CdrStoreTest::id).containsExactly(since.get(0));
    assertThat(rest.items())
        .extracting(CdrStoreTest::id)
        .containsExactly(since.get(1), before.get(0), before.get(1));
    assertThat(three.items())
        .extracting(CdrStoreTest::id)
        .containsExactly(since.get(0), since.get(1), before.get(0));
  }

  @Test
  void timesAreTheSameInTheRecordAndInTheDatabase() {
    var nearlyTheNext = call(NOON.plusNanos(123_999));

    var found = cdrs.find(organisation, nearlyTheNext.id()).orElseThrow().cdr();

    assertThat(found.startedAt())
        .isEqualTo(nearlyTheNext.startedAt())
        .isEqualTo(NOON.plusNanos(123_000));
  }

  @Test
  void aFilterKeepsWhatAllOfItAppliesTo() {
    var early = call(NOON.minusSeconds(1));
    var late = call(NOON);
    var all = CdrFilter.ALL;
    var no = Optional.<Set<String>>empty();

    assertThat(found(filter(Optional.of(NOON), Optional.empty(), no))).containsExactly(id(late));
    assertThat(found(filter(Optional.empty(), Optional.of(NOON), no))).containsExactly(id(early));
    assertThat(found(filter(Optional.of(NOON), Optional.of(NOON), no))).isEmpty();
    assertThat(found(all)).hasSize(2);
  }

  @Test
  void aUsersCallsAreThoseItMadeOrGot() {
    var got = call(NOON);
    call(
        NOON,
        new Party("+33987654321", "", Optional.of("usr_2"), Optional.empty(), Optional.empty()));
    var users = Optional.of(Set.of("usr_1", "usr_3"));

    assertThat(found(filter(Optional.empty(), Optional.empty(), users))).containsExactly(id(got));
    var nobody = Optional.of(Set.<String>of());
    assertThat(found(filter(Optional.empty(), Optional.empty(), nobody))).isEmpty();
  }

  @Test
  void callsAreFoundByEitherNumberByDirectionAndByCause() {
    var call = id(call(NOON));

    assertThat(found(with(Optional.empty(), Optional.of("+33123456789"), Optional.empty())))
        .containsExactly(call);
    assertThat(found(with(Optional.empty(), Optional.of("+33987654321"), Optional.empty())))
        .containsExactly(call);
    assertThat(found(with(Optional.empty(), Optional.of("+33000000000"), Optional.empty())))
        .isEmpty();
    assertThat(found(with(Optional.of(Direction.INBOUND), Optional.empty(), Optional.empty())))
        .containsExactly(call);
    assertThat(found(with(Optional.of(Direction.OUTBOUND), Optional.empty(), Optional.empty())))
        .isEmpty();
    assertThat(found(with(Optional.empty(), Optional.empty(), Optional.of(HangupCause.NORMAL))))
        .containsExactly(call);
    assertThat(found(with(Optional.empty(), Optional.empty(), Optional.of(HangupCause.BUSY))))
        .isEmpty();
  }

  @Test
  void anotherOrganisationAndTheOperatorSeeNothingOfIt() {
    var call = call(NOON);
    var other = Ground.organisation();

    assertThat(cdrs.find(other, call.id())).isEmpty();
    assertThat(cdrs.page(other, CdrFilter.ALL, PageRequest.first(10)).items()).isEmpty();
    assertThat(cdrs.ofNobody(CdrFilter.ALL, PageRequest.first(100)).items())
        .extracting(CdrStoreTest::id)
        .doesNotContain(id(call));
  }

  @Test
  void whatTheNetworkCallsItselfIsKeptWhateverItIs() {
    var hostile = "\0\uD800' \"\n\\u0000" + "x".repeat(70_000);
    var call =
        call(
            NOON,
            new Party(hostile, hostile, Optional.empty(), Optional.empty(), Optional.empty()));

    var kept = cdrs.find(organisation, call.id()).orElseThrow().cdr().called().number();
    assertThat(kept).startsWith("\uFFFD\uFFFD' \"\n\\u0000xxx").hasSize(500);
  }

  @Test
  void aRecordIsNeverChangedNorDeletedByTheApplication() {
    call(NOON);

    for (var sql : List.of("update cdr set cause = 'busy'", "delete from cdr")) {
      assertThatThrownBy(() -> database.in(organisation, tx -> tx.update(sql)))
          .hasMessageContaining("permission denied");
    }
  }

  private CallDetailRecord call(Instant startedAt) {
    return call(startedAt, Calls.begun(Optional.of(organisation)).called());
  }

  private CallDetailRecord call(Instant startedAt, Party called) {
    var cdr = Calls.ended(Calls.begun(Optional.of(organisation), startedAt, called));
    database.in(organisation, tx -> CdrStore.insert(tx, List.of(cdr)));
    return cdr;
  }

  private List<String> found(CdrFilter filter) {
    return cdrs.page(organisation, filter, PageRequest.first(10)).items().stream()
        .map(CdrStoreTest::id)
        .toList();
  }

  private static CdrFilter filter(
      Optional<Instant> from, Optional<Instant> before, Optional<Set<String>> users) {
    return new CdrFilter(from, before, Optional.empty(), users, Optional.empty(), Optional.empty());
  }

  private static CdrFilter with(
      Optional<Direction> direction, Optional<String> number, Optional<HangupCause> cause) {
    return new CdrFilter(
        Optional.empty(), Optional.empty(), direction, Optional.empty(), number, cause);
  }

  private static String id(StoredCdr stored) {
    return id(stored.cdr());
  }

  private static String id(CallDetailRecord cdr) {
    return cdr.id().value();
  }
}
