package io.pronto.bench.media;

import java.util.List;

/** A program under load that relays RTP between callers and callees. */
interface MediaRelay extends AutoCloseable {
  /** What the report calls it. */
  String name();

  /** The process that is measured. */
  ProcessHandle process();

  /**
   * Sets up a call between a caller and a callee that send from, and receive at, the given ports of
   * 127.0.0.1.
   */
  Ports open(int callerPort, int calleePort);

  /** What the relay itself has counted, for the report. */
  List<String> statistics();

  @Override
  void close();

  /** Where the parties of a call send to, at 127.0.0.1. */
  record Ports(int forCaller, int forCallee) {}
}
