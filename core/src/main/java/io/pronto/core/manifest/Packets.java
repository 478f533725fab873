package io.pronto.core.manifest;

/**
 * The RTP packets of one channel.
 *
 * @param expected those that the party sent, by their sequence numbers
 * @param seen those that came to the recorder, duplicates included
 * @param written those whose sound is on the recording, or was said before it began
 */
public record Packets(long expected, long seen, long written) {
  /** What is said where nobody counted. */
  public static final Packets NONE = new Packets(0, 0, 0);
}
