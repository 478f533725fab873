package io.pronto.sip.flow;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.Attempts;
import io.pronto.core.live.ConferenceHomes;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.media.MediaService;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conferences that are held on this server, and who is let in. For any thread. */
final class Rooms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

  private final Map<String, Room> rooms = new ConcurrentHashMap<>();

  /** How many callers each conference has, with those who are asked for a PIN still. */
  private final Map<String, Integer> callers = new ConcurrentHashMap<>();

  private final MediaService media;
  private final Outbox outbox;
  private final ConferencePins pins;
  private final Attempts attempts;
  private final ConferenceHomes homes;
  private final Thread renewing;

  /**
   * Nobody is in any yet.
   *
   * @param attempts counts wrong PINs
   * @param homes where it is claimed that a conference is held here
   */
  Rooms(
      MediaService media,
      Outbox outbox,
      ConferencePins pins,
      Attempts attempts,
      ConferenceHomes homes,
      MeterRegistry meters) {
    this.media = media;
    this.outbox = outbox;
    this.pins = pins;
    this.attempts = attempts;
    this.homes = homes;
    meters.gaugeMapSize("pronto.conferences", List.of(), rooms);
    Gauge.builder(
            "pronto.conference.parties",
            rooms,
            held -> held.values().stream().mapToInt(Room::size).sum())
        .description("Callers who are in conferences")
        .register(meters);
    renewing = Thread.ofVirtual().name("conferences").start(this::renewUntilClosed);
  }

  /** Who has come in, and where. */
  sealed interface Entered {
    /** It is in {@code room}. */
    record In(Room room) implements Entered {}

    /** It is not let in. */
    record Refused(HangupCause cause) implements Entered {}
  }

  /**
   * Why nobody who calls now is let into {@code conference}, whoever it is; if there is no reason,
   * it is claimed for this server.
   */
  Optional<HangupCause> refusal(Conference conference) {
    if (!isHere(conference)) {
      return Optional.of(HangupCause.CONFERENCE_ELSEWHERE);
    }
    boolean maybeModerator = conference.pins().moderator().isPresent();
    return Optional.ofNullable(rooms.get(conference.id()))
        .flatMap(room -> room.refusal(conference.maxParties(), maybeModerator));
  }

  /** Somebody calls {@code conference}, which is held here until {@link #goes} has been said. */
  void comes(Conference conference) {
    callers.merge(conference.id(), 1, Integer::sum);
  }

  /** Who came is gone, let in or not. */
  void goes(Conference conference) {
    var id = conference.id();
    if (callers.computeIfPresent(id, (_, many) -> many == 1 ? null : many - 1) == null) {
      Thread.ofVirtual().name("conference-end").start(() -> giveUp(id));
    }
  }

  /** Lets {@code guest} into {@code conference}. */
  Entered enter(Conference conference, Guest guest) {
    while (true) {
      if (!isHere(conference)) {
        return new Entered.Refused(HangupCause.CONFERENCE_ELSEWHERE);
      }
      var room = rooms.computeIfAbsent(conference.id(), _ -> new Room(this, conference));
      switch (room.enter(guest, conference)) {
        case Room.Entry.In _ -> {
          return new Entered.In(room);
        }
        case Room.Entry.Refused(var cause) -> {
          return new Entered.Refused(cause);
        }
        case Room.Entry.Over _ -> rooms.remove(conference.id(), room);
      }
    }
  }

  /**
   * As what {@code keyed} lets in somebody whose call comes from {@code place}; it is counted. Who
   * knows the parties' PIN has not thereby earned more tries at the moderators'.
   */
  Optional<ConferencePins.Admission> admits(
      Conference conference, InetAddress place, String keyed) {
    var address = place.getHostAddress();
    if (!attempts.begin(address, conference.id())) {
      return Optional.empty();
    }
    var admission = pins.admits(conference, keyed);
    boolean mayGuessOn =
        admission.filter(ConferencePins.Admission.PARTY::equals).isPresent()
            && conference.pins().moderator().isPresent();
    if (mayGuessOn) {
      attempts.takeBack(address, conference.id());
    } else if (admission.isPresent()) {
      attempts.succeeded(address, conference.id());
    }
    return admission;
  }

  MediaService media() {
    return media;
  }

  void tell(OrganisationId organisation, String type, JsonObject news) {
    outbox.publish(organisation, type, news);
  }

  /** Nobody is in {@code room} any more. */
  void remove(Room room) {
    rooms.remove(room.conference().id(), room);
  }

  /** Renews no claim any more. */
  @Override
  public void close() {
    renewing.interrupt();
  }

  /** While Redis is away each server goes on for itself. */
  private boolean isHere(Conference conference) {
    try {
      return homes.claim(conference.id());
    } catch (RedisUnavailable away) {
      return true;
    }
  }

  /** Somebody may have come in meanwhile. */
  private void giveUp(String conference) {
    if (callers.containsKey(conference)) {
      return;
    }
    try {
      homes.giveUp(conference);
      if (callers.containsKey(conference)) {
        homes.claim(conference);
      }
    } catch (RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("Redis forgets by itself where a conference was held");
    }
  }

  private void renewUntilClosed() {
    try {
      while (true) {
        Thread.sleep(ConferenceHomes.RENEW);
        callers.keySet().forEach(this::renew);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew(String conference) {
    try {
      if (!homes.claim(conference)) {
        LOG.atWarn()
            .addKeyValue("conference", conference)
            .log("Another server holds the same conference, since Redis was away");
      }
    } catch (RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("A conference's claim is renewed later");
    } catch (RuntimeException e) { // the claims of the others are to be renewed all the same
      LOG.atError()
          .addKeyValue("conference", conference)
          .setCause(e)
          .log("A conference's claim could not be renewed");
    }
  }
}
