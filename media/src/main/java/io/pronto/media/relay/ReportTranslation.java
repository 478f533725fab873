package io.pronto.media.relay;

import java.nio.ByteBuffer;

/**
 * Makes RTCP packets speak of streams of our own making in place of those that they are made of
 * (RFC 7667, section 3.2.1). The packets are chains of whole ones, found well formed before.
 */
final class ReportTranslation {
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int SOURCE_DESCRIPTION = 202;
  private static final int EXTENDED_REPORT = 207;
  private static final int VOICE_METRICS = 7;
  private static final int SOURCE_AT = 4;
  private static final int TIME_AT = 16;
  private static final int BLOCK = 24;
  private static final int HIGHEST_AT = 8;

  private ReportTranslation() {}

  /**
   * Has what {@code source} says of itself, at that place, be said by {@code made}; but for its
   * goodbye, since that one goes on.
   */
  static void rename(ByteBuffer packet, int source, int made) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      int type = type(packet, at);
      boolean named =
          type >= SENDER_REPORT && type <= SOURCE_DESCRIPTION || type == EXTENDED_REPORT;
      if (named && length(packet, at) > SOURCE_AT) { // a description of nobody names none
        rename(packet, at + SOURCE_AT, source, made);
      }
    }
  }

  /** Has what is reported of {@code made}, that was heard, be reported of {@code source}. */
  static void reportOf(ByteBuffer packet, int made, int source) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      int end = endOfBlocks(packet, at);
      for (int block = blocks(packet, at); block + BLOCK <= end; block += BLOCK) {
        rename(packet, block, made, source);
      }
      if (type(packet, at) == EXTENDED_REPORT) {
        reportExtendedOf(packet, at, made, source);
      }
    }
  }

  /**
   * Has the highest number that is reported of {@code made} be one of who speaks.
   *
   * @param by what was added to the numbers of that one
   * @param last its last number, with the times that they have begun anew
   */
  static void renumber(ByteBuffer packet, int made, int by, int last) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      int end = endOfBlocks(packet, at);
      for (int block = blocks(packet, at); block + BLOCK <= end; block += BLOCK) {
        if (packet.getInt(block) == made) {
          int behind = (short) (last + by - packet.getInt(block + HIGHEST_AT));
          packet.putInt(block + HIGHEST_AT, last - behind);
        }
      }
    }
  }

  /** Where the blocks begin of what reports at all. */
  private static int blocks(ByteBuffer packet, int at) {
    return at + (type(packet, at) == SENDER_REPORT ? 28 : 8);
  }

  private static int endOfBlocks(ByteBuffer packet, int at) {
    int type = type(packet, at);
    boolean reports = type == SENDER_REPORT || type == RECEIVER_REPORT;
    int said = reports ? blocks(packet, at) + BLOCK * (packet.get(at) & 0x1F) : 0;
    return Math.min(said, Math.min(at + length(packet, at), packet.limit()));
  }

  /** The voice metrics of RFC 3611, section 4.7, name whom they are of as well. */
  private static void reportExtendedOf(ByteBuffer packet, int at, int made, int source) {
    int end = Math.min(at + length(packet, at), packet.limit());
    for (int block = at + 8; block + 8 <= end; block += length(packet, block)) {
      if ((packet.get(block) & 0xFF) == VOICE_METRICS) {
        rename(packet, block + 4, made, source);
      }
    }
  }

  /**
   * Tells the times of sender reports of {@code source}, {@code from} and later, in those of
   * another clock.
   */
  static void retime(ByteBuffer packet, int source, int from, int fromRate, int to, int toRate) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      boolean tells = type(packet, at) == SENDER_REPORT && length(packet, at) >= 28;
      if (tells && packet.getInt(at + SOURCE_AT) == source) {
        long ticks = packet.getInt(at + TIME_AT) - from;
        packet.putInt(at + TIME_AT, to + (int) (ticks * toRate / fromRate));
      }
    }
  }

  private static void rename(ByteBuffer packet, int at, int source, int made) {
    if (at + 4 <= packet.limit() && packet.getInt(at) == source) {
      packet.putInt(at, made);
    }
  }

  private static int type(ByteBuffer packet, int at) {
    return packet.get(at + 1) & 0xFF;
  }

  private static int length(ByteBuffer packet, int at) {
    return 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
  }
}
