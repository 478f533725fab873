package io.pronto.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.Calls;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CdrCsvTest {
  private static final int PAGES = 500;
  private static final int ROWS = 100;
  private static final int BUFFERED = 64 * 1024;

  @Test
  void nextToNothingIsHeldBackWhenThePageAfterItIsReadHoweverManyThereAre() throws IOException {
    var cdr = Calls.ended(Calls.begun(Optional.empty()));
    var stored = new StoredCdr(cdr, "[]", List.of(), LocalDate.EPOCH, false, false);
    var page = Collections.nCopies(ROWS, stored);
    var out = new Counted();

    CdrCsv.write(
        after -> {
          int read = after.map(Integer::valueOf).orElse(0);
          assertThat(out.bytes)
              .isGreaterThanOrEqualTo((long) read * ROWS * cdr.id().value().length() - BUFFERED);
          var next = Optional.of(read + 1).filter(number -> number < PAGES);
          return new Page<>(page, next.map(Object::toString), Optional.empty());
        },
        out);

    assertThat(out.lines).isEqualTo(1 + PAGES * ROWS);
  }

  /** Keeps nothing. */
  private static final class Counted extends OutputStream {
    private long bytes;
    private long lines;

    @Override
    public void write(int one) {
      bytes++;
      lines += one == '\n' ? 1 : 0;
    }
  }
}
