package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Directory;
import io.pronto.sip.phone.Credentials;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the registrations of those who leave. */
class DeparturesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final OrganisationId organisation = Ground.organisation();
  private final Credentials leaver = Site.device(organisation, "101-desk");
  private final Credentials colleague = Site.device(organisation, "102-desk");
  private final Site site = Site.usual();
  private Optional<Departures> departures = Optional.empty();

  @BeforeEach
  void begin() {
    site.udp(leaver).register();
    site.udp(colleague).register();
  }

  @AfterEach
  void end() {
    departures.ifPresent(Departures::close);
    site.close();
  }

  @Test
  void whoIsDeactivatedIsUnregisteredWithinASecondAndRegistersAgainOnlyWhenActive() {
    var phone = site.udp(leaver);
    listen();

    change("update user_account set active = false where id in");

    goesWithinASecond();
    assertThat(phone.tryToRegister(HOUR).status()).isEqualTo(403);
    assertThat(site.registrations.of(Site.nameOf(colleague))).hasSize(1);
    change("update user_account set active = true where id in");
    Site.await(() -> phone.tryToRegister(HOUR).status() == 200);
  }

  @Test
  void whoIsDeletedIsUnregisteredWithinASecond() {
    listen();

    change("delete from user_account where id in");

    goesWithinASecond();
    assertThat(site.registrations.of(Site.nameOf(colleague))).hasSize(1);
  }

  @Test
  void aDeviceThatIsDeletedIsUnregisteredWithinASecond() {
    listen();

    change("delete from device where user_id in");

    goesWithinASecond();
  }

  @Test
  void whoLeftWhileNobodyListenedIsUnregisteredAsSoonAsSomebodyDoes() {
    change("update user_account set active = false where id in");
    assertThat(site.registrations.of(Site.nameOf(leaver))).hasSize(1);

    listen();

    Site.await(() -> site.registrations.of(Site.nameOf(leaver)).isEmpty());
    assertThat(site.registrations.of(Site.nameOf(colleague))).hasSize(1);
  }

  /** The first round tells that it listens: it takes away what nobody may have. */
  private void listen() {
    var gone = Site.device(organisation, "103-desk");
    site.udp(gone).register();
    update("delete from device where username = $1", gone);
    departures =
        Optional.of(
            new Departures(new Directory(Ground.database(), Site.DOMAIN), site.registrations));
    Site.await(() -> site.registrations.of(Site.nameOf(gone)).isEmpty());
  }

  private void goesWithinASecond() {
    long begin = System.nanoTime();
    Site.await(() -> site.registrations.of(Site.nameOf(leaver)).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SECOND);
  }

  private void change(String sql) {
    update(sql + " (select user_id from device where username = $1)", leaver);
  }

  private void update(String sql, Credentials device) {
    Ground.database().in(organisation, tx -> tx.update(sql, device.username()));
  }
}
