package io.pronto.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.stir.authority.TestAuthority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator is told before a certificate ends. */
class CertificateWatchTest {
  private final SigningCertificateStore store =
      new SigningCertificateStore(
          Ground.database(), MasterKey.of(Ground.secretsKey()), InstantSource.system());

  @Test
  void whatExpiresWithinThirtyDaysIsToldOfOnce() {
    var soon = certificate(Duration.ofDays(40));
    var later = certificate(Duration.ofDays(90));
    var inTwentyDays = InstantSource.offset(InstantSource.system(), Duration.ofDays(20));

    var today = CertificateWatch.look(Ground.database(), InstantSource.system());

    assertThat(today).doesNotContain(soon, later);
    assertThat(CertificateWatch.look(Ground.database(), inTwentyDays)).contains(soon);
    assertThat(CertificateWatch.look(Ground.database(), inTwentyDays)).doesNotContain(soon, later);
    var events =
        new OperatorEvents(Ground.database())
            .list(Optional.of("signing_certificate.expires"), PageRequest.first(100));
    assertThat(events.items())
        .extracting(event -> event.data().getString("signing_certificate_id"))
        .containsOnlyOnce(soon)
        .doesNotContain(later);
  }

  private String certificate(Duration lasts) {
    var now = Instant.now();
    var authority = new TestAuthority(now.minusSeconds(60), now.plus(lasts));
    var issued = authority.provider("Provider", "709J", authority.root("Root"));
    return store
        .create(Id.next("name"), id -> "https://stir.example/" + id, issued.pem(), issued.keyPem())
        .id();
  }
}
