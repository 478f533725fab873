package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A running SIPp (Debian package sip-tester): one scenario, at one address of ours. */
public final class Sipp implements AutoCloseable {
  /** Where nobody listens for sound: the port that discards all. */
  private static final int DEAF = 9;

  private final Child child;
  private final Scratch folder;

  private Sipp(Child child, Scratch folder) {
    this.child = child;
    this.folder = folder;
  }

  /**
   * Starts {@code scenario} against {@code server}, at {@code local}.
   *
   * @param options more of SIPp's own, such as {@code -r} (calls per second), {@code -m} (how many)
   *     and what {@link #soundAt} gives
   */
  public static Sipp start(
      Path scenario, InetSocketAddress server, InetSocketAddress local, String... options) {
    if (!Files.exists(scenario)) {
      throw new IllegalArgumentException("No scenario " + scenario.toAbsolutePath());
    }
    var folder = Scratch.named("sipp");
    var command =
        new ArrayList<>(
            List.of("sipp", text(server), "-sf", scenario.toString(), "-nostdin", "-fd", "1"));
    command.addAll(List.of("-i", local.getAddress().getHostAddress(), "-mi"));
    command.addAll(List.of(local.getAddress().getHostAddress(), "-p", "" + local.getPort()));
    command.addAll(List.of("-trace_stat", "-stf", folder.at("statistics").toString()));
    command.addAll(List.of("-trace_err", "-error_file", folder.at("errors").toString()));
    command.addAll(List.of("-trace_logs", "-log_file", folder.at("ports").toString()));
    command.addAll(List.of(options));
    command.addAll(soundAt(new InetSocketAddress(local.getAddress(), DEAF))); // the first counts
    return new Sipp(Child.start(command, Map.of()), folder);
  }

  /** The options that have the other side send its RTP to {@code address}, of IPv4. */
  public static List<String> soundAt(InetSocketAddress address) {
    return List.of(
        "-key",
        "sound_host",
        address.getAddress().getHostAddress(),
        "-key",
        "sound_port",
        "" + address.getPort());
  }

  /**
   * Waits until all calls asked for by {@code -m} are over.
   *
   * @throws IllegalStateException after {@code patience}
   */
  public Outcome join(Duration patience) {
    int code = child.join(patience);
    var lines = lines("statistics");
    if (lines.size() < 2) {
      throw new IllegalStateException("SIPp ended with " + code + ":\n" + child.output().tail());
    }
    var names = List.of(lines.getFirst().split(";"));
    var values = List.of(lines.getLast().split(";"));
    return new Outcome(
        count(names, values, "SuccessfulCall(C)"),
        count(names, values, "FailedCall(C)"),
        count(names, values, "Retransmissions(C)"),
        String.join("\n", lines("errors")));
  }

  /** The RTP ports that the server has named so far, one for each call, in the order of calling. */
  public List<Integer> ports() {
    return calls()
        .sorted(Comparator.comparing(call -> Integer.parseInt(call[1])))
        .map(call -> Integer.parseInt(call[0]))
        .toList();
  }

  /** How long each call that was answered so far took from its INVITE to its 200, milliseconds. */
  public List<Double> setUps() {
    return calls().map(call -> millis(call[4], call[5]) - millis(call[2], call[3])).toList();
  }

  private static double millis(String seconds, String micros) {
    return Double.parseDouble(seconds) * 1e3 + Double.parseDouble(micros) / 1e3;
  }

  private Stream<String[]> calls() {
    return lines("ports").stream().map(line -> line.split(" "));
  }

  /** Ends it, calls and all. */
  @Override
  public void close() {
    child.close();
    folder.close();
  }

  private List<String> lines(String name) {
    try {
      var file = folder.at(name);
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(List<String> names, List<String> values, String name) {
    return Long.parseLong(values.get(names.indexOf(name)));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /**
   * How it went.
   *
   * @param errors what SIPp says of the calls that failed, and of whatever it did not expect
   */
  public record Outcome(long successful, long failed, long retransmissions, String errors) {}
}
