package io.pronto.media.record;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.LegInterval;
import io.pronto.core.manifest.Packets;
import io.pronto.media.Side;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.relay.TapNote;
import io.pronto.media.relay.TapNote.Carries;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One channel of one recording: puts the packets of the party that it hears on the timeline, and
 * says why there are none where there are none. Positions are samples from the recording's start.
 */
final class Lane implements AutoCloseable {
  /** So long must all packets come too late before they are placed anew, by their arrival. */
  private static final int PATIENCE = G711.RATE / 5;

  /** A hole so small between two packets is of our making, or of the sender's clock. */
  private static final int SEAM = 8;

  /** Packets without sound explain the time between them up to this. */
  private static final int APART = G711.RATE / 10;

  /** So much of the sound before a key's first packet is not kept: 60 ms. */
  private static final int SLIP = 3 * G711.FRAME;

  /** What claims to have begun earlier has another clock: 5 s. */
  private static final int LONGEST_KEY = 5 * G711.RATE;

  private static final String KEYS = "0123456789*#ABCD";

  private static final long NEVER = -1;

  private final Side side;
  private final Timeline timeline;
  private final TappedPacket packet;
  private final Decoding decoding = new Decoding();
  private final Sequence sequence = new Sequence();
  private final Anchor anchor = new Anchor();
  private final Attendance attendance = new Attendance();
  private Carries[] carries = new Carries[128];
  private Content background = Content.ABSENT;
  private boolean spoken;
  private boolean missed;
  private long lateSince = NEVER;
  private long soundlessUntil;
  private boolean keyed;
  private boolean sharesClock;
  private int keyTimestamp;
  private long seen;
  private long written;

  Lane(Side side, Timeline timeline, TappedPacket packet) {
    this.side = side;
    this.timeline = timeline;
    this.packet = packet;
    Arrays.fill(carries, Carries.OTHER);
  }

  /** Somebody is on the channel from {@code at} on, by a leg of the call, if anybody says which. */
  void join(long at, Optional<String> leg) {
    attendance.join(at, leg);
    spoken = false;
    restart();
    background(at, Content.NOT_STARTED);
  }

  /** Nobody is on the channel from {@code at} on. */
  void leave(long at) {
    attendance.leave(at);
    restart();
    background(at, Content.ABSENT);
  }

  /** Packets have been dropped since the last one that was taken, of this lane or another. */
  void missed() {
    missed = true;
  }

  /** Takes what came out of the ring: a packet or a note, that arrived at {@code arrival}. */
  void take(ByteBuffer tapped, long arrival) {
    if (TapNote.is(tapped)) {
      note(TapNote.state(tapped), arrival);
      carries = TapNote.carries(tapped);
      return;
    }
    packet.read(tapped);
    seen++;
    int ahead = sequence.advance(packet.source, packet.sequence);
    switch (carries[packet.payloadType]) {
      case PCMA -> sound(Codec.PCMA, ahead, arrival);
      case PCMU -> sound(Codec.PCMU, ahead, arrival);
      case G722 -> sound(Codec.G722, ahead, arrival);
      case OPUS -> sound(Codec.OPUS, ahead, arrival);
      case KEYS -> keys(arrival);
      case NOISE -> soundless(Content.SILENT, arrival);
      case OTHER -> soundless(Content.UNDECODED, arrival);
    }
  }

  /** What has come so far. */
  Packets packets() {
    return new Packets(sequence.expected(), seen, written);
  }

  /** By which legs the channel was heard, up to its end at {@code millis}. */
  List<LegInterval> legs(long millis) {
    return attendance.intervals(millis);
  }

  /** Nothing more will come. */
  @Override
  public void close() {
    decoding.close();
  }

  private void note(TapNote.State state, long at) {
    switch (state) {
      case UNKNOWN -> background(at, Content.NOT_STARTED);
      case OPEN -> background(at, spoken ? Content.SILENT : Content.NOT_STARTED);
      case HELD -> {
        sequence.pause();
        background(at, Content.HELD);
      }
      case CLOSED -> leave(at);
    }
  }

  private void sound(Codec codec, int ahead, long arrival) {
    if (ahead <= 0 && Decoding.remembers(codec)) {
      outOfTurn(codec);
      return;
    }
    decoding.decode(codec, packet);
    sharesClock = codec.clockRate() == G711.RATE;
    int length = decoding.length;
    int timestamp = decoding.timestamp;
    if (length == 0 && packet.length > 0) {
      soundless(Content.UNDECODED, arrival);
      return;
    }
    pull(anchor.heldUp(ahead, timestamp, length, arrival));
    long before = anchor.end();
    boolean follows = ahead != Sequence.BEGINS && anchor.follows(ahead, timestamp);
    long at = anchor.place(ahead, timestamp, length, arrival);
    if (comesTooLateForLong(at, ahead, arrival)) {
      at = anchor.cast(timestamp, length, arrival);
      timeline.explain(side, timeline.settled(), at, Content.LOST);
    } else if (at + length > timeline.settled() + Timeline.CAPACITY) {
      at = anchor.cast(timestamp, length, arrival);
    }
    if (at + length <= timeline.settled() || ahead <= 0 && timeline.sounds(side, at + length / 2)) {
      return;
    }
    speaks(at);
    if (ahead > 0) {
      join(before, at, ahead, follows);
    }
    timeline.place(side, at, decoding.samples, length);
    if (ahead <= 0) {
      anchor.reaches(at);
    }
    written++;
  }

  /**
   * A decoder that remembers what it has heard takes packets in their order alone: what comes
   * behind another, or twice, would distort its neighbours. Unless it is there already it is lost.
   */
  private void outOfTurn(Codec codec) {
    if (!decoding.reads(codec, packet)) {
      return;
    }
    int length = anchor.length();
    long at = anchor.at(decoding.timestamp, anchor.end());
    if (at < anchor.end() && !timeline.sounds(side, at + length / 2)) {
      timeline.explain(side, at, at + length, Content.LOST);
    }
  }

  /**
   * Moves the stream to {@code samples} before, as long as its beginning can be changed. What was
   * said before the recording began is not on it.
   */
  private void pull(long samples) {
    long settled = timeline.settled();
    long by = settled == 0 ? samples : Math.min(samples, anchor.begin() - settled);
    if (by > 0) {
      timeline.pull(side, anchor.begin(), anchor.end(), by);
      anchor.pull(by);
    }
  }

  /** Accounts for what lies between the packet before and this one. */
  private void join(long before, long at, int ahead, boolean follows) {
    if (follows && ahead > 1) {
      var reason = missed ? Content.OVERFLOW : Content.LOST;
      if (before < timeline.settled()) {
        timeline.correct(side, reason);
      }
      timeline.explain(side, before, at, reason);
    } else if (ahead == 1 && at > before && at - before <= SEAM) {
      timeline.bridge(side, before, at);
    }
    missed = false;
  }

  /** What comes when its time is written already is lost; if that goes on, the way has changed. */
  private boolean comesTooLateForLong(long at, int ahead, long arrival) {
    boolean late = at + decoding.length <= timeline.settled();
    if (!late && ahead > 0) {
      lateSince = NEVER;
    }
    if (!late || ahead <= 0) {
      return false;
    }
    timeline.correct(side, Content.LOST);
    if (lateSince == NEVER) {
      lateSince = arrival;
    }
    return arrival - lateSince >= PATIENCE;
  }

  /** Many a phone lets the beginning of a key's tone slip into its sound before it tells of it. */
  private void keys(long arrival) {
    soundless(Content.KEYS, arrival);
    timeline.keyEvent(side, keyBegan(arrival) - SLIP, arrival + G711.FRAME);
    boolean isNew = packet.timestamp != keyTimestamp || !keyed;
    if (isNew && packet.length > 0 && packet.payload[0] >= 0 && packet.payload[0] < 16) {
      keyed = true;
      keyTimestamp = packet.timestamp;
      timeline.pressed(side, KEYS.charAt(packet.payload[0]), arrival, Timeline.Told.EVENT);
    }
  }

  /** An event's timestamp is that of the key's beginning, on the clock of the sound beside it. */
  private long keyBegan(long arrival) {
    long at = sharesClock ? anchor.at(packet.timestamp, arrival) : arrival;
    return at < arrival && arrival - at <= LONGEST_KEY ? at : arrival;
  }

  private void soundless(Content content, long arrival) {
    speaks(arrival);
    if (content != Content.SILENT) {
      boolean goesOn = arrival > soundlessUntil && arrival - soundlessUntil <= APART;
      timeline.explain(side, goesOn ? soundlessUntil : arrival, arrival + G711.FRAME, content);
      soundlessUntil = arrival + G711.FRAME;
    }
  }

  private void speaks(long at) {
    spoken = true;
    if (background != Content.SILENT) {
      background(Math.max(at, timeline.settled()), Content.SILENT);
    }
  }

  private void background(long at, Content content) {
    background = content;
    timeline.background(side, at, content);
  }

  private void restart() {
    sequence.pause();
    anchor.weigh();
    lateSince = NEVER;
  }
}
