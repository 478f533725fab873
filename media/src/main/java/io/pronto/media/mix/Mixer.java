package io.pronto.media.mix;

import io.pronto.media.codec.G711;
import io.pronto.media.relay.Forwarder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One room: everybody hears the sum of the loudest others, but whom it was told not to hear, and
 * never itself. Methods may be called from any thread, never block, and take effect in the order of
 * the calls, with the next tick.
 */
public final class Mixer implements AutoCloseable {
  private final MixLoop loop;
  private final List<Party> parties = new ArrayList<>();
  private final List<Party> speakers = new ArrayList<>();
  private final List<Voice> voices = new ArrayList<>();
  private final Chime chime = new Chime();
  private final List<Sum> sums = new ArrayList<>();
  private final Speakers choice = new Speakers();
  private final Map<String, RoomStream> streams = new HashMap<>();
  private long ticks;
  private int summed;
  private boolean closed;

  Mixer(MixLoop loop) {
    this.loop = loop;
  }

  /**
   * Joins a party, which leaves whatever it was joined with. It leaves the mix when it is bridged,
   * parted or closed, or joined anew.
   *
   * @throws IllegalStateException when there is no place left on this machine
   */
  public Seat join(Forwarder forwarder) {
    return loop.join(this, forwarder);
  }

  /** Has all hear {@code samples} of 8 kHz beside each other, once. */
  public void chime(short[] samples) {
    loop.run(() -> chime.start(samples));
  }

  /** Parts whom it still joins. */
  @Override
  public void close() {
    loop.run(
        () -> {
          closed = true;
          List.copyOf(parties).forEach(party -> party.forwarder.unseat(party.number));
          loop.remove(this);
        });
  }

  MixLoop loop() {
    return loop;
  }

  void addNow(Party party) {
    if (closed) {
      party.forwarder.unseat(party.number);
    } else {
      parties.add(party);
    }
  }

  void removeNow(Party party) {
    loop.free(party);
    parties.remove(party);
    for (var other : parties) {
      other.unheard.remove(party);
    }
    party.close();
  }

  /** The stream of all voices for who wants Opus by {@code parameters}, until {@link #leave}. */
  RoomStream enter(String parameters) {
    var stream = streams.computeIfAbsent(parameters, RoomStream::new);
    stream.enter();
    return stream;
  }

  void leave(RoomStream stream) {
    if (stream.leave()) {
      streams.values().remove(stream);
    }
  }

  /** Mixes the next 20 ms. */
  void tick() {
    ticks++;
    for (int i = 0; i < parties.size(); i++) {
      hear(parties.get(i));
    }
    choice.choose(parties);
    render();
    summed = 0;
    for (int i = 0; i < parties.size(); i++) {
      if (parties.get(i).listens()) {
        send(parties.get(i));
      }
    }
  }

  /** What one party says cannot silence the others. */
  private void hear(Party party) {
    try {
      party.hear();
    } catch (RuntimeException e) {
      party.silence();
      loop.faults().say("What a party of a conference says cannot be played", e);
    }
  }

  private void render() {
    boolean anyWide = false;
    boolean anyNarrow = false;
    speakers.clear();
    voices.clear();
    for (int i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      anyWide |= party.listensWide();
      anyNarrow |= party.listens() && !party.listensWide();
      if (party.isHeard() && speakers.size() < Integer.SIZE - 2) {
        speakers.add(party);
      }
    }
    for (int i = 0; i < speakers.size(); i++) {
      speakers.get(i).render(anyWide, anyNarrow);
      voices.add(speakers.get(i).voice);
    }
    if (chime.sounds()) {
      chime.render();
      voices.add(chime.voice);
    }
  }

  private void send(Party party) {
    int heard = voices.size() > speakers.size() ? 1 << speakers.size() : 0;
    for (int s = 0; s < speakers.size(); s++) {
      heard |= party.hears(speakers.get(s)) ? 1 << s : 0;
    }
    var sum = sum(heard, party.listensWide());
    var law = party.sharedLaw();
    var room = party.sharedStream(heard == (1 << voices.size()) - 1);
    try {
      if (law != null) {
        party.send(sum.code(law), G711.FRAME);
      } else if (room != null && room.make(sum, ticks) > 0) {
        party.send(room.code(), room.make(sum, ticks));
      } else {
        party.send(sum.sound, sum.samples());
      }
    } catch (RuntimeException e) {
      loop.faults().say("A party of a conference cannot be sent what the others say", e);
    }
  }

  private Sum sum(int heard, boolean wide) {
    for (int i = 0; i < summed; i++) {
      var sum = sums.get(i);
      if (sum.voices == heard && sum.wide == wide) {
        return sum;
      }
    }
    if (summed == sums.size()) {
      sums.add(new Sum());
    }
    var sum = sums.get(summed);
    summed++;
    sum.add(voices, heard, wide);
    return sum;
  }
}
