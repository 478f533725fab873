package io.pronto.media.relay;

import io.pronto.media.Remote;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The way of packets between a media loop and one thread that mixes, both ways: no lock, no
 * allocation. Whoever is mixed has a seat, whose number is on its packets. Numbers are never used
 * again, so that what is still under way to a seat that has been left reaches nobody.
 */
public final class Passage {
  private static final int BYTES = 1 << 20;
  private static final int PLACES = 1 << 14;

  /** Who mixes hears from the loop's thread how things stand with a party. */
  public interface Seated {
    /** This has been agreed with the party; also said as it takes its seat, if anything is. */
    void agreed(Remote remote);

    /** The party has left its seat: bridged, parted, or closed. */
    void left();
  }

  private final RelayLoop loop;
  private final TapRing heard = new TapRing(BYTES);
  private final TapRing mixed = new TapRing(BYTES);
  private final TapRing.Reader deliver = this::deliver;
  private final ByteBuffer outgoing;
  private Forwarder[] seats = new Forwarder[64];

  /** A passage to {@code loop}, which sends what comes out of it in {@code outgoing}. */
  Passage(RelayLoop loop, ByteBuffer outgoing) {
    this.loop = loop;
    this.outgoing = outgoing;
  }

  /** The place of a seat's number among those that are taken at the same time. */
  public static int place(int number) {
    return number & PLACES - 1;
  }

  /** The number of the seat at {@code place}, 0 to 16,383, when it is taken for the nth time. */
  public static int number(int place, int nth) {
    return nth << Integer.numberOfTrailingZeros(PLACES) & Integer.MAX_VALUE | place;
  }

  /** How many can sit at the same time. */
  public static int places() {
    return PLACES;
  }

  /** Hands over all that parties have said so far. For the thread that mixes. */
  public void drain(TapRing.Reader reader) {
    heard.drain(reader);
  }

  /**
   * Has {@code packet} sent to the seat {@code number}, at the next {@link #flush}; false when
   * there is no room. For the thread that mixes.
   */
  public boolean offer(int number, ByteBuffer packet) {
    return mixed.offer(number, 0, packet);
  }

  /** Has the loop send what has been offered. For the thread that mixes. */
  public void flush() {
    loop.wake();
  }

  /** Packets that found no room, both ways. */
  public long dropped() {
    return heard.dropped() + mixed.dropped();
  }

  void seat(int number, Forwarder forwarder) {
    int place = place(number);
    if (place >= seats.length) {
      seats = Arrays.copyOf(seats, Math.max(place + 1, 2 * seats.length));
    }
    seats[place] = forwarder;
  }

  void unseat(int number, Forwarder forwarder) {
    if (seats[place(number)] == forwarder) {
      seats[place(number)] = null;
    }
  }

  /** A seated party has said {@code packet}. */
  void take(int number, long now, ByteBuffer packet) {
    heard.offer(number, now, packet);
  }

  /** Sends what has been mixed. */
  void deliver() {
    mixed.drain(deliver);
  }

  private void deliver(int number, long unused, ByteBuffer packet) {
    int place = place(number);
    var forwarder = place < seats.length ? seats[place] : null;
    if (forwarder != null) {
      outgoing.clear().put(packet).flip();
      forwarder.sendMixed(number, outgoing);
    }
  }
}
