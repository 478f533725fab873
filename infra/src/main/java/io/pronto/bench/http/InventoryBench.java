package io.pronto.bench.http;

import io.pronto.bench.Api;
import io.pronto.bench.Company;
import io.pronto.bench.Ledger;
import io.pronto.bench.Material;
import io.pronto.bench.Server;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Searches among a million numbers, a good part of which are taken here and there. */
@Command(
    name = "bench/inventory",
    mixinStandardHelpOptions = true,
    description = "GET /v1/available_numbers among 1,000,000 numbers, one search after the other.")
final class InventoryBench implements Callable<Integer> {
  private static final double MILLI = 1e6;
  private static final double MOST_P99 = 30;
  private static final List<String> STEMS =
      List.of("1440", "1450", "1460", "2440", "3440", "4440", "5440", "9860", "9870", "8990");
  private static final List<String> QUERIES =
      List.of(
          "country=FR&type=geographic",
          "country=FR&type=geographic&prefix=33%1$d",
          "prefix=33%1$d",
          "country=FR&type=premium",
          "type=non_geographic&limit=100",
          "country=FR&limit=100&after=%%2B33%2$s",
          "limit=25",
          "country=IT");

  @Option(names = "--taken", defaultValue = "100000", description = "how many are taken at random")
  private int taken;

  @Option(names = "--searches", defaultValue = "3000", description = "how many are measured")
  private int searches;

  /** Runs the bench; exits 0 when the target is met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new InventoryBench()).execute(args));
  }

  @Override
  public Integer call() throws SQLException {
    try (var server = Server.start(Material.root())) {
      var company = Company.found(server, "127.0.0.2", 5_060);
      stock(server.operator());
      take(server);
      search(company.administrator(), searches / 3); // warms up
      var times = search(company.administrator(), searches);
      System.out.printf(
          "1,000,000 numbers, %,d taken: median %.2f ms, p99 %.2f ms, longest %.2f ms;"
              + " p99 at most %.0f ms: %s%n",
          taken,
          times[searches / 2],
          times[searches * 99 / 100],
          times[searches - 1],
          MOST_P99,
          times[searches * 99 / 100] <= MOST_P99 ? "met" : "NOT met");
      return times[searches * 99 / 100] <= MOST_P99 ? 0 : 1;
    }
  }

  private static void stock(Api operator) {
    var carrier =
        operator.post("/v1/carriers", new JsonObject().put("name", "Stock")).getString("id");
    for (var stem : STEMS) {
      operator.post(
          "/v1/number_blocks",
          new JsonObject()
              .put("carrier_id", carrier)
              .put("first", "+33" + stem + "00000")
              .put("last", "+33" + stem + "99999")
              .put("type", type(stem)));
    }
  }

  private static String type(String stem) {
    return switch (stem.charAt(0)) {
      case '9' -> "non_geographic";
      case '8' -> "premium";
      default -> "geographic";
    };
  }

  private void take(Server server) throws SQLException {
    try (var connection = Ledger.connect(server.data());
        var statement = connection.createStatement()) {
      statement.execute("select setseed(0.5)");
      statement.execute(
          """
          select count(take_number('+33' || stem || lpad(floor(random() * 100000)::text, 5, '0')))
            from unnest('{%s}'::text[]) stem, generate_series(1, %d)
          """
              .formatted(String.join(",", STEMS), taken / STEMS.size()));
      statement.execute("analyze");
    }
  }

  private static String digits(int number, int width) {
    return width == 0 ? "" : ("%0" + width + "d").formatted(number);
  }

  /** Milliseconds of each, in order. */
  private static double[] search(Api api, int times) {
    var random = new Random(1);
    var millis = new double[times];
    for (int i = 0; i < times; i++) {
      var stem = STEMS.get(random.nextInt(STEMS.size()));
      int depth = random.nextInt(4);
      int some = random.nextInt((int) Math.pow(10, depth));
      var path =
          "/v1/available_numbers?"
              + QUERIES
                  .get(i % QUERIES.size())
                  .formatted(
                      Integer.parseInt(stem + digits(some, depth)),
                      stem + "%05d".formatted(random.nextInt(100_000)));
      long began = System.nanoTime();
      api.text(path);
      millis[i] = (System.nanoTime() - began) / MILLI;
    }
    Arrays.sort(millis);
    return millis;
  }
}
