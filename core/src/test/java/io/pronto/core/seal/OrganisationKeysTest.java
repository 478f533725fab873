package io.pronto.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrganisationKeysTest {
  private static final MasterKey MASTER = MasterKey.of(MasterKey.generate());

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  private final OrganisationKeys keys = new OrganisationKeys(Ground.database(), MASTER);

  @Test
  void aDataKeyIsUnwrappedByTheSameOrganisationAlone() {
    var mine = Ground.organisation();
    var made = keys.newDataKey(mine, NOW);

    assertThat(made.key()).hasSize(32);
    assertThat(keys.unwrap(mine, made.wrapped())).isEqualTo(made.key());
    assertThatThrownBy(() -> keys.unwrap(Ground.organisation(), made.wrapped()))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys.unwrap(mine, new byte[5])).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void everyDataKeyIsNew() {
    var organisation = Ground.organisation();

    assertThat(keys.newDataKey(organisation, NOW).key())
        .isNotEqualTo(keys.newDataKey(organisation, NOW).key());
  }

  @Test
  void theKeyOutlivesTheProcess() {
    var organisation = Ground.organisation();
    var made = keys.newDataKey(organisation, NOW);

    var restarted = new OrganisationKeys(Ground.database(), MASTER);

    assertThat(restarted.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
  }

  @Test
  void twoWhoNeedTheFirstKeyAtOnceGetTheSame() {
    var organisation = Ground.organisation();
    var wrapped =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> new OrganisationKeys(Ground.database(), MASTER))
            .map(each -> each.newDataKey(organisation, NOW))
            .toList();

    for (var made : wrapped) {
      assertThat(keys.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
    }
  }

  @Test
  void whatIsKnownIsServedWhileTheDatabaseIsAway() {
    var organisation = Ground.organisation();
    var database = new Database(Ground.vertx(), Ground.databaseUrl());
    var ours = new OrganisationKeys(database, MASTER);
    var made = ours.newDataKey(organisation, NOW);

    database.close();

    assertThat(ours.newDataKey(organisation, NOW).key()).hasSize(32);
    assertThat(ours.unwrap(organisation, made.wrapped())).isEqualTo(made.key());
    assertThatThrownBy(() -> ours.newDataKey(Ground.organisation(), NOW))
        .isInstanceOf(DatabaseUnavailable.class);
  }

  @Test
  void anotherMasterKeyIsRefusedPlainly() {
    var organisation = Ground.organisation();
    keys.newDataKey(organisation, NOW);
    var other = new OrganisationKeys(Ground.database(), MasterKey.of(MasterKey.generate()));

    keys.check();
    keys.check();
    assertThatThrownBy(other::check)
        .isInstanceOf(WrongMasterKey.class)
        .hasMessageContaining("secrets.key")
        .hasMessageContaining("put back");
    assertThatThrownBy(() -> other.newDataKey(organisation, NOW))
        .isInstanceOf(WrongMasterKey.class);
  }

  @Test
  void aSettingThatIsNoKeySaysWhatToDoAndNothingOfItself() {
    assertThatThrownBy(() -> MasterKey.of("hunter2 hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secrets.key")
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> MasterKey.of("AAAA")).hasMessageContaining("has 3 bytes");
  }

  @Test
  void anOrganisationSeesNoKeyButItsOwn() {
    var mine = Ground.organisation();
    var other = Ground.organisation();
    for (var each : List.of(mine, other)) {
      keys.newDataKey(each, NOW);
      keys.seal(each, new byte[1], "a prompt");
    }

    for (var table : List.of("organisation_key", "month_key")) {
      var seen =
          Ground.database()
              .in(mine, tx -> tx.query("select distinct organisation_id from " + table));

      assertThat(seen).extracting(row -> row.getString(0)).containsExactly(mine.value());
    }
  }
}
