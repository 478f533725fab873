package io.pronto.bench.media;

import io.pronto.bench.Child;
import io.pronto.bench.Jvm;
import java.util.List;

/** Pronto's media module, alone in a process of its own. */
final class ProntoRelay implements MediaRelay {
  private final Child host;

  /** Starts it on the given ports, with so many loops; {@code record} has all calls recorded. */
  ProntoRelay(int firstPort, int lastPort, int loops, boolean record) {
    host = Jvm.start(RelayHost.class, firstPort, lastPort, loops, record);
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
    int mark = host.mark();
    host.say("open " + callerPort + " " + calleePort);
    var answer = host.await("^ports (\\d+) (\\d+)$", mark, Child.PATIENCE);
    return new Ports(Integer.parseInt(answer.group(1)), Integer.parseInt(answer.group(2)));
  }

  @Override
  public List<String> statistics() {
    int mark = host.mark();
    host.say("statistics");
    return List.of(host.await("^statistics (.+)$", mark, Child.PATIENCE).group(1));
  }

  @Override
  public void close() {
    host.close();
  }
}
