package io.pronto.sip.stream;

/** Is told, on the stream's own thread, what becomes of it: it begins and ends, or is refused. */
public interface StreamNews {
  /** The server hears it from now on. */
  void started();

  /** It is over, after it had begun. */
  void stopped(StreamEnd why, StreamCounts counts);

  /** The server has heard nothing, and will not. */
  void refused(StreamEnd why);
}
