package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQL of an organisation's transaction cannot do outside of an erasure, or of a restore. */
class ErasureDoorsTest {
  private static final Instant AT = Instant.now().minusSeconds(60);

  @TempDir Path folder;
  private ErasedPerson person;

  @BeforeEach
  void open() {
    person = new ErasedPerson(folder);
  }

  @AfterEach
  void close() {
    person.close();
  }

  @Test
  void aCallGetsAPseudonymByAnErasureThatIsUnderWayAlone() {
    var call = person.call(AT);

    assertThatThrownBy(() -> pseudonymise(call, "erased-0000000000"))
        .hasMessageContaining("no erasure is under way");

    var erasure = person.erase(ErasedPerson.NUMBER);
    var pseudonym = person.sql("select pseudonym from erasure where id = '%s'".formatted(erasure));
    assertThatThrownBy(() -> pseudonymise(call, "erased-0000000000"))
        .hasMessageContaining("no erasure is under way");
    assertThatThrownBy(() -> pseudonymise(call, pseudonym))
        .hasMessageContaining("not in the archive");
    assertThat(person.sql("select caller_number from cdr")).isEqualTo(ErasedPerson.NUMBER);
    person.erasure.go(person.organisation, erasure);
    assertThat(person.sql("select caller_number from cdr")).isEqualTo(pseudonym);
  }

  @Test
  void aContractEndsAgainByARestoreAlone() {
    assertThatThrownBy(
            () ->
                person.database.in(
                    person.organisation,
                    tx -> tx.query("select end_contract_again($1)", LocalDate.EPOCH)))
        .hasMessageContaining("nothing is being restored");

    assertThat(person.sql("select state from contract")).isEqualTo("active");
  }

  private List<Row> pseudonymise(String call, String pseudonym) {
    return person.database.in(person.organisation, tx -> pseudonymise(tx, call, pseudonym));
  }

  private static List<Row> pseudonymise(Tx tx, String call, String pseudonym) {
    return tx.query(
        "select pseudonymise_calls($1, $2, $3, $4)",
        new String[] {call},
        new String[] {ErasedPerson.NUMBER},
        new String[] {},
        pseudonym);
  }
}
