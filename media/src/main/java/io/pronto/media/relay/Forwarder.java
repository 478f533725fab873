package io.pronto.media.relay;

import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.EndpointStatistics;
import io.pronto.media.MediaEvent;
import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint on the packet path: whose packets it takes, where they go, what is measured. Public
 * methods may be called from any thread and take effect on the loop's, in the order of the calls;
 * the others are for the loop's thread.
 */
public final class Forwarder {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final double NANOS_PER_MILLI = 1e6;

  /** 10 s: a handshake has failed by then. */
  private static final int MOST_BEATS_OF_PATIENCE = 500;

  private final RelayLoop loop;
  private final Endpoint endpoint;
  private final LoopCounters counters;
  private final RtpPort port;
  private final String owner;
  private final Consumer<MediaEvent> events;
  private final Runnable released;
  private final PromptVoice voice = new PromptVoice();
  private final PromptPlayer player;
  private final KeySender keySender;
  private final HoldMusic music;
  private final Tap tap;
  private final KeyWatch keys;
  private final Watch watch;
  private final Latch latch = new Latch();
  private final Protection protection = new Protection();
  private final Rtcp reports = new Rtcp();
  private final OwnReports ownReports = new OwnReports();
  private final ReceiveStatistics received = new ReceiveStatistics();
  private final Sound sound = new Sound();
  private final Appraisal appraisal = new Appraisal(received, reports, sound, System.nanoTime());
  private final Tally packetsSent = new Tally();
  private final Tally bytesSent = new Tally();
  private final Losses losses;
  private final Crossing crossing;
  private final double[] nanosPerTick = new double[128];

  private Remote remote;
  private Forwarder peer;
  private Seat seat;
  private InetSocketAddress control;
  private boolean controlLearned;
  private boolean multiplexed;
  private boolean sought;
  private SecurePath path;
  private OneSource single;
  private Pseudonym name = Pseudonym.next();
  private int beatsOfPatience = MOST_BEATS_OF_PATIENCE;
  private boolean receives;
  private boolean sends;
  private boolean closed;

  /** Where the peer is mixed with others. */
  private record Seat(Passage passage, int number, Passage.Seated mixed) {}

  Forwarder(
      RelayLoop loop,
      RtpPort port,
      Endpoint endpoint,
      String owner,
      Duration silence,
      Consumer<MediaEvent> events,
      Runnable released) {
    this.loop = loop;
    this.endpoint = endpoint;
    this.counters = loop.counters();
    this.losses = new Losses(counters);
    this.crossing = new Crossing(counters, losses);
    this.port = port;
    this.owner = owner;
    this.events = events;
    this.released = released;
    var own = new OwnStream();
    this.player = new PromptPlayer(endpoint, voice, own, this::tell);
    this.keySender = new KeySender(voice, own);
    this.music = new HoldMusic(voice, own);
    this.tap = new Tap(loop.taps());
    this.keys = new KeyWatch(endpoint, this::tell);
    this.watch = new Watch(endpoint, silence, sound, this::tell);
  }

  /** The loop that owns this endpoint's sockets. */
  public RelayLoop loop() {
    return loop;
  }

  /** The RTP port, an even number. RTCP has the next. */
  public int port() {
    return port.number();
  }

  /** Tells what signalling has agreed with the peer; may be said again and again. */
  public void expect(Remote agreed) {
    var ready = agreed.keys().map(Protection.Ready::of);
    loop.run(() -> expectNow(agreed, ready));
  }

  /**
   * Joins this and {@code other}: what comes from one peer goes to the other. Where they are joined
   * already, what is sent goes on as it is, and only the watch for who is not heard begins anew.
   *
   * @throws IllegalArgumentException when {@code other} lives on another loop: endpoints of one
   *     owner share a loop
   */
  public void bridge(Forwarder other) {
    if (other.loop != loop || other == this) {
      throw new IllegalArgumentException("Only two endpoints of one owner can be bridged");
    }
    loop.run(
        () -> {
          if (!closed && !other.closed) {
            bridgeNow(other);
          }
        });
  }

  /** Parts this from whom it is joined with, if anybody. */
  public void unbridge() {
    loop.run(this::leavePeer);
  }

  /**
   * Has {@code mixed} decide what the peer hears, and hear what it says: its packets come through
   * {@code passage}, by the number {@code number}. Until it is bridged, parted or seated anew.
   */
  public void seat(Passage passage, int number, Passage.Seated mixed) {
    loop.run(() -> seatNow(new Seat(passage, number, mixed)));
  }

  /** Has it leave the seat {@code number}, if that is where it is. */
  public void unseat(int number) {
    loop.run(
        () -> {
          if (seat != null && seat.number() == number) {
            leaveSeat();
          }
        });
  }

  /** Plays to the peer in place of whatever it hears. */
  public void play(Prompt prompt, boolean repeat) {
    loop.run(() -> playNow(prompt, repeat));
  }

  /** Presses {@code key} towards the peer, in place of whatever it hears. */
  public void press(char key) {
    loop.run(() -> pressNow(key));
  }

  /** Plays {@code prompt} over and over while nothing else is to be heard by the peer. */
  public void startMusic(Prompt prompt) {
    loop.run(
        () -> {
          if (!closed) {
            music.start(prompt, System.nanoTime());
            loop.beatFor(this);
          }
        });
  }

  /** Ends that. */
  public void stopMusic() {
    loop.run(music::stop);
  }

  /** Ends what plays. */
  public void stopPlaying() {
    loop.run(player::stop);
  }

  /** Hears the peer's keys in its sound as well, where no events are agreed, or no more. */
  public void hearKeyTones(boolean wanted) {
    loop.run(() -> keys.hearTones(wanted));
  }

  /**
   * Copies each packet of the peer to {@link RelayLoop#taps} from now on, marked {@code number} (0
   * or more), after a {@link TapNote} and with another one at each change.
   */
  public void tap(int number) {
    loop.run(
        () -> {
          tap.open(number);
          tap.note(closed, receives, remote);
        });
  }

  /** Ends the copying marked {@code number}, if that goes on. */
  public void untap(int number) {
    loop.run(() -> tap.close(number));
  }

  /** Lets the peer show itself at another address of its own: {@link Endpoint#seek()}. */
  public void seek() {
    loop.run(this::seekNow);
  }

  /** Lets it do so for 3 s at {@code host} as well: {@link Endpoint#seek(InetAddress)}. */
  public void seek(InetAddress host) {
    loop.run(
        () -> {
          seekNow();
          latch.vouch(host, System.nanoTime());
        });
  }

  /** Whether the peer's RTCP says that it sends nothing: {@link Endpoint#isIdle}. */
  public boolean isIdle() {
    return watch.isIdle(System.nanoTime());
  }

  /** What has been measured so far. */
  public EndpointStatistics statistics() {
    double jitter = received.jitterNanos() / NANOS_PER_MILLI;
    double roundTrip = reports.roundTripNanos() / NANOS_PER_MILLI;
    return new EndpointStatistics(
        packetsSent.get(),
        bytesSent.get(),
        received.packets(),
        received.bytes(),
        received.lost(),
        jitter,
        roundTrip > 0 ? OptionalDouble.of(roundTrip) : OptionalDouble.empty(),
        received.score(roundTrip / 2),
        losses.ofStrangers(),
        losses.ofMalformed(),
        losses.ofRefused(),
        losses.ofForged(),
        crossing.transcoded());
  }

  /** Gives the port back and leaves the loop. */
  public void close() {
    loop.run(this::closeNow);
  }

  void open() {
    port.occupy(this);
    loop.add(this);
  }

  /** A packet has come over the line, that is from the peer's address. */
  void fromPeer(ByteBuffer packet, long now) {
    if (isBeside(packet)) {
      takeBeside(packet, latch.peer(), now);
    } else if (opens(packet)) {
      latch.heard(now);
      accept(packet, now);
    }
  }

  /** A packet has come to the door, from {@code source}, to which the line is not tied. */
  void fromElsewhere(ByteBuffer packet, InetSocketAddress source, long now) {
    if (isBeside(packet)) {
      takeBeside(packet, source, now);
    } else if (!RtpHeader.mayBeProtected(packet)) {
      losses.malformed();
    } else if (!admits(source, now)) {
      losses.stranger();
    } else if (opens(packet)) {
      follow(source, now);
      accept(packet, now);
    }
  }

  /** A packet has come to the RTCP port. */
  void fromControl(ByteBuffer packet, InetSocketAddress source, long now) {
    if (!protection.isOn() && !Rtcp.wellFormed(packet)) {
      losses.malformed();
      return;
    }
    if (multiplexed || path != null || !admitsControl(source)) {
      losses.stranger();
      return;
    }
    if (protection.isOn() && !opensControl(packet)) {
      return;
    }
    control = source;
    controlLearned = true;
    acceptControl(packet, now);
  }

  /** Whether what comes from {@code source} may be the peer's. */
  boolean admits(InetSocketAddress source) {
    return sought ? path.admits(source) : latch.admits(source);
  }

  private boolean admits(InetSocketAddress source, long now) {
    return sought ? path.admits(source) : latch.admits(source, now);
  }

  /** The peer seems to be at {@code address}; the first sound of it will tell. */
  void suppose(InetSocketAddress address) {
    if (!sought && latch.suppose(address)) {
      tieTo(address);
    }
  }

  /** The peer has shown that it wants its sound at {@code address}. */
  void moveTo(InetSocketAddress address) {
    latch.announce(address);
    tieTo(address);
  }

  /** The handshake is over: sound may flow. */
  void secured(Protection.Ready keys) {
    protection.agree(Optional.of(keys));
    watch.restart(System.nanoTime());
  }

  /** The handshake has failed: no sound will. */
  void unsecured(String why) {
    LOG.atWarn().addKeyValue("call", owner).log("Sound could not be secured: {}", why);
    tell(new MediaEvent.HandshakeFailed(endpoint, why));
  }

  Losses losses() {
    return losses;
  }

  private void acceptControl(ByteBuffer packet, long now) {
    watch.alive(packet, received.packets() + received.lost(), now);
    reports.received(packet, now);
    ownReports.received(packet, now);
    if (single != null) {
      single.reportOfSpeaker(packet);
    }
    if (peer != null) {
      crossing.report(packet, peer.crossing);
      peer.sendControl(packet, now);
    }
  }

  /** Looks, a few times a second, whether the bridged peer should have been heard. */
  void tick(long now) {
    latch.tick(now);
    tap.settles();
    if (path != null) {
      path.tick(now);
    }
    if (receives && sends && peer != null) {
      watch.check(now, peer.watch);
    } else if (receives && sends && seat != null) {
      watch.checkMixed(now);
    }
    crossing.tick(now);
    if (peer == null && ownReports.write(loop.scratch(), received, now)) {
      sendControl(loop.scratch(), now);
    }
    var quality = appraisal.tick(now);
    if (quality.isPresent()) {
      loop.scores().count(quality.get());
      tell(new MediaEvent.Measured(endpoint, quality.get()));
    }
  }

  boolean playing() {
    return !closed && (speaks() || crossing.isNoisy() || music.isOn());
  }

  /** Sends 20 ms of what plays, and of the noise behind the peer. */
  void beat(ByteBuffer buffer, long now) {
    if (waitsForKeys()) {
      return;
    }
    if (keySender.isPressing()) {
      if (keySender.fill(buffer) && sends) {
        send(buffer);
      }
    } else if (player.playing()) {
      player.fill(buffer);
      player.sent(sends && send(buffer));
    } else if (sends && music.isDue(now)) {
      music.fill(buffer);
      send(buffer);
    }
    if (crossing.isNoisy() && peer.sends && !peer.speaks() && !peer.music.isOn()) {
      crossing.beat(now);
    }
  }

  /** Nothing of ours is lost on who has not shaken hands yet, unless that takes for ever. */
  private boolean waitsForKeys() {
    if (!protection.isPending() || beatsOfPatience == 0) {
      return false;
    }
    beatsOfPatience--;
    return true;
  }

  private boolean speaks() {
    return player.playing() || keySender.isPressing();
  }

  /** Whether {@code packet} is RTP and, where keys are agreed, of who has the peer's. */
  private boolean opens(ByteBuffer packet) {
    if (protection.isOn() && RtpHeader.mayBeProtected(packet) && !protection.open(packet)) {
      losses.forged();
      return false;
    }
    if (!RtpHeader.wellFormed(packet)) {
      losses.malformed();
      return false;
    }
    return true;
  }

  /** Whether it shares the port with RTP and is none. */
  private boolean isBeside(ByteBuffer packet) {
    return path != null && !RtpHeader.isVersion2(packet)
        || multiplexed && RtpHeader.isControl(packet);
  }

  private void takeBeside(ByteBuffer packet, InetSocketAddress source, long now) {
    if (!RtpHeader.isVersion2(packet)) {
      path.take(packet, source);
    } else if (!admits(source)) {
      losses.stranger();
    } else if (opensControl(packet)) {
      acceptControl(packet, now);
    }
  }

  /** A valid packet has come from {@code source}: unless it shows itself by ICE, it is there. */
  private void follow(InetSocketAddress source, long now) {
    if (!sought) {
      boolean moved = !source.equals(latch.peer());
      latch.admit(source, now);
      if (moved) {
        control = remote.rtcp();
        controlLearned = false; // whoever was there before may have told where to
        tieTo(source);
        watch.moved();
      }
    }
  }

  private boolean opensControl(ByteBuffer packet) {
    if (!protection.openControl(packet)) {
      losses.forged();
      return false;
    }
    if (!Rtcp.wellFormed(packet)) {
      losses.malformed();
      return false;
    }
    return true;
  }

  private void accept(ByteBuffer packet, long now) {
    if (!receives) {
      losses.refused();
      return;
    }
    int payloadType = RtpHeader.payloadType(packet);
    received.count(packet, now, nanosPerTick[payloadType]);
    watch.heard(payloadType, packet, now);
    tap.packet(now, packet);
    keys.packet(payloadType, packet, now);
    if (seat != null) {
      seat.passage().take(seat.number(), now, packet);
    } else if (peer != null && peer.sends && !peer.speaks() && !peer.music.covers(packet, now)) {
      crossing.take(payloadType, packet, now);
      if (crossing.isNoisy()) {
        loop.beatFor(this);
      }
    }
  }

  /** Sends what has been mixed for the seat {@code number}. */
  void sendMixed(int number, ByteBuffer packet) {
    if (seat == null || seat.number() != number || !sends || speaks() || music.isOn()) {
      return;
    }
    if (send(packet)) {
      counters.mixed.add(1);
    }
  }

  private boolean send(ByteBuffer packet) {
    if (single != null) {
      single.adopt(packet, nanosPerTick[RtpHeader.payloadType(packet)], System.nanoTime());
    }
    if (peer == null) {
      ownReports.sent(packet, System.nanoTime());
    }
    boolean out = protection.protect(packet) && port.send(packet);
    if (out) {
      packetsSent.add(1);
      bytesSent.add(packet.limit());
    } else {
      counters.unsent.add(1);
    }
    return out;
  }

  private void sendControl(ByteBuffer packet, long now) {
    if (!multiplexed && (control == null || path != null)) {
      return;
    }
    if (single != null) {
      single.rename(packet);
    }
    if (!name.put(packet)) {
      return;
    }
    reports.sent(packet, now);
    if (!protection.protectControl(packet)) {
      return;
    }
    if (multiplexed) {
      port.send(packet);
    } else {
      port.sendRtcp(packet, control);
    }
  }

  /**
   * The RTCP source that the SDP names is always right. Any other stays once learned; before that
   * the host of the RTP peer may name its port.
   */
  private boolean admitsControl(InetSocketAddress source) {
    if (remote == null || source.equals(remote.rtcp())) {
      return remote != null;
    }
    return controlLearned
        ? source.equals(control)
        : latch.peer() != null && source.getAddress().equals(latch.peer().getAddress());
  }

  private void expectNow(Remote agreed, Optional<Protection.Ready> ready) {
    if (closed) {
      return;
    }
    remote = agreed;
    multiplexed = agreed.multiplexed();
    sought = agreed.seeksUs();
    protect(agreed, ready);
    latch.heed(agreed.origin(), protection.isOn());
    turn(agreed.direction());
    if (!sought && agreed.reachable() && !latch.isAnnounced(agreed.rtp())) {
      latch.announce(agreed.rtp());
      tieTo(agreed.rtp());
      control = agreed.rtcp();
      controlLearned = false;
    }
    measureBy(agreed);
    appraisal.expect(agreed);
    ownReports.expect(agreed);
    watch.expect(agreed);
    sound.tune(agreed);
    player.tune(agreed);
    keySender.tune(agreed);
    keys.tune(agreed);
    tap.note(closed, receives, remote);
    if (peer != null) {
      translateWith(peer);
    }
    if (seat != null) {
      seat.mixed().agreed(agreed);
    }
  }

  /** Who shows itself by ICE does so at any time. */
  private void seekNow() {
    if (!closed && !sought && latch.peer() != null) {
      latch.reopen();
      controlLearned = false;
    }
  }

  private void protect(Remote agreed, Optional<Protection.Ready> ready) {
    if (agreed.secured().isEmpty()) {
      leavePath();
      protection.agree(ready);
      return;
    }
    if (path == null) {
      path = new SecurePath(loop, this, port, owner);
      single = new OneSource(agreed.secured().get().source());
      name = Pseudonym.described(agreed.secured().get().source());
      if (!sought && latch.peer() != null) {
        path.moved(latch.peer());
      }
    }
    if (path.agree(agreed.secured().get())) {
      protection.await();
    }
  }

  private void leavePath() {
    if (path != null) {
      path.close();
      path = null;
      single = null;
      name = Pseudonym.next();
    }
  }

  /** A hold is neither loss nor silence: both start anew when it ends. */
  private void turn(Direction direction) {
    if (receives && !direction.receives()) {
      received.pause();
    }
    boolean both = direction.receives() && direction.sends();
    if (both && !(receives && sends)) {
      watch.restart(System.nanoTime());
    }
    receives = direction.receives();
    sends = direction.sends();
  }

  private void measureBy(Remote agreed) {
    Arrays.fill(nanosPerTick, 0);
    for (var formats : List.of(agreed.formats(), agreed.announced())) {
      for (var format : formats) {
        nanosPerTick[format.payloadType()] =
            format.isTelephoneEvent() ? 0 : 1e9 / format.clockRate();
      }
    }
  }

  /** Ties the line to {@code address}; RTCP follows RTP until it has been heard itself. */
  private void tieTo(InetSocketAddress address) {
    try {
      port.tie(address);
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("call", owner).setCause(e).log("The peer's address is of no use");
    }
    if (path != null) {
      path.moved(address);
    }
    if (!controlLearned && !address.equals(remote.rtp())) {
      control = new InetSocketAddress(address.getAddress(), Math.min(address.getPort() + 1, 65535));
    }
  }

  private void bridgeNow(Forwarder other) {
    meet();
    other.meet();
    if (peer == other && other.peer == this) { // the answer after early media
      long now = System.nanoTime();
      watch.restart(now);
      other.watch.restart(now);
    } else {
      leavePeer();
      other.leavePeer();
      join(other);
      other.join(this);
    }
  }

  /** What came before was ringback, perhaps; who was mixed with others has been heard there. */
  private void meet() {
    if (seat == null) {
      sound.meet();
    }
  }

  private void join(Forwarder other) {
    peer = other;
    watch.restart(System.nanoTime());
    translateWith(other);
  }

  private void translateWith(Forwarder other) {
    if (remote != null && other.remote != null) {
      crossing.lead(remote, other.remote, other::relay);
      other.crossing.lead(other.remote, remote, this::relay);
    }
  }

  /** Sends what comes from who is joined with this one. */
  private boolean relay(ByteBuffer packet) {
    boolean out = sends && send(packet);
    if (out) {
      counters.relayed.add(1);
    }
    return out;
  }

  private void seatNow(Seat wanted) {
    if (closed) {
      wanted.mixed().left();
      return;
    }
    leavePeer();
    seat = wanted;
    wanted.passage().seat(wanted.number(), this);
    watch.restart(System.nanoTime());
    if (remote != null) {
      wanted.mixed().agreed(remote);
    }
  }

  private void leaveSeat() {
    if (seat != null) {
      var left = seat;
      seat = null;
      left.passage().unseat(left.number(), this);
      left.mixed().left();
    }
  }

  private void leavePeer() {
    leaveSeat();
    crossing.end();
    if (peer != null) {
      peer.crossing.end();
      peer.peer = null;
      peer = null;
    }
  }

  private void playNow(Prompt prompt, boolean repeat) {
    if (!closed) {
      player.play(prompt, repeat);
      loop.beatFor(this);
    }
  }

  private void pressNow(char key) {
    if (!closed) {
      keySender.press(key);
      loop.beatFor(this);
    }
  }

  /** Closes at once. */
  void closeNow() {
    if (closed) {
      return;
    }
    closed = true;
    tap.note(closed, receives, remote);
    leavePeer();
    leavePath();
    loop.remove(this);
    voice.close();
    try {
      port.vacate();
    } catch (IOException e) {
      LOG.atError().addKeyValue("call", owner).setCause(e).log("A port could not be disconnected");
    }
    loop.giveBack(port);
    released.run();
  }

  private void tell(MediaEvent event) {
    try {
      events.accept(event);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", owner).setCause(e).log("A media event was not taken");
    }
  }
}
