package io.pronto.bench.media;

import io.pronto.media.codec.G711;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whether a recording holds all that the two parties of one call of {@link Party} have said.
 *
 * @param frames packets of 20 ms that each has said, one after the other
 */
record Accounted(int frames) {
  private static final int WAV_HEADER = 44;
  private static final int CHANNELS = 2;

  /** 50 ms. */
  private static final int MOVED = 400;

  /** How a packet may lie to the one before it, the likeliest first. */
  private static final int[] STEPS = {0, -1, 1};

  private static final int NOWHERE = Integer.MIN_VALUE;
  private static final List<short[]> SPOKEN =
      Speech.plain().packets().stream().map(Accounted::sound).toList();

  /**
   * What is wrong with it, in words; nothing when all is there.
   *
   * @param recording as the API describes it
   * @param wav as the API plays it: two channels of 16 bits, 8 kHz
   */
  List<String> faults(JsonObject recording, byte[] wav) {
    var id = recording.getString("id");
    var manifest = recording.getJsonObject("manifest");
    var faults = new ArrayList<String>();
    var beginnings = new ArrayList<Integer>();
    for (var party : List.of("caller", "called")) {
      var track = manifest.getJsonObject(party);
      counted(track, manifest.getLong("millis"))
          .forEach(fault -> faults.add(id + ", " + party + ": " + fault));
      var channel = channel(wav, beginnings.size());
      var start = start(channel);
      if (start.isEmpty()) {
        faults.add(id + ", " + party + ": nothing that was said is there");
        return faults;
      }
      int first = packetAt(channel, start.getAsInt());
      beginnings.add(first);
      int missing = missing(channel, start.getAsInt(), first);
      if (missing > 0) {
        faults.add(
            "%s, %s: %d of %d packets are not in their place"
                .formatted(id, party, missing, frames));
      }
    }
    int apart = Party.spoken(RtpLoad.CALLEES, 0, 0) - Party.spoken(RtpLoad.CALLERS, 0, 0);
    if (Math.floorMod(beginnings.get(1) - beginnings.get(0) - apart, SPOKEN.size()) != 0) {
      faults.add(id + ": the parties are not of one call");
    }
    return faults;
  }

  private List<String> counted(JsonObject track, long millis) {
    var faults = new ArrayList<String>();
    var packets = track.getJsonObject("packets");
    for (var what : List.of("expected", "seen", "written")) {
      if (packets.getInteger(what) != frames) {
        faults.add("%d packets %s of %d".formatted(packets.getInteger(what), what, frames));
      }
    }
    long sum =
        track.getJsonObject("totals").stream()
            .mapToLong(total -> ((Number) total.getValue()).longValue())
            .sum();
    if (sum != millis) {
      faults.add("%d ms of %d are accounted for".formatted(sum, millis));
    }
    return faults;
  }

  /**
   * A stream whose first packets were held up, or whose clock is not the server's, is moved by a
   * sample per packet to where it belongs: each packet must follow the one before it but for that,
   * and no more than {@link #MOVED} in all.
   */
  private int missing(ShortBuffer channel, int start, int first) {
    int missing = 0;
    int moved = 0;
    for (int i = 0; i < frames; i++) {
      int at = start + i * G711.FRAME + moved;
      var packet = SPOKEN.get((first + i) % SPOKEN.size());
      int step = step(channel, at, packet);
      if (step == NOWHERE || Math.abs(moved + step) > MOVED) {
        missing++;
      } else {
        moved += step;
      }
    }
    return missing;
  }

  private static int step(ShortBuffer channel, int at, short[] packet) {
    for (int step : STEPS) {
      if (says(channel, at + step, packet, packet.length - 1)) {
        return step;
      }
    }
    return NOWHERE;
  }

  private static OptionalInt start(ShortBuffer channel) {
    for (int at = 0; at + G711.FRAME <= channel.limit(); at++) {
      if (packetAt(channel, at) >= 0) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  /** Which packet is at {@code at}; -1 if none. */
  private static int packetAt(ShortBuffer channel, int at) {
    for (int i = 0; i < SPOKEN.size(); i++) {
      if (says(channel, at, SPOKEN.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean says(ShortBuffer channel, int at, short[] packet) {
    return says(channel, at, packet, packet.length);
  }

  private static boolean says(ShortBuffer channel, int at, short[] packet, int length) {
    if (at < 0 || at + length > channel.limit()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (channel.get(at + i) != packet[i]) {
        return false;
      }
    }
    return true;
  }

  private static ShortBuffer channel(byte[] wav, int channel) {
    var both = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    int samples = both.getInt(WAV_HEADER - 4) / 2 / CHANNELS;
    var one = ShortBuffer.allocate(samples);
    for (int i = 0; i < samples; i++) {
      one.put(both.getShort(WAV_HEADER + 2 * (CHANNELS * i + channel)));
    }
    return one.flip();
  }

  private static short[] sound(byte[] payload) {
    var sound = new short[payload.length];
    for (int i = 0; i < payload.length; i++) {
      sound[i] = G711.PCMA.decode(payload[i]);
    }
    return sound;
  }
}
