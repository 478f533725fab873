package io.pronto.api.resource;

import io.pronto.api.web.CsvWriter;
import io.pronto.api.web.Reply;
import io.pronto.core.rating.DeckVersion;
import io.pronto.core.rating.Rate;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The rates of a version as a table that can be uploaded again. */
final class RatesCsv {
  private static final List<String> HEADER =
      List.of(
          "prefix",
          "description",
          "price_per_minute",
          "connection_fee",
          "increments",
          "valid_from",
          "valid_until");

  private RatesCsv() {}

  /** What {@code after} gives for a prefix are the rates after it. */
  static Reply reply(DeckVersion version, Function<String, List<Rate>> after) {
    var headers =
        Map.of(
            "Content-Type",
            "text/csv; charset=utf-8; header=present",
            "Content-Disposition",
            "attachment; filename=\"" + version.id() + ".csv\"");
    return new Reply.Bytes(200, headers, -1, out -> write(after, out));
  }

  private static void write(Function<String, List<Rate>> after, OutputStream out)
      throws IOException {
    var csv = new CsvWriter(out);
    csv.row(HEADER);
    for (var part = after.apply(""); !part.isEmpty(); ) {
      for (var rate : part) {
        csv.row(row(rate));
      }
      part = after.apply(part.getLast().prefix());
    }
    csv.flush();
  }

  private static List<String> row(Rate rate) {
    return List.of(
        rate.prefix(),
        rate.description(),
        plain(rate.pricePerMinute()),
        plain(rate.connectionFee()),
        rate.firstIncrement() + "/" + rate.nextIncrement(),
        rate.validFrom().map(Instant::toString).orElse(""),
        rate.validUntil().map(Instant::toString).orElse(""));
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
