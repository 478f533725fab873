package io.pronto.core.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;

class BareFaultTest {
  @Test
  void whatARowHasIsNotInALog() {
    var thrown =
        new PgException("invalid input: +33612345678", "ERROR", "22P02", "row: +33612345678");

    var bare = BareFault.of(thrown);

    assertThat(bare).hasMessage("SQLSTATE 22P02").hasNoCause();
    assertThat(bare.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(BareFault.of(new Conflict("user_email", thrown)))
        .hasMessage("Refused by user_email")
        .hasNoCause();
    assertThat(BareFault.of(new IllegalStateException("+33612345678")))
        .hasMessage("java.lang.IllegalStateException");
  }
}
