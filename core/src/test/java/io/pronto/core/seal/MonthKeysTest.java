package io.pronto.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonthKeysTest {
  private static final MasterKey MASTER = MasterKey.of(MasterKey.generate());
  private static final Instant LONG_AGO = Instant.parse("2024-01-31T23:59:59.999Z");
  private static final YearMonth MONTH = YearMonth.of(2024, 1);

  private final OrganisationId organisation = Ground.organisation();
  private final OrganisationKeys keys = new OrganisationKeys(Ground.database(), MASTER);

  @Test
  void whatTheOrganisationsKeyHasWrappedBeforeThereWereMonthsStillOpens() {
    var made = keys.seal(organisation, new byte[SecretSeal.KEY], "");
    assertThat(made).isNotEmpty();
    var sealed =
        Ground.database()
            .in(organisation, tx -> tx.one("select sealed from organisation_key").orElseThrow())
            .getBuffer(0)
            .getBytes();
    var context = organisation.value().getBytes(StandardCharsets.UTF_8);
    var own = SecretSeal.key(MASTER.open(sealed, context, "the key"));
    var key = SecretSeal.random(SecretSeal.KEY);

    var wrapped = SecretSeal.seal(own, key, context);

    assertThat(keys.unwrap(organisation, wrapped)).isEqualTo(key);
  }

  @Test
  void eachMonthHasAKeyOfItsOwn() {
    var january = keys.newDataKey(organisation, LONG_AGO);
    var february = keys.newDataKey(organisation, LONG_AGO.plusMillis(1));

    assertThat(WrappedKey.of(january.wrapped()).month()).contains(MONTH);
    assertThat(WrappedKey.of(february.wrapped()).month()).contains(MONTH.plusMonths(1));
    assertThat(keys.unwrap(organisation, january.wrapped())).isEqualTo(january.key());
    var moved = february.wrapped().clone();
    moved[2]--; // said to be of January
    assertThat(WrappedKey.of(moved).month()).contains(MONTH);
    assertThatThrownBy(() -> keys.unwrap(organisation, moved)).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void theMonthMayEndWhileTheDatabaseIsAway() {
    var database = new Database(Ground.vertx(), Ground.databaseUrl());
    var ours = new OrganisationKeys(database, MASTER);
    ours.newDataKey(organisation, LONG_AGO);

    database.close();

    var made = ours.newDataKey(organisation, LONG_AGO.plusMillis(1));
    assertThat(ours.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
    assertThat(keys.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
  }

  @Test
  void theKeyAfterTheNextIsMadeOnceTheNextIsUsed() {
    keys.newDataKey(organisation, LONG_AGO);
    assertThat(months()).isEqualTo(2);

    keys.newDataKey(organisation, LONG_AGO.plusMillis(1));

    Waiting.until("March's key is there", () -> months() == 3);
  }

  @Test
  void aMonthThatIsEmptyIsShreddedForEveryServerAndForGood() {
    var wrapped = keys.newDataKey(organisation, LONG_AGO).wrapped();
    var next = keys.newDataKey(organisation, LONG_AGO.plusMillis(1));
    var other = new OrganisationKeys(Ground.database(), MASTER);
    other.followDestruction();
    other.unwrap(organisation, wrapped);
    var recording = record(LONG_AGO);
    assertThat(destroy(MONTH)).isEmpty();
    assertThat(emptied(MONTH)).isFalse();
    other.unwrap(organisation, wrapped);
    delete(recording);
    assertThat(emptied(MONTH)).isTrue();

    var id = destroy(MONTH);

    assertThat(id.orElseThrow()).startsWith("key_");
    Waiting.until("the other server has forgotten it", () -> isNoise(other, wrapped));
    assertThat(isNoise(new OrganisationKeys(Ground.database(), MASTER), wrapped)).isTrue();
    assertThatThrownBy(
            () ->
                new OrganisationKeys(Ground.database(), MASTER).newDataKey(organisation, LONG_AGO))
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining("2024-01 was destroyed");
    assertThat(destroy(MONTH)).isEmpty();
    assertThat(emptied(MONTH)).isFalse();
    assertThat(other.unwrap(organisation, next.wrapped())).isEqualTo(next.key());
  }

  @Test
  void theKeyOfAMonthOfWhichARecordingMayStillComeStays() {
    var last = YearMonth.now(ZoneOffset.UTC).minusMonths(13);
    var within = last.atDay(15).atStartOfDay(ZoneOffset.UTC).toInstant();
    var made = keys.newDataKey(organisation, within);

    assertThat(destroy(last)).isEmpty();
    assertThat(destroy(last.plusMonths(1))).isEmpty();

    assertThat(keys.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
  }

  @Test
  void nobodyDestroysAnothersKey() {
    keys.newDataKey(organisation, LONG_AGO);

    var destroyed = Ground.database().in(Ground.organisation(), tx -> MonthKeys.destroy(tx, MONTH));

    assertThat(destroyed).isEmpty();
    assertThat(emptied(MONTH)).isTrue();
  }

  private long months() {
    return Ground.database().in(organisation, tx -> tx.query("select month from month_key")).size();
  }

  private Optional<String> destroy(YearMonth month) {
    return Ground.database().in(organisation, tx -> MonthKeys.destroy(tx, month));
  }

  private boolean emptied(YearMonth month) {
    return MonthKeys.emptied(Ground.database())
        .contains(new MonthKeys.Emptied(organisation, month));
  }

  private boolean isNoise(OrganisationKeys by, byte[] wrapped) {
    try {
      by.unwrap(organisation, wrapped);
      return false;
    } catch (BrokenSeal noise) {
      return true;
    }
  }

  private String record(Instant startedAt) {
    var id = Id.next("rec");
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into recording (id, organisation_id, call_id, started_at, millis, state,
                                           path, wrapped_key, manifest, bytes, expires_at)
                    values ($1, acting_organisation(), $2, $3, 0, 'empty', 'none', '', '{}', 0,
                            now())
                    """,
                    id,
                    CallId.next().value(),
                    startedAt.atOffset(ZoneOffset.UTC)));
    return id;
  }

  private void delete(String recording) {
    Ground.database()
        .in(organisation, tx -> tx.update("delete from recording where id = $1", recording));
  }
}
