package io.pronto.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvWriterTest {
  @Test
  void cellsAreQuotedWhereTheyMustBe() throws IOException {
    assertThat(written("plain", "a,b", "say \"so\"", "two\nlines", ""))
        .isEqualTo("plain,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\r\n");
  }

  @Test
  void whatASpreadsheetWouldExecuteIsText() throws IOException {
    assertThat(written("=1+1", "+33123456789", "-1", "@sum", "\tx"))
        .isEqualTo("'=1+1,'+33123456789,'-1,'@sum,'\tx\r\n");
  }

  private static String written(String... cells) throws IOException {
    var out = new ByteArrayOutputStream();
    var csv = new CsvWriter(out);
    csv.row(List.of(cells));
    csv.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
