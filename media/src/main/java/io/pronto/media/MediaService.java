package io.pronto.media;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.media.dtls.DtlsIdentity;
import io.pronto.media.mix.MixLoop;
import io.pronto.media.record.Recorder;
import io.pronto.media.relay.RelayLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The door of the media module: opens endpoints, joins them two by two or mixes them, and records
 * them.
 */
public final class MediaService implements AutoCloseable {
  /**
   * As long as a call lasts at most: a mix that nobody has joined for so long has been forgotten.
   */
  private static final Duration LONGEST = Duration.ofHours(24);

  private final MediaSettings settings;
  private final Leases leases;
  private final List<RelayLoop> loops = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<MixLoop> mixLoops = new ArrayList<>();

  /** Starts the loops and binds the first ports of the range. */
  public MediaService(MediaSettings settings, Leases leases, MeterRegistry meters) {
    this.settings = settings;
    this.leases = leases;
    DtlsIdentity.current(); // made now, and not while somebody waits for an answer
    int share = (settings.lastPort() - settings.firstPort() + 1) / settings.loops() & ~1;
    for (int i = 0; i < settings.loops(); i++) {
      int first = settings.firstPort() + i * share;
      int last = i == settings.loops() - 1 ? settings.lastPort() : first + share - 1;
      var loop = new RelayLoop("" + (i + 1), settings.bind(), first, last, meters);
      loops.add(loop);
      recorders.add(new Recorder("" + (i + 1), loop, leases));
      mixLoops.add(new MixLoop("" + (i + 1), meters));
    }
  }

  /**
   * Opens an endpoint that peers are told to reach at the advertised address of the settings.
   *
   * @param owner the call's id: endpoints of one owner can be bridged
   * @param events told what happens, on a thread that must not be held up
   * @throws NoPortFree when every port is in use
   */
  public Endpoint open(String owner, Consumer<MediaEvent> events) {
    return open(owner, false, settings.advertise(), events);
  }

  /**
   * Opens an endpoint that peers are told to reach at {@code advertised}: an address of ours of the
   * family, IPv4 or IPv6, that the peer speaks.
   *
   * @param owner the call's id: endpoints of one owner can be bridged
   * @param forHelp whether it may have one of the few ports that are for calls for help alone
   * @param events told what happens, on a thread that must not be held up
   * @throws NoPortFree when every port that it may have is in use
   */
  public Endpoint open(
      String owner, boolean forHelp, InetAddress advertised, Consumer<MediaEvent> events) {
    var loop = loops.get(loopOf(owner));
    return new Endpoint(loop, leases, advertised, forHelp, owner, settings.silence(), events);
  }

  /**
   * Joins two endpoints of one owner: each party hears the other. Either is parted first from whom
   * it was joined with.
   */
  public void bridge(Endpoint a, Endpoint b) {
    a.forwarder().bridge(b.forwarder());
  }

  /** Parts {@code a} from whom it is joined with, if anybody. */
  public void unbridge(Endpoint a) {
    a.forwarder().unbridge();
  }

  /**
   * Opens a mix in which nobody is yet; its parties may be of any call.
   *
   * @param owner whose it is, for the log: a room's id, or a call's
   */
  public LiveMix mix(String owner) {
    var mixer = mixLoops.get(loopOf(owner)).open();
    var lease = leases.take(Leases.Kind.MIXER, owner, LONGEST, mixer::close);
    return new LiveMix(mixer, lease, LONGEST);
  }

  /**
   * Starts a recording in which nobody is heard yet: {@link LiveRecording#attach} gives it a party
   * for each side. It never fails: what cannot be recorded is said by its report.
   */
  public LiveRecording record(RecordingPlan plan) {
    return record(plan, SoundListener.NOBODY);
  }

  /** The same, while {@code listener} hears what is kept. */
  public LiveRecording record(RecordingPlan plan, SoundListener listener) {
    return new LiveRecording(recorders.get(loopOf(plan.call())).record(plan, listener));
  }

  /** Starts a recording of {@code caller} and {@code called}, who need not be bridged. */
  public LiveRecording record(RecordingPlan plan, Endpoint caller, Endpoint called) {
    var recording = record(plan);
    recording.attach(Side.CALLER, caller);
    recording.attach(Side.CALLED, called);
    return recording;
  }

  /** Ends all recordings, and closes all endpoints and their sockets. */
  @Override
  public void close() {
    recorders.forEach(Recorder::close);
    mixLoops.forEach(MixLoop::close);
    loops.forEach(RelayLoop::close);
  }

  /** What belongs to one call shares a loop. */
  private int loopOf(String owner) {
    return Math.floorMod(owner.hashCode(), loops.size());
  }
}
