package io.pronto.bench.media;

import io.pronto.bench.Child;
import io.pronto.bench.Jvm;
import io.pronto.bench.Scratch;
import io.pronto.media.secure.SrtpKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pronto's media module, alone in a process of its own. */
final class ProntoRelay implements MediaRelay {
  /** All recordings are ended for the statistics, and their files are on disk then. */
  private static final Duration CLOSING = Duration.ofMinutes(2);

  private final Optional<Scratch> recordings;
  private final Child host;

  /**
   * Starts it on the given ports, with so many loops.
   *
   * @param record whether all calls are recorded
   * @param key with which callers protect what they say
   * @param transcode whether callees speak Opus
   */
  ProntoRelay(
      int firstPort,
      int lastPort,
      int loops,
      boolean record,
      Optional<SrtpKey> key,
      boolean transcode) {
    recordings = record ? Optional.of(Scratch.named("recordings")) : Optional.empty();
    host =
        Jvm.start(
            RelayHost.class,
            firstPort,
            lastPort,
            loops,
            recordings.map(folder -> folder.path().toString()).orElse(""),
            key.map(SrtpKey::material).orElse(""),
            transcode);
    host.await("^ready$");
  }

  @Override
  public String name() {
    return "Pronto";
  }

  @Override
  public ProcessHandle process() {
    return host.handle();
  }

  @Override
  public Ports open(int callerPort, int calleePort) {
    var answer = host.ask("open " + callerPort + " " + calleePort, "^ports (\\d+) (\\d+)$");
    return new Ports(Integer.parseInt(answer.group(1)), Integer.parseInt(answer.group(2)));
  }

  @Override
  public List<String> statistics() {
    int mark = host.output().mark();
    host.type("statistics");
    return List.of(host.output().await("^statistics (.+)$", mark, CLOSING).group(1));
  }

  @Override
  public void close() {
    host.close();
    recordings.ifPresent(Scratch::close);
  }
}
