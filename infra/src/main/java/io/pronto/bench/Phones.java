package io.pronto.bench;

import io.pronto.bench.Sipp.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Phones, and a carrier that calls them, in numbers. */
public final class Phones {
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  private Phones() {}

  /**
   * Registers each account once, {@code rate} a second, answering the challenge.
   *
   * @param phone where the phones are: from there they register, and there they are to be called
   * @param count how many registrations; accounts come round again when there are fewer
   */
  public static Outcome register(
      InetSocketAddress server,
      InetSocketAddress phone,
      List<Account> accounts,
      int rate,
      int count) {
    try (var load = new RegisterLoad(server, phone, count)) {
      return load.run(accounts, rate);
    }
  }

  /** Starts phones at {@code phone} that ring and answer whatever calls come. */
  public static Sipp answer(InetSocketAddress server, InetSocketAddress phone) {
    return answer(server, phone, List.of());
  }

  /** The same, with further {@code options} of SIPp's. */
  public static Sipp answer(
      InetSocketAddress server, InetSocketAddress phone, List<String> options) {
    return Sipp.start(Material.scenario("answer"), server, phone, options.toArray(String[]::new));
  }

  /**
   * Has a carrier at {@code carrier} call {@code number}, {@code rate} times a second, {@code
   * count} times, and hang up {@code length} after each answer.
   */
  public static Outcome call(
      InetSocketAddress server,
      InetSocketAddress carrier,
      String number,
      int rate,
      int count,
      Duration length) {
    try (var sipp = calling(server, carrier, number, rate, count, length, List.of())) {
      return sipp.join(LEEWAY.plus(length).plusSeconds(count / rate));
    }
  }

  /** Has it start to call so, with further {@code options} of SIPp's, and waits for nothing. */
  public static Sipp calling(
      InetSocketAddress server,
      InetSocketAddress carrier,
      String number,
      int rate,
      int count,
      Duration length,
      List<String> options) {
    var all = new ArrayList<>(List.of("-s", number, "-r", "" + rate));
    all.addAll(List.of("-m", "" + count, "-l", "" + count, "-d", "" + length.toMillis()));
    // a 100 or 180 sent again may come after the 200 where machines are slow: no fault
    all.addAll(List.of("-default_behaviors", "all,-abortunexp"));
    all.addAll(options);
    return Sipp.start(Material.scenario("call"), server, carrier, all.toArray(String[]::new));
  }
}
