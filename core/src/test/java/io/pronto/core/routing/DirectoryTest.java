package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final String DOMAIN = "pronto.local";

  private final Database database = Ground.database();
  private final Directory directory = new Directory(database, DOMAIN);
  private final OrganisationId organisation = Ground.organisation();

  @Test
  void aDeviceIsFoundByItsAddressOfRecord() {
    var user = user("101");
    var device = device(user, "101-desk");

    var account = directory.account(addressOfRecord("101-desk")).orElseThrow();

    assertThat(account.deviceId()).isEqualTo(device);
    assertThat(account.organisation()).isEqualTo(organisation);
    assertThat(account.toString()).doesNotContain(account.ha1Md5());
  }

  @Test
  void aDeviceOfAnotherDomainIsNotFound() {
    device(user("101"), "101-desk");

    assertThat(directory.account(new AddressOfRecord("101-desk", "nobody." + DOMAIN))).isEmpty();
    assertThat(directory.account(new AddressOfRecord("101-desk", "127.0.0.1"))).isEmpty();
  }

  @Test
  void aLineKnowsItsDevicesAndTheNumberItShows() {
    var user = user("102");
    device(user, "102-a");
    device(user, "102-b");
    var number = rent();
    database.in(
        organisation, tx -> tx.update("update phone_number set destination_user_id = $1", user));

    var line = directory.extension(organisation, "102").orElseThrow();

    assertThat(line.devices()).containsExactly(addressOfRecord("102-a"), addressOfRecord("102-b"));
    assertThat(line.callerId()).contains(number);
    assertThat(directory.number(number).orElseThrow().userId()).contains(user);
  }

  @Test
  void whatIsKnownIsReadAgainWhenItHasChanged() {
    assertThat(directory.extension(organisation, "103")).isEmpty();

    user("103");

    await(() -> directory.extension(organisation, "103").isPresent());
  }

  @Test
  void aNumberIsRentedOnce() {
    var number = rent();
    var other = Ground.organisation();

    assertThatThrownBy(
            () -> database.in(other, tx -> tx.one("select rent_number($1)", number.value())))
        .isInstanceOfSatisfying(
            Conflict.class, e -> assertThat(e.constraint()).isEqualTo("phone_number_taken"));
  }

  private AddressOfRecord addressOfRecord(String username) {
    return new AddressOfRecord(username, Ground.label(organisation) + "." + DOMAIN);
  }

  private String user(String extension) {
    var id = Id.next("usr");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into user_account (id, organisation_id, email, name, role, extension)
                values ($1, $2, $3, 'Somebody', 'agent', $4)
                """,
                id,
                organisation.value(),
                id + "@example.com",
                extension));
    return id;
  }

  private String device(String user, String username) {
    var id = Id.next("dev");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into device
                  (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
                values ($1, $2, $3, 'desk_phone', $4, $5, $6)
                """,
                id,
                organisation.value(),
                user,
                username,
                "0".repeat(32),
                "0".repeat(64)));
    return id;
  }

  private E164 rent() {
    var number = new E164("+999" + ThreadLocalRandom.current().nextLong(10_000_000, 99_999_999));
    var carrier = Id.next("car");
    database.asOperator(
        tx -> {
          tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
          return tx.update(
              """
              insert into number_block (id, carrier_id, first, last, country, type)
              values ($1, $2, $3, $3, 'FR', 'geographic')
              """,
              Id.next("blk"),
              carrier,
              number.value());
        });
    database.in(organisation, tx -> tx.one("select rent_number($1)", number.value()));
    return number;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 10 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
