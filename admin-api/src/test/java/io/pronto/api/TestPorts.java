package io.pronto.api;

import io.pronto.core.calendar.WorkingDays;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers of other operators, with the RIO of each. */
final class TestPorts {
  private static final String PLACES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+";
  private static final AtomicInteger NUMBERS = new AtomicInteger(10_000);

  private TestPorts() {}

  /** A number that no other test has. */
  static String number() {
    return "+3314" + (4_900_000 + NUMBERS.incrementAndGet());
  }

  static String rio(String number) {
    var contract = "FTF000001";
    return contract + key(contract + '0' + number.substring(3));
  }

  /** The sums of the key as polynomials in 1, 2 and 4. */
  private static String key(String text) {
    var key = new StringBuilder();
    for (int base : new int[] {1, 2, 4}) {
      int sum = 0;
      int power = 1;
      for (int i = text.length() - 1; i >= 0; i--) {
        sum = (sum + power * PLACES.indexOf(text.charAt(i))) % 37;
        power = power * base % 37;
      }
      key.append(PLACES.charAt(sum));
    }
    return key.toString();
  }

  /** The so-manieth working day from today. */
  static LocalDate day(int days) {
    return WorkingDays.FRANCE.plus(WorkingDays.FRANCE.date(Instant.now()), days);
  }

  static JsonObject body(String number) {
    return new JsonObject()
        .put("number", number)
        .put("rio", rio(number))
        .put("desired_date", day(5).toString());
  }

  static Answer ordered(Client boss) {
    return boss.post("/v1/port_orders", body(number())).is(201);
  }
}
