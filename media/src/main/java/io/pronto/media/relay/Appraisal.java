package io.pronto.media.relay;

import io.pronto.media.Quality;
import io.pronto.media.Reception;
import io.pronto.media.Remote;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges every 5 s how well one peer is heard and hears, from what the packet path counts anyway.
 * For the loop's thread, on its coarse tick.
 */
final class Appraisal {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
  private static final double NANOS_PER_MILLI = 1e6;

  private final ReceiveStatistics received;
  private final Rtcp reports;
  private final Sound sound;
  private ListeningQuality.Coding coding = ListeningQuality.Coding.USUAL;
  private double millisPerTick;
  private long begunAt;
  private long packetsBefore;
  private long lostBefore;
  private long lossesBefore;
  private long soundingBefore;
  private double jitterMillis;
  private int looks;
  private boolean stale;

  /** Begins at {@code now}, when nothing has come yet. */
  Appraisal(ReceiveStatistics received, Rtcp reports, Sound sound, long now) {
    this.received = received;
    this.reports = reports;
    this.sound = sound;
    this.begunAt = now;
  }

  /** Judges by what is agreed from now on. */
  void expect(Remote agreed) {
    coding = ListeningQuality.Coding.of(agreed.formats());
    millisPerTick = agreed.speech().map(format -> 1000.0 / format.clockRate()).orElse(0.0);
  }

  /**
   * Looks, and tells what came of the last 5 s when they are over: that nothing did only after
   * seconds in which something had, so that nobody takes old figures for new ones.
   */
  Optional<Quality> tick(long now) {
    jitterMillis += received.jitterNanos() / NANOS_PER_MILLI;
    looks++;
    return now - begunAt < INTERVAL_NANOS ? Optional.empty() : conclude(now);
  }

  private Optional<Quality> conclude(long now) {
    double roundTrip = reports.roundTripNanos() / NANOS_PER_MILLI;
    var heard = heard(roundTrip / 2);
    var reported = reported(roundTrip / 2);
    boolean silent = heard.isPresent() && sound.isSilent() && sound.sounding() == soundingBefore;
    begin(now);
    boolean something = heard.isPresent() || reported.isPresent();
    boolean news = something || stale;
    stale = something;
    return news
        ? Optional.of(
            new Quality(
                heard,
                reported,
                silent,
                roundTrip > 0 ? OptionalDouble.of(roundTrip) : OptionalDouble.empty()))
        : Optional.empty();
  }

  private Optional<Reception> heard(double oneWayMillis) {
    long packets = received.packets() - packetsBefore;
    if (packets <= 0) {
      return Optional.empty();
    }
    long lost = Math.max(0, received.lost() - lostBefore);
    long losses = received.losses() - lossesBefore;
    double percent = 100.0 * lost / (packets + lost);
    double burst = lost == 0 || losses == 0 ? 0 : Math.max(1, (double) lost / losses);
    double jitter = jitterMillis / looks;
    double mos = ListeningQuality.score(coding, percent, burst, oneWayMillis, jitter);
    return Optional.of(new Reception(percent, burst, jitter, mos));
  }

  private Optional<Reception> reported(double oneWayMillis) {
    if (!reports.hasReported()) {
      return Optional.empty();
    }
    double jitter = reports.jitterTicks() * millisPerTick;
    double percent = reports.lossPercent();
    double own = reports.score();
    double mos =
        own > 0
            ? Math.min(own, 4.5)
            : ListeningQuality.score(coding, percent, 0, oneWayMillis, jitter);
    return Optional.of(new Reception(percent, 0, jitter, mos));
  }

  private void begin(long now) {
    begunAt = now;
    packetsBefore = received.packets();
    lostBefore = received.lost();
    lossesBefore = received.losses();
    soundingBefore = sound.sounding();
    jitterMillis = 0;
    looks = 0;
    reports.forget();
  }
}
